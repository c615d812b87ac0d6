import type { EndReason, PlanNews, SlotState } from '@shared/models/room-plans';
import type { LedgerEntry, StoredSet, StoredSlot } from './stored';

/**
 * What happens to the rooms of a set as time passes and people come and go. Pure: the set as it was and the world as
 * it is give the set as it is now, what is to be asked of Discord next, and when to look again.
 */

/** One guild as the connected account sees it now. */
export interface GuildSight {
  /** False during an outage: then nothing is concluded from what is missing. */
  available: boolean;
  has(channelId: string): boolean;
  /** People, not bots, in the room. */
  people(channelId: string): number;
  /** Ids of the channels in a category. */
  inside(categoryId: string): readonly string[];
}

export interface World {
  nowMs: number;
  /** Since when events reach us without a gap. */
  liveSinceMs: number;
  guild: GuildSight | null;
  /** What Roomtone made, of this account. */
  owns(guildId: string, channelId: string): boolean;
}

export interface Timing {
  /** How long before it happens the end of a room is announced; at least this long after coming back, too. */
  noticeMs: number;
  /** From an attempt without an answer to looking whether it was made after all. */
  recoverAfterMs: number;
  /** After it could not be ended. */
  stuckRetryMs: number;
}

export const DEFAULT_TIMING: Timing = { noticeMs: 60_000, recoverAfterMs: 10_000, stuckRetryMs: 60_000 };

export type Operation =
  | { kind: 'create'; slotId: string; categoryId: string | null }
  | { kind: 'recover'; slotId: string }
  | { kind: 'followUp'; slotId: string }
  | { kind: 'end'; slotId: string; channelId: string; reason: EndReason };

export interface SetStep {
  /** The same identity when nothing changed. */
  set: StoredSet;
  /** The next thing to do; one at a time, so that rooms come in their order. */
  operation: Operation | null;
  news: PlanNews[];
  /** When to look again without an event, Unix ms. */
  wakeMs: number;
}

/** From coming back to believing that the picture is complete. */
const SETTLE_MS = 5_000;
const NEVER = Number.POSITIVE_INFINITY;

export function stepSet(before: StoredSet, world: World, timing: Timing): SetStep {
  const { guild, nowMs } = world;
  if (!guild?.available) return { set: before, operation: null, news: [], wakeMs: NEVER };
  const news: PlanNews[] = [];
  let set = mapSlots(before, (slot) => observe(slot, before, world, timing, news));
  set = endOwnCategory(set, world);
  const operation = nextOperation(set, world, timing);
  return { set, operation, news, wakeMs: wakeOf(set, nowMs, timing) };
}

/** Changes slots, keeping the identity of a set in which none changed. */
export function mapSlots(set: StoredSet, change: (slot: StoredSlot) => StoredSlot): StoredSet {
  const slots = set.slots.map(change);
  return slots.some((slot, i) => slot !== set.slots[i]) ? { ...set, slots } : set;
}

/** Nothing will happen to it any more by itself. */
export function isSettled({ state }: StoredSlot): boolean {
  return (
    state.kind === 'ended' || state.kind === 'kept' || state.kind === 'failed' || state.kind === 'cancelled'
  );
}

function observe(
  slot: StoredSlot,
  set: StoredSet,
  world: World,
  timing: Timing,
  news: PlanNews[],
): StoredSlot {
  const { state } = slot;
  const { nowMs, guild } = world;
  const withState = (next: SlotState): StoredSlot => ({ ...slot, state: next });
  if (state.kind === 'waiting' && set.endRequested) return withState({ kind: 'cancelled' });
  if (!('channelId' in state) || state.kind === 'ended') return slot;
  const { channelId } = state;
  if (!guild?.has(channelId)) {
    const reason = state.kind === 'ending' || state.kind === 'stuck' ? state.reason : null;
    return withState({ kind: 'ended', channelId, atMs: nowMs, reason });
  }
  if (state.kind === 'kept') return slot;
  if (!world.owns(set.guildId, channelId)) return withState({ kind: 'kept', channelId });
  if (state.kind === 'stuck' && nowMs >= state.retryAtMs) {
    return withState({ kind: 'ending', channelId, reason: state.reason });
  }
  if (state.kind !== 'open') return slot;
  if (set.endRequested && slot.kind !== 'category') {
    return withState({ kind: 'ending', channelId, reason: 'byHand' });
  }
  if (slot.kind === 'category') return slot;
  const next = watched(slot, state, set, world, timing, guild.people(channelId));
  if (next.endsAtMs !== null && next.endsFor !== null && nowMs >= next.endsAtMs) {
    news.push({ kind: 'ended', setId: set.setId, name: slot.name, reason: next.endsFor });
    return withState({ kind: 'ending', channelId, reason: next.endsFor });
  }
  let { announcedEndMs } = slot;
  if (next.endsAtMs === null) announcedEndMs = null;
  else if (
    next.endsFor !== null &&
    nowMs >= next.endsAtMs - leadMs(slot, timing) &&
    next.endsAtMs !== slot.announcedEndMs
  ) {
    announcedEndMs = next.endsAtMs;
    const { setId } = set;
    const { endsAtMs, endsFor } = next;
    const { name, slotId } = slot;
    news.push({ kind: 'endingSoon', setId, slotId, channelId, name, endsAtMs, reason: endsFor });
  }
  return isSameOpen(state, next) && announcedEndMs === slot.announcedEndMs
    ? slot
    : { ...slot, state: next, announcedEndMs };
}

/** How long before its end a room is announced: not as soon as it is made or empty, when it waits but shortly. */
function leadMs({ temporary }: StoredSlot, { noticeMs }: Timing): number {
  return temporary ? Math.min(noticeMs, Math.min(temporary.graceMs, temporary.unusedMs) / 2) : noticeMs;
}

type Open = Extract<SlotState, { kind: 'open' }>;

function watched(
  { temporary, announcedEndMs }: StoredSlot,
  state: Open,
  set: StoredSet,
  { nowMs, liveSinceMs }: World,
  { noticeMs }: Timing,
  people: number,
): Open {
  const emptySinceMs = people > 0 ? null : (state.emptySinceMs ?? nowMs);
  const everUsed = state.everUsed || people > 0;
  // What fell due while nobody could hear of it waits until it has been said; said before, a moment is enough.
  const heard = (dueMs: number, waitMs: number) => {
    const pauseMs = dueMs === announcedEndMs ? SETTLE_MS : noticeMs;
    return Math.max(dueMs, liveSinceMs + Math.min(pauseMs, waitMs));
  };
  let endsAtMs: number | null = null;
  let endsFor: EndReason | null = null;
  if (temporary && emptySinceMs !== null) {
    const waitMs = everUsed ? temporary.graceMs : temporary.unusedMs;
    endsAtMs = heard(emptySinceMs + waitMs, waitMs);
    endsFor = everUsed ? 'empty' : 'unused';
  }
  if (set.endsAtMs !== null) {
    const atMs = heard(set.endsAtMs, noticeMs);
    if (endsAtMs === null || atMs < endsAtMs) {
      endsAtMs = atMs;
      endsFor = 'setEnded';
    }
  }
  return { ...state, emptySinceMs, everUsed, endsAtMs, endsFor };
}

function isSameOpen(a: Open, b: Open): boolean {
  return (
    a.emptySinceMs === b.emptySinceMs &&
    a.everUsed === b.everUsed &&
    a.endsAtMs === b.endsAtMs &&
    a.endsFor === b.endsFor
  );
}

/** The set's own category ends with its rooms, unless something else stands in it by now. */
function endOwnCategory(set: StoredSet, { guild }: World): StoredSet {
  const rooms = set.slots.filter(({ kind }) => kind !== 'category');
  const over =
    rooms.every(isSettled) && (set.endRequested || rooms.some(({ state }) => state.kind === 'ended'));
  if (!over || !guild) return set;
  const lastReason = rooms.map(({ state }) => (state.kind === 'ended' ? state.reason : null)).find(Boolean);
  return mapSlots(set, (slot) => {
    if (slot.kind !== 'category' || slot.state.kind !== 'open') return slot;
    const { channelId } = slot.state;
    if (guild.inside(channelId).length > 0) return { ...slot, state: { kind: 'kept', channelId } };
    return { ...slot, state: { kind: 'ending', channelId, reason: lastReason ?? 'byHand' } };
  });
}

function nextOperation(set: StoredSet, { nowMs }: World, timing: Timing): Operation | null {
  for (const { slotId, state } of set.slots) {
    const isOpenQuestion = state.kind === 'creating' || state.kind === 'unanswered';
    if (isOpenQuestion && nowMs >= state.attemptedAtMs + timing.recoverAfterMs) {
      return { kind: 'recover', slotId };
    }
  }
  for (const { slotId, state } of set.slots) {
    if (state.kind === 'ending') {
      return { kind: 'end', slotId, channelId: state.channelId, reason: state.reason };
    }
  }
  const category = set.slots.find(({ kind }) => kind === 'category');
  const categoryState = category?.state;
  const categoryId = categoryState?.kind === 'open' ? categoryState.channelId : null;
  for (const { slotId, state, wish, todo } of set.slots) {
    if (state.kind === 'open' && todo.length > 0) return { kind: 'followUp', slotId };
    if (state.kind !== 'waiting') continue;
    // Rooms of an own category wait for it; whether it fails is decided there.
    if (wish?.inOwnCategory && categoryId === null) continue;
    return {
      kind: 'create',
      slotId,
      categoryId: wish?.inOwnCategory ? categoryId : (wish?.categoryId ?? null),
    };
  }
  return null;
}

function wakeOf(set: StoredSet, nowMs: number, timing: Timing): number {
  let wakeMs = NEVER;
  const at = (atMs: number) => {
    wakeMs = Math.min(wakeMs, Math.max(atMs, nowMs));
  };
  for (const slot of set.slots) {
    const { state, announcedEndMs } = slot;
    if (state.kind === 'creating' || state.kind === 'unanswered')
      at(state.attemptedAtMs + timing.recoverAfterMs);
    else if (state.kind === 'stuck') at(state.retryAtMs);
    else if (state.kind === 'open' && state.endsAtMs !== null) {
      at(announcedEndMs === state.endsAtMs ? state.endsAtMs : state.endsAtMs - leadMs(slot, timing));
    }
  }
  return wakeMs;
}

/** True when the ledger says that Roomtone made this channel in this guild, with this account. */
export function owns(
  ledger: readonly LedgerEntry[],
  accountKey: string,
  guildId: string,
  channelId: string,
): boolean {
  return ledger.some(
    (entry) => entry.channelId === channelId && entry.guildId === guildId && entry.accountKey === accountKey,
  );
}
