import { join } from 'node:path';
import type { Span, TrackManifest } from '../../recording';
import { measuredThing, type ReadThrough, readLoudness, writeLoudness } from '../../recording/loudness-cache';
import type { ReviewHost } from '../../review-process/port';
import type { Logger } from '../../support/logger';

export interface Measurable {
  recordingId: string;
  sessionDir: string;
  track: TrackManifest;
  /** What the track should last. */
  durationSamples: number;
  withheld: readonly Span[];
}

/** Has tracks measured and looked through one after the other in the review process, those asked for last first. */
export class LoudnessQueue {
  readonly #host: ReviewHost;
  readonly #logger: Logger;
  readonly #onMeasured: (what: Measurable, found: ReadThrough) => void;
  readonly #unsubscribe: () => void;
  readonly #waiting = new Map<string, { what: Measurable; of: string }>();
  /** What could not be measured, or not be kept, and what was found of it; not tried again in this run. */
  readonly #refused = new Map<string, ReadThrough>();
  #running: { requestId: number; what: Measurable; of: string } | undefined;
  #requestId = 0;
  #closed = false;

  constructor(host: ReviewHost, logger: Logger, onMeasured: (what: Measurable, found: ReadThrough) => void) {
    this.#host = host;
    this.#logger = logger;
    this.#onMeasured = onMeasured;
    this.#unsubscribe = host.onEvent((event) => {
      if (event.type !== 'measured' || event.requestId !== this.#running?.requestId) return;
      const done = this.#running;
      this.#running = undefined;
      const { loudness, damaged } = event;
      if (!loudness || !damaged) this.#refused.set(done.of, { loudness, damaged });
      void this.#keep(done.what, done.of, { loudness, damaged });
      this.#next();
    });
  }

  /** What is known of it; what is not is found out in its turn. */
  async ask(what: Measurable): Promise<ReadThrough | null> {
    const of = await measuredThing(what.sessionDir, what.track, what.withheld);
    if (of === null) return null;
    const kept = await readLoudness(what.sessionDir, what.track, of);
    if (kept?.damaged) return kept;
    const refused = this.#refused.get(of);
    if (refused) return refused;
    const key = `${what.recordingId}/${what.track.trackId}`;
    this.#waiting.delete(key);
    if (this.#running?.of !== of) this.#waiting.set(key, { what, of });
    this.#next();
    return kept;
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
      durationSamples: what.durationSamples,
      withheld: what.withheld.map(([from, to]) => [from, to]),
    });
  }

  async #keep(what: Measurable, of: string, found: ReadThrough): Promise<void> {
    try {
      await writeLoudness(what.sessionDir, what.track, what.withheld, of, found);
    } catch (error) {
      // A full disk, or the session is in the trash by now: the figure holds all the same.
      this.#logger.warn('a loudness could not be kept', { error });
    }
    if (!this.#closed) this.#onMeasured(what, found);
  }
}
