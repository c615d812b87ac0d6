import { type Clock, systemClock } from '../../support/clock';
import type { SeededRandom } from '../world/random';
import type { Address } from './session';
import type { VoiceStats } from './stats';

/** Shares (0 … 1) of the packets to clients that the network mistreats, and of those from them. */
export interface Impairment {
  loss: number;
  /** Of the packets from clients. */
  uplinkLoss: number;
  /** Held back until the next packet to the same client has gone. */
  reorder: number;
  duplicate: number;
  /** Each packet comes up to so much later, so that a long jitter changes their order too. */
  jitterMs: number;
  /** What goes through to each client; more waits, and is lost when it would wait too long. 0: no limit. */
  kilobitsPerSecond: number;
}

/** A router that is full lets go of what comes after so much has queued. */
const MAX_QUEUE_MS = 250;
/** IPv4 and UDP headers take part in the limit. */
const HEADER_BYTES = 28;

const PERFECT: Impairment = {
  loss: 0,
  uplinkLoss: 0,
  reorder: 0,
  duplicate: 0,
  jitterMs: 0,
  kilobitsPerSecond: 0,
};

/**
 * A network between the voice server and its UDP clients that can be made bad on request, repeatably for one
 * seed. It touches media alone: discovery and keep-alive answers always arrive.
 */
export class ImpairedSender {
  readonly #send: (datagram: Buffer, to: Address) => void;
  readonly #random: SeededRandom;
  readonly #stats: VoiceStats;
  readonly #clock: Clock;
  readonly #late = new Set<() => void>();
  readonly #held = new Map<string, Buffer>();
  /** When the line to a client has sent what is queued. */
  readonly #freeAtMs = new Map<string, number>();
  #impairment = PERFECT;

  constructor(
    send: (datagram: Buffer, to: Address) => void,
    random: SeededRandom,
    stats: VoiceStats,
    clock: Clock = systemClock,
  ) {
    this.#clock = clock;
    this.#send = (datagram, to) => this.#deliver(send, datagram, to);
    this.#random = random;
    this.#stats = stats;
  }

  /** What is not named becomes perfect again. */
  impair(impairment: Partial<Impairment>): void {
    this.#impairment = { ...PERFECT, ...impairment };
    this.#freeAtMs.clear();
  }

  /** Whether the next packet from a client comes through. */
  arrives(): boolean {
    const { uplinkLoss } = this.#impairment;
    if (uplinkLoss === 0 || !this.#random.chance(uplinkLoss)) return true;
    this.#stats.lostOnPurpose += 1;
    return false;
  }

  /** Packets that are still on their way are lost. */
  close(): void {
    for (const cancel of this.#late) cancel();
    this.#late.clear();
  }

  #deliver(send: (datagram: Buffer, to: Address) => void, datagram: Buffer, to: Address): void {
    const { jitterMs } = this.#impairment;
    const queuedMs = this.#queue(datagram.length + HEADER_BYTES, to);
    if (queuedMs > MAX_QUEUE_MS) {
      this.#stats.lostOnPurpose += 1;
      return;
    }
    if (jitterMs === 0 && queuedMs === 0) {
      send(datagram, to);
      return;
    }
    const cancel = this.#clock.setTimer(
      () => {
        this.#late.delete(cancel);
        send(datagram, to);
      },
      queuedMs + jitterMs * this.#random.next(),
    );
    this.#late.add(cancel);
  }

  /** How long so many bytes take to get through, after what is queued before them. */
  #queue(bytes: number, to: Address): number {
    const { kilobitsPerSecond } = this.#impairment;
    if (kilobitsPerSecond === 0) return 0;
    const client = `${to.address}:${to.port}`;
    const nowMs = this.#clock.monotonicMs();
    const freeAtMs = Math.max(nowMs, this.#freeAtMs.get(client) ?? nowMs) + (bytes * 8) / kilobitsPerSecond;
    if (freeAtMs - nowMs <= MAX_QUEUE_MS) this.#freeAtMs.set(client, freeAtMs);
    return freeAtMs - nowMs;
  }

  send = (datagram: Buffer, to: Address): void => {
    const { loss, reorder, duplicate } = this.#impairment;
    if (loss > 0 && this.#random.chance(loss)) {
      this.#stats.lostOnPurpose += 1;
      return;
    }
    const client = `${to.address}:${to.port}`;
    const held = this.#held.get(client);
    if (held === undefined && reorder > 0 && this.#random.chance(reorder)) {
      this.#held.set(client, datagram);
      this.#stats.reorderedOnPurpose += 1;
      return;
    }
    this.#send(datagram, to);
    if (duplicate > 0 && this.#random.chance(duplicate)) {
      this.#stats.duplicatedOnPurpose += 1;
      this.#send(datagram, to);
    }
    if (held === undefined) return;
    this.#held.delete(client);
    this.#send(held, to);
  };
}
