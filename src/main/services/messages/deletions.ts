import { randomUUID } from 'node:crypto';
import { snowflakeTimeMs } from '@shared/discord/snowflake';
import { type AppError, toAppError } from '@shared/errors/app-error';
import type { ErrorView } from '@shared/errors/failure';
import type { MessageRef, PendingDeletion, Refusal } from '@shared/models/messages';
import { discordCodeOf, routes } from '../../discord/rest';
import type { DiscordSession } from '../../discord/session';
import type { Clock } from '../../support/clock';

/**
 * Deletions that can be taken back for a while. Until then nothing is sent; when the time is up, or the app closes,
 * they happen. A message that is gone already counts as deleted (10008).
 */
export interface Deletions {
  add(input: {
    session: DiscordSession;
    channelId: MessageRef['channelId'];
    messageIds: readonly MessageRef['messageId'][];
    reason: string | null;
    undoMs: number;
    /** Whether the account may delete in bulk here. */
    mayBulk: boolean;
  }): PendingDeletion;
  /** True when it had not begun. */
  undo(deletionId: string): boolean;
  /** Performs what waits, now; resolves when the answers are there. */
  flush(): Promise<void>;
  /** Lets go of what waits on a session that is gone, and says so. */
  abandon(error: AppError): void;
}

export interface DeletionEvents {
  pending(deletion: PendingDeletion): void;
  /** These are gone on Discord. */
  deleted(channelId: string, messageIds: readonly string[]): void;
  /** Not carried out for these messages: taken back (both null), refused, or failed. */
  ended(deletion: PendingDeletion, problem: Refusal | null, error: ErrorView | null): void;
  /** The refusal an error stands for; throws it again when it is none. */
  refusalOf(session: DiscordSession, channelId: string, error: unknown): Refusal;
}

interface Waiting {
  deletion: PendingDeletion;
  session: DiscordSession;
  reason: string | null;
  mayBulk: boolean;
  cancelTimer: () => void;
}

/** Discord deletes in bulk 2 to 100 messages, none older than two weeks; a margin for clocks that differ. */
const BULK_MAX_AGE_MS = 14 * 24 * 3_600_000 - 60_000;
const BULK_MIN = 2;
const BULK_MAX = 100;
const TOO_OLD = 50_034;

export function createDeletions(clock: Clock, events: DeletionEvents): Deletions {
  const waiting = new Map<string, Waiting>();
  const running = new Set<Promise<void>>();

  const begin = (entry: Waiting) => {
    waiting.delete(entry.deletion.deletionId);
    entry.cancelTimer();
    const run = perform(entry, clock, events).finally(() => running.delete(run));
    running.add(run);
  };

  return {
    add({ session, channelId, messageIds, reason, undoMs, mayBulk }) {
      const deletion: PendingDeletion = {
        deletionId: randomUUID(),
        channelId,
        messageIds: [...new Set(messageIds)],
        executesAtMs: clock.now() + undoMs,
      };
      const entry: Waiting = { deletion, session, reason, mayBulk, cancelTimer: () => undefined };
      waiting.set(deletion.deletionId, entry);
      events.pending(deletion);
      if (undoMs <= 0) begin(entry);
      else entry.cancelTimer = clock.setTimer(() => begin(entry), undoMs);
      return deletion;
    },
    undo(deletionId) {
      const entry = waiting.get(deletionId);
      if (!entry) return false;
      waiting.delete(deletionId);
      entry.cancelTimer();
      events.ended(entry.deletion, null, null);
      return true;
    },
    async flush() {
      for (const entry of [...waiting.values()]) begin(entry);
      await Promise.all(running);
    },
    abandon(error) {
      for (const entry of [...waiting.values()]) {
        waiting.delete(entry.deletion.deletionId);
        entry.cancelTimer();
        events.ended(entry.deletion, null, error.toView());
      }
    },
  };
}

/** Never rejects: what went wrong is told of the messages that are still there. */
async function perform(entry: Waiting, clock: Clock, events: DeletionEvents): Promise<void> {
  const { deletion, session } = entry;
  const left = new Set<string>(deletion.messageIds);
  const done = (ids: readonly string[]) => {
    for (const id of ids) left.delete(id);
    events.deleted(deletion.channelId, ids);
  };
  try {
    const plan = planDeletion(deletion.messageIds, entry.mayBulk, clock.now());
    for (const ids of plan.bulk) await deleteInBulk(entry, ids, done);
    for (const id of plan.single) {
      await deleteOne(entry, id);
      done([id]);
    }
  } catch (error) {
    const rest = { ...deletion, messageIds: deletion.messageIds.filter((id) => left.has(id)) };
    try {
      events.ended(rest, events.refusalOf(session, deletion.channelId, error), null);
    } catch (failure) {
      events.ended(rest, null, toAppError(failure).toView());
    }
  }
}

/** Which messages go together and which one by one. */
export function planDeletion(
  messageIds: readonly string[],
  mayBulk: boolean,
  nowMs: number,
): { bulk: string[][]; single: string[] } {
  const young = messageIds.filter((id) => nowMs - snowflakeTimeMs(id) < BULK_MAX_AGE_MS);
  if (!mayBulk || young.length < BULK_MIN) return { bulk: [], single: [...messageIds] };
  const old = messageIds.filter((id) => !young.includes(id));
  const bulk: string[][] = [];
  for (let i = 0; i < young.length; i += BULK_MAX) bulk.push(young.slice(i, i + BULK_MAX));
  const last = bulk.at(-1);
  if (last && last.length < BULK_MIN) {
    bulk.pop();
    old.push(...last);
  }
  return { bulk, single: old };
}

async function deleteInBulk(
  entry: Waiting,
  ids: readonly string[],
  done: (ids: readonly string[]) => void,
): Promise<void> {
  const { session, deletion, reason } = entry;
  try {
    await session.rest.request(
      routes.bulkDeleteMessages(deletion.channelId, ids),
      reason === null ? {} : { reason },
    );
    done(ids);
  } catch (error) {
    // The server's clock has the last word on what is too old for this.
    if (discordCodeOf(error) !== TOO_OLD) throw error;
    for (const id of ids) {
      await deleteOne(entry, id);
      done([id]);
    }
  }
}

async function deleteOne({ session, deletion, reason }: Waiting, messageId: string): Promise<void> {
  await session.rest.request(
    routes.deleteMessage(deletion.channelId, messageId),
    reason === null ? {} : { reason },
  );
}
