import { ChannelId, MessageId } from '@shared/discord/snowflake';
import { AppError, toAppError } from '@shared/errors/app-error';
import type { DirectDestination, WebhookIdentity } from '@shared/models/message-body';
import type { OutboxEntry, OutboxProblem } from '@shared/models/outbox';
import { isTimeZone } from '@shared/schedule/local-time';
import { nextOccurrence } from '@shared/schedule/repeat';
import { accountKeyOf } from '../../discord/account-key';
import type { DiscordSession } from '../../discord/session';
import { type BackoffPolicy, backoffDelayMs } from '../../support/backoff';
import { type Delivery, deliver, hasNonce, NotThere } from './deliver';
import { occurrenceIds } from './entry-ids';
import type { EntryTable } from './entry-table';
import { channelOf, findChannel, laneOf } from './places';
import type { OutboxOptions } from './ports';
import { judge, neededFor } from './problems';
import type { StoredEntry } from './stored-entry';
import { type EntryEvent, hindranceOf, wakeAtMs } from './transition';

/** Attempts under way at once; the REST client's limits decide how fast they really go. */
const MAX_SENDING = 32;
/** Timers no longer than this: the wall clock may be set, and the computer may sleep. */
const MAX_TIMER_MS = 30_000;
const PROGRESS_EVERY_MS = 100;
/** How long closing waits for answers that are on their way. */
const CLOSE_GRACE_MS = 1_500;
const OFFLINE_BACKOFF: BackoffPolicy = { minMs: 1_000, maxMs: 30_000, jitter: 0.3 };
/** Beyond this an entry without an answer is given back to the person. */
const MAX_UNANSWERED_ATTEMPTS = 6;

interface Sending {
  lane: string;
  abort: AbortController;
  settled: Promise<void>;
}

interface Resolved {
  target: DirectDestination;
  identity: WebhookIdentity | null;
}

/**
 * Decides what leaves when: the head of each lane (a lane is a destination) when its time has come, its account is
 * connected and the network is there. A failed entry makes way for the next; slow mode and a lost network hold
 * their lane. Everything is judged by the wall clock anew each time, so late timers and a sleeping computer do
 * no harm.
 */
export class Scheduler {
  readonly #table: EntryTable;
  readonly #options: OutboxOptions;
  readonly #sending = new Map<string, Sending>();
  readonly #releases: (() => void)[] = [];
  #releaseSession: () => void = () => undefined;
  #cancelTimer: (() => void) | undefined;
  #pumpQueued = false;
  #closed = false;
  /** Tries without a network in a row, over all entries. */
  #offlineTries = 0;
  #offlineUntilMs = 0;

  constructor(table: EntryTable, options: OutboxOptions) {
    this.#table = table;
    this.#options = options;
    this.#releases.push(options.sessions.onChanged((session) => this.#follow(session)));
    this.#follow(options.sessions.current);
  }

  /** Looks at what may leave, soon; many calls in one turn of the event loop are one look. */
  wake(): void {
    if (this.#pumpQueued || this.#closed) return;
    this.#pumpQueued = true;
    setImmediate(() => {
      this.#pumpQueued = false;
      if (!this.#closed) this.#pump();
    });
  }

  /** How many entries go before a new one to the same place. */
  aheadOf(target: DirectDestination): number {
    const lane = laneOf(target);
    let ahead = 0;
    for (const stored of this.#table.active()) {
      const { state } = stored.entry;
      if (state.kind !== 'queued' && state.kind !== 'sending') continue;
      const resolved = this.#resolve(stored);
      if (resolved && laneOf(resolved.target) === lane) ahead += 1;
    }
    return ahead;
  }

  /** False when the entry is settled already. An upload under way is cut off. */
  cancel(entryId: string): boolean {
    const cancelled = this.#table.apply(entryId, { type: 'cancelled' }, this.#options.clock.now());
    if (cancelled) {
      // What is behind it gets its turn when the attempt has ended, or when its wait is over.
      this.#sending.get(entryId)?.abort.abort(new DOMException('Cancelled', 'AbortError'));
    }
    return cancelled;
  }

  /** Waits a moment for answers under way; what is cut off then is recovered by the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelTimer?.();
    this.#releaseSession();
    for (const release of this.#releases) release();
    const all = Promise.all([...this.#sending.values()].map(({ settled }) => settled));
    let cancelGrace: () => void = () => undefined;
    const grace = new Promise<void>((resolve) => {
      cancelGrace = this.#options.clock.setTimer(resolve, CLOSE_GRACE_MS);
    });
    await Promise.race([all, grace]);
    cancelGrace();
    for (const { abort } of this.#sending.values()) {
      abort.abort(new DOMException('The outbox was closed', 'AbortError'));
    }
    await all;
    await this.#table.written();
  }

  #follow(session: DiscordSession | null): void {
    this.#releaseSession();
    this.#releaseSession = () => undefined;
    this.#backOnline();
    if (session) {
      const releases = [
        session.onDispatch((dispatch) => {
          if (dispatch.t === 'MESSAGE_CREATE' && dispatch.d.author.id === session.userId) {
            this.#heard(dispatch.d.nonce, dispatch.d.channel_id, dispatch.d.id);
          }
        }),
        session.gateway.onState((state) => {
          if (state.kind === 'ready') this.#backOnline();
        }),
      ];
      this.#releaseSession = () => {
        for (const release of releases) release();
      };
    }
    this.wake();
  }

  /** Our own message comes back by the gateway: it has arrived, whatever became of the answer. */
  #heard(nonce: string | null, channelId: string, messageId: string): void {
    const stored = nonce === null ? undefined : this.#table.byNonce(nonce);
    if (!stored) return;
    this.#apply(stored.entry.entryId, {
      type: 'sent',
      channelId: ChannelId.parse(channelId),
      messageId: MessageId.parse(messageId),
    });
  }

  #backOnline(): void {
    this.#offlineTries = 0;
    this.#offlineUntilMs = 0;
    this.wake();
  }

  #apply(entryId: string, event: EntryEvent): boolean {
    return this.#table.apply(entryId, event, this.#options.clock.now());
  }

  #pump(): void {
    const { clock, sessions } = this.#options;
    const nowMs = clock.now();
    const session = sessions.current;
    const accountKey = session && accountKeyOf(session);
    const isOffline = nowMs < this.#offlineUntilMs;
    const busy = new Set([...this.#sending.values()].map(({ lane }) => lane));
    let wakeMs = Number.POSITIVE_INFINITY;
    for (const { entry } of [...this.#table.active()]) {
      const { entryId } = entry;
      if (entry.state.kind === 'sending') continue;
      const dueMs = wakeAtMs(entry.state);
      const mine = session !== null && entry.accountKey === accountKey;
      if (entry.state.kind === 'queued' && !mine) {
        this.#wait(entryId, 'offline', null);
        continue;
      }
      if (entry.state.kind !== 'queued') {
        // Another account's time comes when it is connected; whether it is then too late is asked then.
        if (!mine) continue;
        if (dueMs !== null && dueMs > nowMs) {
          wakeMs = Math.min(wakeMs, dueMs);
          continue;
        }
        this.#apply(entryId, { type: 'due' });
      }
      const inLine = this.#table.get(entryId);
      if (inLine?.entry.state.kind === 'queued') this.#leaveSeries(inLine, nowMs);
      const stored = this.#table.get(entryId);
      if (!session || stored?.entry.state.kind !== 'queued') continue;
      const resolved = this.#resolve(stored);
      if (resolved === null) {
        this.#apply(entryId, { type: 'failed', problem: { kind: 'destinationGone', what: 'route' } });
        continue;
      }
      const lane = laneOf(resolved.target);
      if (busy.has(lane)) {
        if (stored.entry.state.reason === 'offline' && !isOffline) this.#wait(entryId, 'turn', null);
        continue;
      }
      busy.add(lane);
      const { state } = stored.entry;
      if (state.reason !== 'offline' && state.untilMs !== null && state.untilMs > nowMs) {
        wakeMs = Math.min(wakeMs, state.untilMs);
        continue;
      }
      if (isOffline) {
        this.#wait(entryId, 'offline', this.#offlineUntilMs);
        wakeMs = Math.min(wakeMs, this.#offlineUntilMs);
        continue;
      }
      const hindrance = hindranceOf(stored, nowMs, hasNonce(resolved.target));
      if (hindrance) {
        this.#apply(entryId, { type: 'failed', problem: hindrance });
        busy.delete(lane);
        this.wake();
        continue;
      }
      if (this.#sending.size >= MAX_SENDING) continue;
      this.#start(stored, resolved, session, lane);
    }
    this.#wakeAt(wakeMs);
  }

  #wait(entryId: string, reason: 'turn' | 'offline', untilMs: number | null): void {
    const state = this.#table.get(entryId)?.entry.state;
    if (state?.kind === 'queued' && state.reason === reason && state.untilMs === untilMs) return;
    this.#apply(entryId, { type: 'waits', reason, untilMs, unanswered: false });
  }

  /** An entry in line leaves its series: that goes on as an entry of its own, with its own nonce. */
  #leaveSeries(stored: StoredEntry, nowMs: number): void {
    const { repeat } = stored.entry;
    if (!repeat) return;
    if (!isTimeZone(repeat.timeZone)) {
      // Another computer wrote it, or a newer Roomtone: the person has to choose the times anew.
      const message = `“${repeat.timeZone}” is not a time zone this computer knows.`;
      const problems = [{ path: 'repeat.timeZone', message, limit: null, actual: null }];
      this.#apply(stored.entry.entryId, { type: 'failed', problem: { kind: 'invalid', problems } });
      return;
    }
    const nextMs = nextOccurrence(stored.anchorMs ?? nowMs, repeat, nowMs);
    if (nextMs !== null) this.#continueSeries(stored, nextMs);
    this.#table.replace({ ...stored, entry: { ...stored.entry, repeat: null } });
  }

  #continueSeries(stored: StoredEntry, nextMs: number): void {
    const { entryId } = stored.entry;
    const next: StoredEntry = {
      ...stored,
      dueMs: nextMs,
      unansweredSinceMs: null,
      attemptedAtMs: null,
      entry: {
        ...stored.entry,
        ...occurrenceIds(entryId, nextMs),
        createdAtMs: this.#options.clock.now(),
        attempts: 0,
        state: { kind: 'scheduled', sendAtMs: nextMs },
      },
    };
    this.#table
      .add(next)
      .then(() => this.wake())
      .catch((error: unknown) => this.#options.logger.error('a series could not go on', { error }));
  }

  #resolve({ entry }: StoredEntry): Resolved | null {
    const { destination } = entry;
    if (destination.kind !== 'route') return { target: destination, identity: null };
    return this.#options.resolveRoute(entry.accountKey, destination.name);
  }

  #start(stored: StoredEntry, resolved: Resolved, session: DiscordSession, lane: string): void {
    const { entryId } = stored.entry;
    const abort = new AbortController();
    this.#apply(entryId, { type: 'started', totalBytes: uploadBytesOf(stored) });
    const settled = this.#send(stored, resolved, session, abort.signal)
      .catch((error: unknown) => {
        this.#options.logger.error('an attempt to send ended unexpectedly', { error });
        this.#apply(entryId, {
          type: 'failed',
          problem: { kind: 'failed', error: toAppError(error).toView() },
        });
      })
      .finally(() => {
        this.#sending.delete(entryId);
        this.wake();
      });
    this.#sending.set(entryId, { lane, abort, settled });
  }

  async #send(
    stored: StoredEntry,
    { target, identity }: Resolved,
    session: DiscordSession,
    signal: AbortSignal,
  ): Promise<void> {
    const { entry } = stored;
    const { entryId } = entry;
    const progress = { sentBytes: 0, totalBytes: 0, toldMs: Number.NEGATIVE_INFINITY };
    const onProgress = (sentBytes: number, totalBytes: number) => {
      Object.assign(progress, { sentBytes, totalBytes });
      const nowMs = this.#options.clock.monotonicMs();
      if (nowMs - progress.toldMs < PROGRESS_EVERY_MS && sentBytes < totalBytes) return;
      progress.toldMs = nowMs;
      this.#apply(entryId, { type: 'progress', sentBytes, totalBytes });
    };
    let isPosting = false;
    const onPosting = () => {
      isPosting = true;
    };
    let delivery: Delivery;
    try {
      // On disk first that it is being sent: a crash from here on must not send it twice unasked.
      await this.#table.saved();
      signal.throwIfAborted();
      const attempt = { session, entry, target, identity, signal, onProgress, onPosting };
      delivery = await deliver(attempt, this.#options);
    } catch (thrown) {
      if (signal.aborted) return;
      const cutOff = progress.totalBytes > 0 && progress.sentBytes < progress.totalBytes;
      this.#failed(entry, thrown, { session, target, notArrived: cutOff || !isPosting });
      return;
    }
    this.#offlineTries = 0;
    this.#offlineUntilMs = 0;
    this.#apply(entryId, { type: 'sent', ...delivery });
  }

  #failed(
    { entryId, content }: OutboxEntry,
    thrown: unknown,
    {
      session,
      target,
      notArrived,
    }: { session: DiscordSession; target: DirectDestination; notArrived: boolean },
  ): void {
    const fail = (problem: OutboxProblem) => this.#apply(entryId, { type: 'failed', problem });
    if (thrown instanceof NotThere) {
      fail(
        thrown.what.kind === 'file'
          ? { kind: 'fileMissing', fileName: thrown.what.fileName }
          : { kind: 'destinationGone', what: 'webhook' },
      );
      return;
    }
    // The session ended under it: signed out, or another account.
    if (!(thrown instanceof AppError) && thrown instanceof DOMException) {
      this.#apply(entryId, { type: 'waits', reason: 'offline', untilMs: null, unanswered: !notArrived });
      return;
    }
    const { state } = session.cache;
    const channelId = channelOf(target, this.#options.describeWebhook);
    const found = channelId === null ? null : findChannel(state, channelId);
    const isThread = found !== null && found.channel.thread_metadata !== null;
    const verdict = judge(thrown, {
      target,
      notArrived,
      refusal: {
        state,
        nowMs: this.#options.clock.now(),
        channelId: target.kind === 'forumPost' ? target.channelId : channelId,
        needs: neededFor(content, target, isThread),
        about: target.kind === 'webhook' ? 'webhook' : 'channel',
      },
    });
    switch (verdict.kind) {
      case 'problem':
        fail(verdict.problem);
        return;
      case 'slowMode': {
        const untilMs = this.#options.clock.now() + verdict.retryAfterMs;
        this.#apply(entryId, { type: 'waits', reason: 'slowMode', untilMs, unanswered: false });
        return;
      }
      case 'later': {
        const untilMs = this.#options.clock.now() + verdict.afterMs;
        this.#apply(entryId, { type: 'waits', reason: 'turn', untilMs, unanswered: false });
        return;
      }
      case 'offline':
        this.#apply(entryId, {
          type: 'waits',
          reason: 'offline',
          untilMs: this.#goOffline(),
          unanswered: false,
        });
        return;
      case 'unanswered': {
        const attempts = this.#table.get(entryId)?.entry.attempts ?? 0;
        if (!hasNonce(target)) fail({ kind: 'uncertain' });
        else if (attempts >= MAX_UNANSWERED_ATTEMPTS) {
          // A server that says it has trouble is told of as such; silence may mean that it arrived.
          const isSilence = verdict.error.code === 'rest/network';
          fail(isSilence ? { kind: 'uncertain' } : { kind: 'failed', error: verdict.error.toView() });
        } else {
          const untilMs = this.#goOffline();
          this.#apply(entryId, { type: 'waits', reason: 'offline', untilMs, unanswered: true });
        }
      }
    }
  }

  /** Everything waits until then, or until the gateway is back. */
  #goOffline(): number {
    const delayMs = backoffDelayMs(OFFLINE_BACKOFF, this.#offlineTries, this.#options.random);
    this.#offlineTries += 1;
    this.#offlineUntilMs = Math.max(this.#offlineUntilMs, this.#options.clock.now() + delayMs);
    return this.#offlineUntilMs;
  }

  #wakeAt(atMs: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (atMs === Number.POSITIVE_INFINITY) return;
    const delayMs = Math.min(MAX_TIMER_MS, Math.max(1, atMs - this.#options.clock.now()));
    this.#cancelTimer = this.#options.clock.setTimer(() => this.wake(), delayMs);
  }
}

function uploadBytesOf({ entry }: StoredEntry): number {
  if (entry.content.type !== 'message') return 0;
  return entry.content.body.files.reduce((sum, file) => sum + file.sizeBytes, 0);
}
