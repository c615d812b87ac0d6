/**
 * Puts one speaker's packets back in order and evens out their arrival. The answer of each pull is explicit:
 * a packet, a hole that will not be filled any more, or "filling" while it gathers (also when the speaker has
 * stopped: Discord sends nothing during silence and numbers packets on without a gap).
 */

export interface BufferedPacket {
  /** uint16, wraps. */
  sequence: number;
  /** uint32, wraps. */
  timestamp: number;
  opus: Buffer;
}

export type JitterPull =
  | { kind: 'packet'; packet: BufferedPacket }
  | { kind: 'missed' }
  | { kind: 'filling' };
export type JitterPush = 'stored' | 'late' | 'duplicate' | 'restarted';

/** 3 × 20 ms = 60 ms before the first packet is played. */
export const INITIAL_DEPTH = 3;
/** 15 × 20 ms = 300 ms: beyond this the listener would fall behind for good. */
const MAX_DEPTH = 15;
/** A jump this far is a new stream, not reordering. */
const RESTART_DISTANCE = 1_000;

/** Signed distance from `b` to `a` on the 16-bit circle: −32,768 to 32,767. */
export function sequenceDistance(a: number, b: number): number {
  return (((a - b) & 0xffff) << 16) >> 16;
}

export class JitterBuffer {
  readonly #packets = new Map<number, BufferedPacket>();
  readonly #depth: number;
  #filling = true;
  #waitedTicks = 0;
  /** The sequence to play next; undefined before anything was played. */
  #next: number | undefined;
  /** Holes that pulls have answered `missed`. */
  missed = 0;
  /** Packets thrown away because the buffer was over-full. */
  overflowed = 0;

  constructor(depth: number = INITIAL_DEPTH) {
    this.#depth = depth;
  }

  get size(): number {
    return this.#packets.size;
  }

  push(packet: BufferedPacket): JitterPush {
    const reference = this.#next ?? this.#lowest();
    if (reference !== undefined) {
      const distance = sequenceDistance(packet.sequence, reference);
      if (Math.abs(distance) > RESTART_DISTANCE) {
        this.#restart();
        this.#packets.set(packet.sequence, packet);
        return 'restarted';
      }
      if (this.#next !== undefined && distance < 0) return 'late';
      if (this.#packets.has(packet.sequence)) return 'duplicate';
    }
    this.#packets.set(packet.sequence, packet);
    if (this.#packets.size > MAX_DEPTH) this.#shed();
    return 'stored';
  }

  /** Called once a tick. */
  pull(): JitterPull {
    if (this.#filling && !this.#startPlaying()) return { kind: 'filling' };
    const next = this.#next;
    if (next === undefined || this.#packets.size === 0) {
      this.#filling = true;
      this.#waitedTicks = 0;
      return { kind: 'filling' };
    }
    this.#next = (next + 1) & 0xffff;
    const packet = this.#packets.get(next);
    if (!packet) {
      this.missed += 1;
      return { kind: 'missed' };
    }
    this.#packets.delete(next);
    return { kind: 'packet', packet };
  }

  /** Enough gathered, or what there is has waited as long as gathering would have taken. */
  #startPlaying(): boolean {
    const lowest = this.#lowest();
    if (lowest === undefined) return false;
    if (this.#packets.size < this.#depth && this.#waitedTicks < this.#depth) {
      this.#waitedTicks += 1;
      return false;
    }
    this.#filling = false;
    this.#next = lowest;
    return true;
  }

  #restart(): void {
    this.#packets.clear();
    this.#filling = true;
    this.#waitedTicks = 0;
    this.#next = undefined;
  }

  /** Drops the oldest packets down to the depth that playing starts with. */
  #shed(): void {
    while (this.#packets.size > this.#depth) {
      const lowest = this.#lowest();
      if (lowest === undefined) return;
      this.#packets.delete(lowest);
      this.overflowed += 1;
      this.#next = (lowest + 1) & 0xffff;
    }
  }

  #lowest(): number | undefined {
    let lowest: number | undefined;
    for (const sequence of this.#packets.keys()) {
      if (lowest === undefined || sequenceDistance(sequence, lowest) < 0) lowest = sequence;
    }
    return lowest;
  }
}
