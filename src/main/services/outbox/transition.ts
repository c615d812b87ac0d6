import type { ChannelId, MessageId } from '@shared/discord/snowflake';
import type { OutboxProblem, OutboxState, Repeat } from '@shared/models/outbox';
import type { StoredEntry } from './stored-entry';

/** Sent by itself when its time passed no longer ago than this; beyond, the person is asked. */
export const MISSED_AFTER_MS = 15 * 60_000;

/**
 * What can happen to an entry, pure:
 *
 *   holding ─┐
 *   scheduled┴→ queued ⇄ sending → sent
 *                 │         └→ failed → (retry) queued
 *                 └→ failed (its time was missed, a file is gone …)
 *   anything that is not settled → cancelled → (retry) queued
 *
 * An event that does not fit the state changes nothing; who raises it may be late.
 */
export type EntryEvent =
  /** The hold is over, or the scheduled time has come. */
  | { type: 'due' }
  | { type: 'started'; totalBytes: number }
  | { type: 'progress'; sentBytes: number; totalBytes: number }
  | { type: 'sent'; channelId: ChannelId; messageId: MessageId | null }
  | { type: 'failed'; problem: OutboxProblem }
  /** Back in line; `unanswered` when it may have arrived all the same. */
  | { type: 'waits'; reason: 'turn' | 'offline' | 'slowMode'; untilMs: number | null; unanswered: boolean }
  | { type: 'cancelled' }
  | { type: 'retried' }
  | { type: 'rescheduled'; sendAtMs: number | null; repeat: Repeat | null };

/** How long Discord is counted on to know a nonce again; it says "a few minutes". */
export const NONCE_WINDOW_MS = 120_000;

/** The entry after the event, or the same object when the event does not fit. */
export function transition(stored: StoredEntry, event: EntryEvent, nowMs: number): StoredEntry {
  const { state } = stored.entry;
  const to = (next: OutboxState, change: Partial<StoredEntry> = {}): StoredEntry => ({
    ...stored,
    ...change,
    entry: { ...(change.entry ?? stored.entry), state: next },
  });
  switch (event.type) {
    case 'due': {
      if (state.kind === 'holding') return to(queued);
      if (state.kind === 'scheduled') return to(queued, { dueMs: state.sendAtMs });
      return stored;
    }
    case 'started': {
      if (state.kind !== 'queued') return stored;
      const entry = { ...stored.entry, attempts: stored.entry.attempts + 1 };
      const unansweredSinceMs = stored.unansweredSinceMs ?? nowMs;
      return to(
        { kind: 'sending', sentBytes: 0, totalBytes: event.totalBytes },
        { entry, unansweredSinceMs, attemptedAtMs: nowMs },
      );
    }
    case 'progress':
      if (state.kind !== 'sending') return stored;
      return to({ kind: 'sending', sentBytes: event.sentBytes, totalBytes: event.totalBytes });
    case 'sent': {
      // Also after a failure or cancellation: the message may come back by the gateway.
      if (state.kind === 'sent') return stored;
      const { channelId, messageId } = event;
      const entry = { ...stored.entry, channelId };
      return to({ kind: 'sent', atMs: nowMs, channelId, messageId }, { entry, unansweredSinceMs: null });
    }
    case 'failed':
      if (state.kind !== 'sending' && state.kind !== 'queued') return stored;
      return to(
        { kind: 'failed', atMs: nowMs, problem: event.problem },
        event.problem.kind === 'uncertain' ? {} : { unansweredSinceMs: null },
      );
    case 'waits': {
      if (state.kind !== 'sending' && state.kind !== 'queued') return stored;
      const next: OutboxState = { kind: 'queued', reason: event.reason, untilMs: event.untilMs };
      // That this attempt did not arrive clears this attempt alone; one before it may have.
      const isFirst = stored.unansweredSinceMs === stored.attemptedAtMs;
      const cleared = state.kind === 'sending' && !event.unanswered && isFirst;
      return to(next, cleared ? { unansweredSinceMs: null } : {});
    }
    case 'cancelled':
      if (isSettled(state)) return stored;
      return to({ kind: 'cancelled', atMs: nowMs });
    case 'retried':
      if (state.kind !== 'failed' && state.kind !== 'cancelled') return stored;
      return to(queued, { dueMs: null, unansweredSinceMs: stillUnanswered(stored) });
    case 'rescheduled': {
      if (state.kind === 'sending' || state.kind === 'sent') return stored;
      const { sendAtMs, repeat } = event;
      const entry = { ...stored.entry, repeat };
      const unansweredSinceMs = stillUnanswered(stored);
      const change = { entry, unansweredSinceMs, anchorMs: repeat ? (sendAtMs ?? nowMs) : null };
      return sendAtMs === null
        ? to(queued, { ...change, dueMs: null })
        : to({ kind: 'scheduled', sendAtMs }, { ...change, dueMs: sendAtMs });
    }
  }
}

/** Whoever sends a failed entry again was told that it may have arrived; of one in line or cancelled nobody was. */
function stillUnanswered({ entry, unansweredSinceMs }: StoredEntry): number | null {
  return entry.state.kind === 'failed' ? null : unansweredSinceMs;
}

const queued: OutboxState = { kind: 'queued', reason: 'turn', untilMs: null };

export function isSettled(state: OutboxState): boolean {
  return state.kind === 'sent' || state.kind === 'failed' || state.kind === 'cancelled';
}

/** When a waiting entry wants to be looked at again, Unix ms; null when only something else can move it. */
export function wakeAtMs(state: OutboxState): number | null {
  switch (state.kind) {
    case 'holding':
      return state.untilMs;
    case 'scheduled':
      return state.sendAtMs;
    case 'queued':
      return state.untilMs;
    default:
      return null;
  }
}

/**
 * Why an entry that is next in line must not be sent after all: its time was missed, or it may have arrived
 * before and repeating is no longer safe. Null when it may go.
 */
export function hindranceOf(
  stored: StoredEntry,
  nowMs: number,
  nonceProtects: boolean,
): OutboxProblem | null {
  const { attemptedAtMs, dueMs, unansweredSinceMs } = stored;
  if (unansweredSinceMs !== null) {
    // Either way: a clock that was set back says nothing of how long ago it was.
    const known = nonceProtects && Math.abs(nowMs - unansweredSinceMs) <= NONCE_WINDOW_MS;
    if (!known) return { kind: 'uncertain' };
  }
  // Once tried in time, it may take as long as it takes.
  const isTried = dueMs !== null && attemptedAtMs !== null && attemptedAtMs >= dueMs;
  if (dueMs !== null && !isTried && nowMs - dueMs > MISSED_AFTER_MS) {
    return { kind: 'missed', dueMs };
  }
  return null;
}

/** What an entry is after a restart. One that was being sent goes back in line; `hindranceOf` judges it there. */
export function recover(stored: StoredEntry): StoredEntry {
  if (stored.entry.state.kind !== 'sending') return stored;
  return { ...stored, entry: { ...stored.entry, state: queued } };
}
