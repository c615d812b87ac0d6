import { randomUUID } from 'node:crypto';
import { AppError } from '@shared/errors/app-error';
import type { TimelineEvent } from '@shared/models/archive';
import type { RequestInput } from '../../archive/requests';
import type { ArchiveHost } from '../../archive-process/port';
import { type BackoffPolicy, backoffDelayMs } from '../../support/backoff';
import { type Clock, sleep } from '../../support/clock';
import type { Logger } from '../../support/logger';

export type Write = RequestInput<'write'>['writes'][number];

export interface WriteQueueOptions {
  host: ArchiveHost;
  file: string;
  clock: Clock;
  logger: Logger;
  /** New lines of the timeline, when they are kept. */
  onEvents(events: TimelineEvent[]): void;
  /** Something could not be written: why, or null when it goes on. */
  onTrouble(error: AppError | null): void;
}

const BATCH = 500;
const GATHER_MS = 100;
/** About what a storm of 500 events a second brings in a minute without any of it being written. */
const MAX_WAITING = 30_000;
const RETRY: BackoffPolicy = { minMs: 1_000, maxMs: 30_000, jitter: 0 };

/**
 * What is to be kept, on its way to the archive: gathered into batches, one under way, repeated until it is
 * answered. A batch that the archive refuses as such is taken apart, so that one bad write costs itself alone.
 */
export class WriteQueue {
  readonly #options: WriteQueueOptions;
  readonly #writer = randomUUID();
  readonly #abort = new AbortController();
  #waiting: { write: Write; done: (() => void) | null }[] = [];
  #batch = 0;
  #cancelTimer: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #dropped = 0;

  constructor(options: WriteQueueOptions) {
    this.#options = options;
  }

  /** Writes that were lost: too many waited, or the archive could not make sense of them. */
  get dropped(): number {
    return this.#dropped;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Takes writes to be kept soon, in this order. */
  add(...writes: readonly Write[]): void {
    if (this.#abort.signal.aborted) return;
    for (const write of writes) {
      if (this.#waiting.length >= MAX_WAITING) this.#dropped += 1;
      else this.#waiting.push({ write, done: null });
    }
    this.#schedule();
  }

  /** The same, resolving when they are kept; for whoever must not run ahead of the disk. */
  async addAndWait(writes: readonly Write[]): Promise<void> {
    if (this.#abort.signal.aborted || writes.length === 0) return;
    await new Promise<void>((resolve) => {
      const last = writes.length - 1;
      for (const [index, write] of writes.entries()) {
        this.#waiting.push({ write, done: index === last ? resolve : null });
      }
      this.#schedule();
    });
  }

  /** Resolves when everything taken so far has been tried once more and is kept, or cannot be now. */
  async flush(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    await this.#run();
  }

  /** Ends without another try; who waits is let go. Flush first. */
  close(): void {
    this.#abort.abort();
    this.#cancelTimer?.();
    for (const { done } of this.#waiting) done?.();
    this.#waiting = [];
  }

  #schedule(): void {
    if (this.#waiting.length >= BATCH) void this.#run();
    else {
      this.#cancelTimer ??= this.#options.clock.setTimer(() => {
        this.#cancelTimer = undefined;
        void this.#run();
      }, GATHER_MS);
    }
  }

  #run(): Promise<void> {
    this.#running ??= this.#drain().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#abort.signal.aborted) {
      const batch = this.#waiting.slice(0, BATCH);
      await this.#keep(batch.map(({ write }) => write));
      if (this.#abort.signal.aborted) return;
      this.#waiting.splice(0, batch.length);
      for (const { done } of batch) done?.();
    }
  }

  /** Until it is kept, found to be unusable, or the queue closes. */
  async #keep(writes: Write[]): Promise<void> {
    const { clock, file, host, logger, onEvents, onTrouble } = this.#options;
    this.#batch += 1;
    const input = { writer: this.#writer, batch: this.#batch, writes };
    for (let attempt = 0; !this.#abort.signal.aborted; attempt += 1) {
      try {
        const { events } = await host.ask(file, 'write', { ...input, nowMs: clock.now() });
        if (attempt > 0) onTrouble(null);
        if (events.length > 0) onEvents(events);
        return;
      } catch (error) {
        if (this.#abort.signal.aborted) return;
        const failure = error instanceof AppError ? error : new AppError('archive/failed', String(error));
        if (!failure.retryable) {
          logger.warn('a batch could not be kept as a whole', { error: failure, writes: writes.length });
          await this.#keepApart(writes);
          return;
        }
        onTrouble(failure);
        try {
          await sleep(clock, backoffDelayMs(RETRY, attempt, Math.random), this.#abort.signal);
        } catch {
          // Closed while waiting; the loop ends.
        }
      }
    }
  }

  async #keepApart(writes: Write[]): Promise<void> {
    if (writes.length === 1) {
      this.#dropped += 1;
      return;
    }
    const middle = writes.length >> 1;
    await this.#keep(writes.slice(0, middle));
    await this.#keep(writes.slice(middle));
  }
}
