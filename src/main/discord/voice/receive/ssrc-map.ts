/**
 * Which SSRC belongs to whom. The voice gateway says so (Speaking, op 5), sometimes after the first packets:
 * a few of those are held per SSRC, bounded in number and age, and handed back once the owner is known.
 */

/** 25 × 20 ms: half a second of one unknown speaker. */
const HELD_PER_SSRC = 25;
const MAX_UNKNOWN_SSRCS = 32;
const HOLD_MS = 2_000;

export class SsrcMap<T> {
  readonly #users = new Map<number, string>();
  readonly #ssrcs = new Map<string, number>();
  readonly #held = new Map<number, { sinceMs: number; items: T[] }>();
  /** Items dropped because nobody claimed their SSRC. */
  unclaimed = 0;

  userOf(ssrc: number): string | undefined {
    return this.#users.get(ssrc);
  }

  ssrcOf(userId: string): number | undefined {
    return this.#ssrcs.get(userId);
  }

  users(): [userId: string, ssrc: number][] {
    return [...this.#ssrcs];
  }

  /** Learns an owner; answers what was held for that SSRC, oldest first. */
  assign(ssrc: number, userId: string): T[] {
    const before = this.#ssrcs.get(userId);
    if (before !== undefined && before !== ssrc) this.#users.delete(before);
    const owner = this.#users.get(ssrc);
    if (owner !== undefined && owner !== userId) this.#ssrcs.delete(owner);
    this.#users.set(ssrc, userId);
    this.#ssrcs.set(userId, ssrc);
    const held = this.#held.get(ssrc);
    this.#held.delete(ssrc);
    return held?.items ?? [];
  }

  /** Forgets a user who left; answers the SSRC it had. */
  remove(userId: string): number | undefined {
    const ssrc = this.#ssrcs.get(userId);
    this.#ssrcs.delete(userId);
    if (ssrc !== undefined) this.#users.delete(ssrc);
    return ssrc;
  }

  hold(ssrc: number, item: T, nowMs: number): void {
    this.expire(nowMs);
    const held = this.#held.get(ssrc);
    if (held) {
      held.items.push(item);
      if (held.items.length > HELD_PER_SSRC) {
        held.items.shift();
        this.unclaimed += 1;
      }
      return;
    }
    if (this.#held.size >= MAX_UNKNOWN_SSRCS) {
      this.unclaimed += 1;
      return;
    }
    this.#held.set(ssrc, { sinceMs: nowMs, items: [item] });
  }

  /** Drops what nobody claimed in time. */
  expire(nowMs: number): void {
    for (const [ssrc, held] of this.#held) {
      if (nowMs - held.sinceMs < HOLD_MS) continue;
      this.unclaimed += held.items.length;
      this.#held.delete(ssrc);
    }
  }

  clear(): void {
    this.#users.clear();
    this.#ssrcs.clear();
    this.#held.clear();
  }
}
