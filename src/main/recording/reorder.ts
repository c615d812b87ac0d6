import type { RecordedPacket } from './types';

/** A packet in its sender's order, with what was missing just before it. */
export interface OrderedPacket {
  packet: RecordedPacket;
  /** Sequence numbers that never came, right before this one. */
  missing: number;
  /** True for the first packet, after a new SSRC, and after a jump no network makes. */
  restart: boolean;
}

export const MAX_HELD_PACKETS = 8;
/** A hole in the sequence is given up after this long, so that the file is never more than this behind. */
export const MAX_HELD_MS = 120;
/** RFC 3550 appendix A.1 (MAX_DROPOUT, MAX_MISORDER) gives figures of this size for a restart of the sender. */
const MAX_JUMP = 1_000;

/**
 * Brings one speaker's packets back into sequence before they are written, since a file cannot be reordered
 * later. In order costs nothing: a packet that is next passes at once.
 */
export class ReorderBuffer {
  #ssrc: number | undefined;
  #next = 0;
  #held: RecordedPacket[] = [];
  /** Duplicates, and packets whose place was already given up. */
  dropped = 0;

  /** True when the packet is the next one and nothing is held: it is written at once, and `push` not asked. */
  passes(packet: { ssrc: number; sequence: number }): boolean {
    if (packet.ssrc !== this.#ssrc || packet.sequence !== this.#next || this.#held.length > 0) return false;
    this.#next = (this.#next + 1) & 0xffff;
    return true;
  }

  push(packet: RecordedPacket): OrderedPacket[] {
    if (packet.ssrc !== this.#ssrc) {
      const rest = this.drain();
      this.#ssrc = packet.ssrc;
      this.#next = (packet.sequence + 1) & 0xffff;
      rest.push({ packet, missing: 0, restart: true });
      return rest;
    }
    const ahead = ((packet.sequence - this.#next) << 16) >> 16;
    if (ahead >= MAX_JUMP || ahead <= -MAX_JUMP) {
      const rest = this.drain();
      this.#next = (packet.sequence + 1) & 0xffff;
      rest.push({ packet, missing: 0, restart: true });
      return rest;
    }
    if (ahead < 0 || (ahead > 0 && this.#held.some((held) => held.sequence === packet.sequence))) {
      this.dropped += 1;
      return [];
    }
    if (ahead > 0) {
      this.#hold(packet);
      return this.expire(packet.arrivalMs);
    }
    this.#next = (this.#next + 1) & 0xffff;
    const out: OrderedPacket[] = [{ packet, missing: 0, restart: false }];
    this.#releaseRun(out);
    return out;
  }

  /** Gives up holes that are too old or too wide at `nowMs`. */
  expire(nowMs: number): OrderedPacket[] {
    const out: OrderedPacket[] = [];
    while (this.#held.length > 0) {
      const oldest = this.#held.reduce((ms, held) => Math.min(ms, held.arrivalMs), Number.POSITIVE_INFINITY);
      if (this.#held.length <= MAX_HELD_PACKETS && nowMs - oldest < MAX_HELD_MS) break;
      this.#skipHole(out);
    }
    return out;
  }

  /** Everything that is held, in order. */
  drain(): OrderedPacket[] {
    const out: OrderedPacket[] = [];
    while (this.#held.length > 0) this.#skipHole(out);
    return out;
  }

  #hold(packet: RecordedPacket): void {
    const distance = (held: RecordedPacket) => (held.sequence - this.#next) & 0xffff;
    const at = this.#held.findIndex((held) => distance(held) > distance(packet));
    if (at === -1) this.#held.push(packet);
    else this.#held.splice(at, 0, packet);
  }

  #skipHole(out: OrderedPacket[]): void {
    const packet = this.#held.shift();
    if (!packet) return;
    const missing = (packet.sequence - this.#next) & 0xffff;
    this.#next = (packet.sequence + 1) & 0xffff;
    out.push({ packet, missing, restart: false });
    this.#releaseRun(out);
  }

  #releaseRun(out: OrderedPacket[]): void {
    for (let first = this.#held[0]; first && first.sequence === this.#next; first = this.#held[0]) {
      this.#held.shift();
      this.#next = (this.#next + 1) & 0xffff;
      out.push({ packet: first, missing: 0, restart: false });
    }
  }
}
