import { DISCORD_EPOCH_MS } from '@shared/discord/snowflake';

const MAX_INCREMENT = 0xfff;

export interface SnowflakeState {
  lastMs: number;
  increment: number;
}

/**
 * Makes ids as Discord does: ms since 2015 in bits 63–22, worker 21–17, process 16–12, increment 11–0.
 * Worker and process come from the seed, so two seeds never collide within a millisecond by chance alone.
 * Ids of one source strictly rise, even when the clock steps back or 4096 are drawn in a millisecond.
 */
export class SnowflakeSource {
  readonly #origin: bigint;
  #lastMs: number;
  #increment: number;

  constructor(originSeed: number, state: SnowflakeState = { lastMs: 0, increment: 0 }) {
    this.#origin = BigInt(originSeed & 0x3ff) << 12n;
    this.#lastMs = state.lastMs;
    this.#increment = state.increment;
  }

  get state(): SnowflakeState {
    return { lastMs: this.#lastMs, increment: this.#increment };
  }

  /** The next id for a moment (Unix ms). */
  at(unixMs: number): string {
    let ms = Math.max(Math.trunc(unixMs), this.#lastMs, DISCORD_EPOCH_MS);
    if (ms === this.#lastMs) {
      this.#increment += 1;
      if (this.#increment > MAX_INCREMENT) {
        ms += 1;
        this.#increment = 0;
      }
    } else {
      this.#increment = 0;
    }
    this.#lastMs = ms;
    const timeBits = BigInt(ms - DISCORD_EPOCH_MS) << 22n;
    return (timeBits | this.#origin | BigInt(this.#increment)).toString();
  }
}
