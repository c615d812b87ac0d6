import type { LatencySummary } from '@shared/models/rest-metrics';

/**
 * A histogram of times in fixed memory: eight cells to each doubling, from 0.1 ms to about two minutes. A cell is
 * 9 % wide, so a percentile, told as the cell's middle, is at most 5 % off. Oldest values do not fall out.
 */
const CELLS_A_DOUBLING = 8;
const FIRST_MS = 0.1;
const CELLS = 8 * 20 + 2;

export class LatencyHistogram {
  readonly #cells = new Uint32Array(CELLS);
  #count = 0;

  add(ms: number): void {
    const cell = ms <= FIRST_MS ? 0 : 1 + Math.floor(Math.log2(ms / FIRST_MS) * CELLS_A_DOUBLING);
    const at = Math.min(CELLS - 1, cell);
    this.#cells[at] = (this.#cells[at] ?? 0) + 1;
    this.#count += 1;
  }

  summary(): LatencySummary {
    return {
      count: this.#count,
      p50Ms: this.#percentile(50),
      p95Ms: this.#percentile(95),
      p99Ms: this.#percentile(99),
    };
  }

  #percentile(percent: number): number | null {
    if (this.#count === 0) return null;
    let left = Math.ceil((percent / 100) * this.#count);
    for (let cell = 0; cell < CELLS; cell += 1) {
      left -= this.#cells[cell] ?? 0;
      if (left <= 0) return cell === 0 ? FIRST_MS : FIRST_MS * 2 ** ((cell - 0.5) / CELLS_A_DOUBLING);
    }
    return null;
  }
}
