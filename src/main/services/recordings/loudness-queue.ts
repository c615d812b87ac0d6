import { join } from 'node:path';
import type { TrackLoudness } from '@shared/models/review';
import type { Span, TrackManifest } from '../../recording';
import { measuredThing, readLoudness, writeLoudness } from '../../recording/loudness-cache';
import type { ReviewHost } from '../../review-process/port';
import type { Logger } from '../../support/logger';

export interface Measurable {
  recordingId: string;
  sessionDir: string;
  track: TrackManifest;
  withheld: readonly Span[];
}

/** Has tracks measured one after the other in the review process, those asked for last first. */
export class LoudnessQueue {
  readonly #host: ReviewHost;
  readonly #logger: Logger;
  readonly #onMeasured: (what: Measurable, loudness: TrackLoudness) => void;
  readonly #unsubscribe: () => void;
  readonly #waiting = new Map<string, { what: Measurable; of: string }>();
  /** Could not be measured; not tried again in this run. */
  readonly #refused = new Set<string>();
  #running: { requestId: number; what: Measurable; of: string } | undefined;
  #requestId = 0;
  #closed = false;

  constructor(
    host: ReviewHost,
    logger: Logger,
    onMeasured: (what: Measurable, loudness: TrackLoudness) => void,
  ) {
    this.#host = host;
    this.#logger = logger;
    this.#onMeasured = onMeasured;
    this.#unsubscribe = host.onEvent((event) => {
      if (event.type !== 'measured' || event.requestId !== this.#running?.requestId) return;
      const done = this.#running;
      this.#running = undefined;
      if (event.loudness) void this.#keep(done.what, done.of, event.loudness);
      else this.#refused.add(done.of);
      this.#next();
    });
  }

  /** The figure when there is one; else null, and it is measured in its turn. */
  async ask(what: Measurable): Promise<TrackLoudness | null> {
    const of = await measuredThing(what.sessionDir, what.track, what.withheld);
    if (of === null) return null;
    const known = await readLoudness(what.sessionDir, what.track, of);
    if (known || this.#refused.has(of)) return known;
    const key = `${what.recordingId}/${what.track.trackId}`;
    this.#waiting.delete(key);
    if (this.#running?.of !== of) this.#waiting.set(key, { what, of });
    this.#next();
    return null;
  }

  close(): void {
    this.#closed = true;
    this.#unsubscribe();
    this.#waiting.clear();
  }

  #next(): void {
    const last = [...this.#waiting].at(-1);
    if (this.#closed || this.#running || !last) return;
    const [key, { what, of }] = last;
    this.#waiting.delete(key);
    this.#requestId += 1;
    this.#running = { requestId: this.#requestId, what, of };
    this.#host.send({
      type: 'measure',
      requestId: this.#requestId,
      path: join(what.sessionDir, what.track.file),
      withheld: what.withheld.map(([from, to]) => [from, to]),
    });
  }

  async #keep(what: Measurable, of: string, loudness: TrackLoudness): Promise<void> {
    try {
      await writeLoudness(what.sessionDir, what.track, what.withheld, of, loudness);
    } catch (error) {
      // A full disk, or the session is in the trash by now: the figure holds all the same.
      this.#logger.warn('a loudness could not be kept', { error });
    }
    if (!this.#closed) this.#onMeasured(what, loudness);
  }
}
