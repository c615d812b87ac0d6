import { join } from 'node:path';
import { checkBody } from '@shared/discord/message-rules';
import { AppError } from '@shared/errors/app-error';
import type { BlastRadius, BodyProblem, Destination, MessageBody } from '@shared/models/message-body';
import type { OutboxChanged, OutboxEntry, Repeat, SubmitInput, SubmitOutcome } from '@shared/models/outbox';
import { isTimeZone } from '@shared/schedule/local-time';
import { nextOccurrence } from '@shared/schedule/repeat';
import { accountKeyOf } from '../../discord/account-key';
import type { DiscordSession } from '../../discord/session';
import { Emitter } from '../../support/emitter';
import { FrameBatcher } from '../../support/frame-batcher';
import { newEntryIds } from './entry-ids';
import { EntryTable } from './entry-table';
import { Journal } from './journal';
import { channelOf, describePlace } from './places';
import type { OutboxOptions } from './ports';
import { contextOf, previewOf } from './preview';
import { Scheduler } from './scheduler';
import { replay, type StoredEntry } from './stored-entry';
import { recover } from './transition';

/**
 * Everything that is sent goes through here: an entry is on disk before `submit` answers and stays, with its
 * content, until it is sent or dismissed. Sending, waiting and repeating are the scheduler's.
 */
export interface OutboxService {
  /** In the order they were taken in. */
  list(): OutboxEntry[];
  /**
   * Rejects with `AppError` `account/not-connected` when nobody is signed in (it would belong to nobody), and with
   * `outbox/not-saved` when it cannot be kept.
   */
  submit(input: SubmitInput): Promise<SubmitOutcome>;
  preview(input: { destination: Destination; body: MessageBody }): BlastRadius;
  cancel(input: { entryId: string }): Promise<{ cancelled: boolean }>;
  retry(input: { entryId: string }): Promise<void>;
  reschedule(input: {
    entryId: string;
    sendAtMs: number | null;
    repeat: Repeat | null;
  }): Promise<{ changed: boolean }>;
  dismiss(input: { entryIds: readonly string[] }): Promise<void>;
  /** Files that entries still need. */
  fileIds(): Set<string>;
  onChanged(listener: (changed: OutboxChanged) => void): () => void;
  close(): Promise<void>;
}

const FRAME_MS = 16;
/** Beyond, calendars and time zones are no longer reckoned with. */
const LATEST_MS = Date.UTC(9_999, 0);
type Announcement = { type: 'upserted'; entry: OutboxEntry } | { type: 'removed'; entryId: string };

export async function createOutboxService(options: OutboxOptions): Promise<OutboxService> {
  const { sessions, clock, logger } = options;
  const { journal, records } = await Journal.open(join(options.dataDir, 'outbox.jsonl'), logger);
  const changed = new Emitter<OutboxChanged>((error) => logger.error('a listener failed', { error }));
  const batcher = new FrameBatcher<Announcement>(clock, FRAME_MS, (announcements) => {
    const upserted: OutboxEntry[] = [];
    const removed: string[] = [];
    for (const one of announcements) {
      if (one.type === 'upserted') upserted.push(one.entry);
      else removed.push(one.entryId);
    }
    changed.emit({ upserted, removed });
  });
  const table = new EntryTable(journal, replay(records), {
    onUpserted: ({ entry }) => batcher.add([[entry.entryId, { type: 'upserted', entry }]]),
    onRemoved: (entryId) => batcher.add([[entryId, { type: 'removed', entryId }]]),
    onFailure: (error) => logger.error('the outbox could not be written', { error }),
  });
  table.mapAll(recover);
  const scheduler = new Scheduler(table, options);

  const resolve = (destination: Destination) => {
    if (destination.kind !== 'route') return { target: destination, identity: null };
    const session = sessions.current;
    return session && options.resolveRoute(accountKeyOf(session), destination.name);
  };
  const stateOf = (session: DiscordSession | null) => session?.cache.state ?? null;

  const validate = ({ destination, content, repeat, sendAtMs }: SubmitInput): BodyProblem[] => {
    const problems = scheduleProblems(sendAtMs, repeat, clock.now());
    if (content.type === 'message') {
      const { target } = resolve(destination) ?? {};
      problems.push(...checkBody(content.body, contextOf(target ?? null)));
    }
    return problems;
  };

  return {
    list: () => table.entries().map(({ entry }) => entry),

    async submit(input) {
      const session = sessions.current;
      if (!session) throw new AppError('account/not-connected', 'Connect to a server first.');
      const problems = validate(input);
      if (problems.length > 0) return { kind: 'invalid', problems };
      const nowMs = clock.now();
      const { destination, content, sendAtMs, repeat, holdMs } = input;
      const direct = destination.kind === 'route' ? null : destination;
      const stored: StoredEntry = {
        entry: {
          ...newEntryIds(),
          accountKey: accountKeyOf(session),
          destination,
          where: describePlace(stateOf(session), destination, options.describeWebhook),
          channelId: direct && channelOf(direct, options.describeWebhook),
          content,
          repeat,
          createdAtMs: nowMs,
          attempts: 0,
          state: initialState(sendAtMs, holdMs, nowMs),
        },
        anchorMs: repeat ? (sendAtMs ?? nowMs) : null,
        dueMs: sendAtMs,
        unansweredSinceMs: null,
        attemptedAtMs: null,
      };
      await table.add(stored);
      scheduler.wake();
      return { kind: 'accepted', entry: table.get(stored.entry.entryId)?.entry ?? stored.entry };
    },

    preview(input) {
      const resolved = resolve(input.destination);
      const ahead = resolved ? scheduler.aheadOf(resolved.target) : 0;
      return previewOf({ ...input, resolved, ahead }, options);
    },

    async cancel({ entryId }) {
      const cancelled = scheduler.cancel(entryId);
      if (cancelled) await table.written();
      return { cancelled };
    },

    async retry({ entryId }) {
      table.apply(entryId, { type: 'retried' }, clock.now());
      scheduler.wake();
      await table.written();
    },

    async reschedule({ entryId, sendAtMs, repeat }) {
      const problems = scheduleProblems(sendAtMs, repeat, clock.now());
      if (problems[0]) throw new AppError('ipc/invalid-input', problems[0].message);
      const changed = table.apply(entryId, { type: 'rescheduled', sendAtMs, repeat }, clock.now());
      scheduler.wake();
      await table.written();
      return { changed };
    },

    async dismiss({ entryIds }) {
      table.removeSettled(entryIds);
      await table.written();
    },

    fileIds() {
      const ids = new Set<string>();
      for (const { entry } of table.entries()) {
        // What is sent is at Discord; its copy here is needed no more.
        if (entry.content.type !== 'message' || entry.state.kind === 'sent') continue;
        for (const file of entry.content.body.files) ids.add(file.fileId);
      }
      return ids;
    },

    onChanged: changed.on,

    async close() {
      await scheduler.close();
      batcher.close();
      changed.clear();
      await journal.close();
    },
  };
}

function initialState(sendAtMs: number | null, holdMs: number, nowMs: number): OutboxEntry['state'] {
  if (sendAtMs !== null) return { kind: 'scheduled', sendAtMs };
  if (holdMs > 0) return { kind: 'holding', untilMs: nowMs + holdMs };
  return { kind: 'queued', reason: 'turn', untilMs: null };
}

function scheduleProblems(sendAtMs: number | null, repeat: Repeat | null, nowMs: number): BodyProblem[] {
  const problem = (path: string, message: string): BodyProblem[] => [
    { path, message, limit: null, actual: null },
  ];
  if (sendAtMs !== null && !(sendAtMs >= 0 && sendAtMs <= LATEST_MS)) {
    return problem('sendAtMs', 'This is no time it could be sent at.');
  }
  if (!repeat) return [];
  if (!isTimeZone(repeat.timeZone)) {
    return problem('repeat.timeZone', `“${repeat.timeZone}” is not a time zone this computer knows.`);
  }
  if (repeat.untilMs !== null && nextOccurrence(sendAtMs ?? nowMs, repeat, nowMs) === null) {
    return problem('repeat.untilMs', 'The series would be over before it begins.');
  }
  return [];
}
