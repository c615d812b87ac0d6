import { type ChannelId, compareSnowflakes, snowflakeAt, snowflakeTimeMs } from '@shared/discord/snowflake';
import { AppError } from '@shared/errors/app-error';
import type { BackfillState } from '@shared/models/archive';
import type { ArchiveHost } from '../../archive-process/port';
import { routes } from '../../discord/rest';
import type { DiscordSession } from '../../discord/session';
import { type BackoffPolicy, backoffDelayMs } from '../../support/backoff';
import { type Clock, sleep } from '../../support/clock';
import type { Logger } from '../../support/logger';
import type { WriteQueue } from './write-queue';

export interface BackfillOptions {
  session: DiscordSession;
  host: ArchiveHost;
  file: string;
  queue: WriteQueue;
  clock: Clock;
  logger: Logger;
  onChanged(channelId: string, state: BackfillState): void;
}

const PAGE = 100;
const RETRY: BackoffPolicy = { minMs: 2_000, maxMs: 60_000, jitter: 0.3 };

/**
 * Fetches the history of chosen channels, one channel after the other, the newest gap first, as the lowest
 * priority there is. Where it has come to is written together with each page, so it resumes exactly there, whatever
 * ends it; what was missed while nobody was connected is a gap like any other.
 */
export class Backfill {
  readonly #options: BackfillOptions;
  readonly #abort = new AbortController();
  readonly #waiting = new Set<string>();
  #current: { channelId: string; abort: AbortController; state: BackfillState } | null = null;
  #running: Promise<void> | undefined;

  constructor(options: BackfillOptions) {
    this.#options = options;
  }

  /** Takes up what was wanted when it last ended, holes since then included. */
  async resume(): Promise<void> {
    const { host, file } = this.#options;
    for (const { channelId } of await host.ask(file, 'wanted', {})) this.#waiting.add(channelId);
    this.#start();
  }

  /** Wants a channel, from now on and after every restart. */
  async start(channelId: ChannelId): Promise<void> {
    const { clock, onChanged, queue } = this.#options;
    await queue.addAndWait([{ t: 'backfill', atMs: clock.now(), channelId, wanted: true, stopped: null }]);
    this.#waiting.add(channelId);
    onChanged(channelId, { kind: 'waiting' });
    this.#start();
  }

  /** Stops where it is, until it is started again. */
  async pause(channelId: ChannelId): Promise<void> {
    const { clock, queue } = this.#options;
    this.#waiting.delete(channelId);
    if (this.#current?.channelId === channelId) this.#current.abort.abort();
    await queue.addAndWait([{ t: 'backfill', atMs: clock.now(), channelId, wanted: false, stopped: null }]);
  }

  /** What is under way or waits; undefined: neither. */
  stateOf(channelId: string): BackfillState | undefined {
    if (this.#current?.channelId === channelId) return this.#current.state;
    return this.#waiting.has(channelId) ? { kind: 'waiting' } : undefined;
  }

  async close(): Promise<void> {
    this.#abort.abort();
    this.#current?.abort.abort();
    await this.#running;
  }

  #start(): void {
    this.#running ??= this.#work().finally(() => {
      this.#running = undefined;
      // Asked for as the last one ended.
      if (this.#waiting.size > 0 && !this.#abort.signal.aborted) this.#start();
    });
  }

  async #work(): Promise<void> {
    for (const channelId of this.#waiting) {
      if (this.#abort.signal.aborted) return;
      this.#waiting.delete(channelId);
      const abort = new AbortController();
      this.#current = { channelId, abort, state: { kind: 'running', fetched: 0, oldestMs: null } };
      const ended = await this.#fill(channelId, abort.signal);
      this.#current = null;
      this.#options.onChanged(channelId, ended);
    }
  }

  async #fill(channelId: string, signal: AbortSignal): Promise<BackfillState> {
    const { clock, file, host, logger, onChanged, queue, session } = this.#options;
    let fetched = 0;
    // Up to here; what comes later is seen live, and the sign of life says that it is.
    const startMs = clock.now();
    const hi = snowflakeAt(startMs);
    if (session.gateway.state.kind === 'ready') queue.add({ t: 'heartbeat', atMs: startMs });
    for (let failures = 0; !signal.aborted; ) {
      try {
        const [gap] = await host.ask(file, 'gaps', { channelId, hi });
        if (!gap) return { kind: 'complete', fetched };
        const page = await this.#page(channelId, gap, signal);
        fetched += page.count;
        failures = 0;
        const state: BackfillState = {
          kind: 'running',
          fetched,
          oldestMs: page.lo === '0' ? null : snowflakeTimeMs(page.lo),
        };
        if (this.#current) this.#current.state = state;
        onChanged(channelId, state);
      } catch (error) {
        if (signal.aborted) break;
        const reason = finalReason(error);
        if (reason !== null) {
          await queue.addAndWait([
            { t: 'backfill', atMs: clock.now(), channelId, wanted: true, stopped: reason },
          ]);
          return { kind: 'stopped', fetched, reason };
        }
        logger.warn('a page of history could not be fetched', { error, channelId });
        await sleep(clock, backoffDelayMs(RETRY, failures, Math.random), signal).catch(() => undefined);
        failures += 1;
      }
    }
    return { kind: 'paused', fetched };
  }

  /** Fetches the newest page of a gap and waits until it is kept, so that fetching never runs ahead of the disk. */
  async #page(
    channelId: string,
    gap: { lo: string; hi: string },
    signal: AbortSignal,
  ): Promise<{ count: number; lo: string }> {
    const { clock, queue, session } = this.#options;
    const before = (BigInt(gap.hi) + 1n).toString();
    const call = routes.listMessages(channelId, { before, limit: PAGE });
    const messages = await session.rest.request(call, { signal, priority: 'background' });
    const atMs = clock.now();
    const guildId = session.cache.state.guildOfChannel.get(channelId) ?? null;
    const ids = messages.map((message) => message.id).sort(compareSnowflakes);
    // A page that is not full is the beginning of the channel.
    const oldest = messages.length < PAGE ? '0' : (ids[0] ?? '0');
    await queue.addAndWait([
      ...messages.map((message) => ({ t: 'message' as const, atMs, guildId, message })),
      { t: 'covered', atMs, channelId, lo: oldest, hi: gap.hi, fetched: messages.length },
    ]);
    return { count: messages.length, lo: oldest };
  }
}

/** Why there is no use in trying again; null: there may be. */
function finalReason(error: unknown): string | null {
  if (!(error instanceof AppError)) return null;
  switch (error.code) {
    case 'rest/missing-permission':
      return 'Reading its history needs View Channel and Read Message History.';
    case 'rest/not-found':
      return 'The channel is not there any more.';
    case 'rest/unauthorized':
      return 'The account is signed out.';
    case 'rest/invalid-request':
      return 'Messages cannot be read there.';
    default:
      return null;
  }
}
