import type { Clock } from '../../support/clock';

/** Ends a session and begins the next when it has run for long enough. */
export class SplitTimer {
  #recordingId: string | null = null;
  #minutes: number | null = null;
  #cancel: () => void = () => undefined;
  #atMs: number | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly split: () => void,
  ) {}

  /** When it will; Unix ms. */
  get atMs(): number | null {
    return this.#atMs;
  }

  /** Says what runs since when; the same again does nothing. */
  look(running: { recordingId: string; startedAtMs: number } | null, minutes: number | null): void {
    if (this.#recordingId === (running?.recordingId ?? null) && this.#minutes === minutes) return;
    this.#recordingId = running?.recordingId ?? null;
    this.#minutes = minutes;
    this.close();
    if (!running || minutes === null) return;
    const nowMs = this.clock.now();
    // Shortened below what has run already: not at once, so that a slip of the hand splits nothing.
    this.#atMs = Math.max(running.startedAtMs + minutes * 60_000, nowMs + 60_000);
    this.#cancel = this.clock.setTimer(() => {
      this.#atMs = null;
      this.split();
    }, this.#atMs - nowMs);
  }

  close(): void {
    this.#cancel();
    this.#atMs = null;
  }
}
