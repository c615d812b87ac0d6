import type { ChannelId, GuildId, UserId } from '@shared/discord/snowflake';
import { toAppError } from '@shared/errors/app-error';
import type { EndReason, FollowUp, SlotProblem } from '@shared/models/room-plans';
import type {
  CreateRoomInput,
  CreateRoomOutcome,
  EndRoomOutcome,
  RoomActionOutcome,
  RoomRefusal,
} from '@shared/models/rooms';
import { routes } from '../../discord/rest';
import { roomRefusalOf } from '../../discord/room-refusal';
import type { DiscordSession } from '../../discord/session';
import type { StoredSet, StoredSlot } from './stored';

/** What is asked of Discord for one room. Each answers with what is known afterwards. */

type Call = { signal?: AbortSignal };

/** What this service uses of the rooms and members services. */
export interface RoomActions {
  create(input: CreateRoomInput, options?: Call): Promise<CreateRoomOutcome>;
  end(
    input: { channelId: ChannelId; reason?: string | null | undefined },
    options?: Call,
  ): Promise<EndRoomOutcome>;
  setStatus(input: { channelId: ChannelId; status: string | null }): Promise<RoomActionOutcome>;
  startStage(input: {
    channelId: ChannelId;
    topic: string;
    notify: boolean;
    reason: string | null;
  }): Promise<RoomActionOutcome>;
  move(input: {
    guildId: GuildId;
    userId: UserId;
    channelId: ChannelId;
    reason?: string;
  }): Promise<RoomActionOutcome>;
}

export type Attempt =
  | { kind: 'made'; channelId: string }
  | { kind: 'refused'; problem: SlotProblem }
  /** Nothing of it arrived. */
  | { kind: 'later'; afterMs: number }
  /** It may have arrived. */
  | { kind: 'unanswered' };

const RETRY_MS = 5_000;
const CATEGORY_TYPE = 4;

/** Makes the room or category of a slot. The reason carries the slot's marker. */
export async function createSlot(
  session: DiscordSession,
  rooms: RoomActions,
  set: StoredSet,
  slot: StoredSlot,
  categoryId: string | null,
  nowMs: number,
  signal: AbortSignal,
): Promise<Attempt> {
  const reason = `Roomtone opened “${set.name}” (${slot.marker})`;
  const { wish } = slot;
  try {
    if (!wish) {
      const call = routes.createGuildChannel(set.guildId, { name: slot.name, type: CATEGORY_TYPE });
      const channel = await session.rest.request(call, { reason, signal });
      session.cache.apply({ t: 'CHANNEL_CREATE', d: { ...channel, guild_id: set.guildId } });
      return { kind: 'made', channelId: channel.id };
    }
    const outcome = await rooms.create(
      {
        guildId: set.guildId,
        name: slot.name,
        kind: wish.kind,
        userLimit: wish.userLimit,
        bitrateBps: wish.bitrateBps,
        region: wish.region,
        categoryId: categoryId as ChannelId | null,
        access: wish.access,
        reason,
      },
      { signal },
    );
    return outcome.kind === 'created'
      ? { kind: 'made', channelId: outcome.room.channelId }
      : { kind: 'refused', problem: outcome };
  } catch (thrown) {
    return judge(thrown, () =>
      roomRefusalOf(thrown, {
        state: session.cache.state,
        nowMs,
        guildId: set.guildId,
        needs: ['MANAGE_CHANNELS'],
        about: 'channel',
      }),
    );
  }
}

/** What an error of making says about whether it was made. */
function judge(thrown: unknown, refusal: () => RoomRefusal): Exclude<Attempt, { kind: 'made' }> {
  // The session ended under it.
  if (thrown instanceof DOMException) return { kind: 'unanswered' };
  const error = toAppError(thrown);
  switch (error.code) {
    case 'rest/rate-limited':
    case 'rest/queue-full': {
      const { retryAfterMs } = error.details;
      return { kind: 'later', afterMs: typeof retryAfterMs === 'number' ? retryAfterMs : RETRY_MS };
    }
    case 'rest/network':
      return error.details.sent === false ? { kind: 'later', afterMs: RETRY_MS } : { kind: 'unanswered' };
    case 'rest/server-error':
    case 'rest/unexpected-response':
    case 'internal':
      return { kind: 'unanswered' };
    case 'account/not-connected':
      return { kind: 'later', afterMs: RETRY_MS };
    default:
      try {
        return { kind: 'refused', problem: refusal() };
      } catch {
        return { kind: 'refused', problem: { kind: 'failed', error: error.toView() } };
      }
  }
}

export type Ending = { kind: 'ended' } | { kind: 'refused'; problem: SlotProblem } | { kind: 'later' };

/** Ends a room of ours; the caller has checked that it is. */
export async function endRoom(
  rooms: RoomActions,
  set: StoredSet,
  slot: StoredSlot,
  channelId: ChannelId,
  reason: EndReason,
  signal: AbortSignal,
): Promise<Ending> {
  try {
    const outcome = await rooms.end({ channelId, reason: reasonOf(set, slot, reason) }, { signal });
    return outcome.kind === 'missingPermission' ? { kind: 'refused', problem: outcome } : { kind: 'ended' };
  } catch (thrown) {
    if (thrown instanceof DOMException) return { kind: 'later' };
    const error = toAppError(thrown);
    return error.retryable || error.code === 'rest/network' || error.code === 'account/not-connected'
      ? { kind: 'later' }
      : { kind: 'refused', problem: { kind: 'failed', error: error.toView() } };
  }
}

/** For the guild's audit log. */
export function reasonOf({ name }: StoredSet, { temporary }: StoredSlot, reason: EndReason): string {
  switch (reason) {
    case 'empty':
      return `Roomtone: nobody was in it for ${duration(temporary?.graceMs ?? 0)} (“${name}”)`;
    case 'unused':
      return `Roomtone: nobody came for ${duration(temporary?.unusedMs ?? 0)} (“${name}”)`;
    case 'setEnded':
      return `Roomtone: the time of “${name}” is over`;
    case 'cancelled':
    case 'byHand':
      return `Ended with Roomtone, with “${name}”`;
  }
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 90) return `${seconds} seconds`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
}

/** One thing that is left to do with a room; null when it is done. */
export async function followUp(
  rooms: RoomActions,
  set: StoredSet,
  slot: StoredSlot,
  step: FollowUp,
  channelId: ChannelId,
): Promise<SlotProblem | null> {
  try {
    const outcome = await perform(rooms, set, slot, step, channelId);
    return outcome === null || outcome.kind === 'done' ? null : outcome;
  } catch (thrown) {
    return { kind: 'failed', error: toAppError(thrown).toView() };
  }
}

async function perform(
  rooms: RoomActions,
  { guildId, ownerId, name }: StoredSet,
  { wish }: StoredSlot,
  step: FollowUp,
  channelId: ChannelId,
): Promise<RoomActionOutcome | null> {
  switch (step) {
    case 'status':
      return wish?.status ? rooms.setStatus({ channelId, status: wish.status }) : null;
    case 'stage':
      if (!wish?.stageTopic) return null;
      return rooms.startStage({
        channelId,
        topic: wish.stageTopic,
        notify: false,
        reason: `Roomtone opened “${name}”`,
      });
    case 'move':
      if (ownerId === null) return null;
      return rooms.move({
        guildId,
        userId: ownerId,
        channelId,
        reason: `Roomtone opened “${name}” for them`,
      });
  }
}
