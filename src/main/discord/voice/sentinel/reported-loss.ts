/**
 * What the server said last of our packets. It says so every five seconds or so; when it has said nothing for a while,
 * nothing is known, and nobody is to go by an old word for ever.
 */

const KNOWN_MS = 15_000;

export class ReportedLoss {
  #share = 0;
  #atMs = Number.NEGATIVE_INFINITY;

  /** `share` 0..1 of our packets were lost on the way there since the report before. */
  report(share: number, nowMs: number): void {
    this.#share = share;
    this.#atMs = nowMs;
  }

  /** 0..1; null when nothing is known. */
  at(nowMs: number): number | null {
    return nowMs - this.#atMs < KNOWN_MS ? this.#share : null;
  }
}
