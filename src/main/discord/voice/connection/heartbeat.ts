/** Heartbeat of the voice gateway: one integer nonce each, at most three unanswered, round trip measured. */
import type { Clock } from '../../../support/clock';

/** After this many beats without an answer the connection counts as dead. */
const MAX_UNANSWERED = 3;

export interface HeartbeatPorts {
  clock: Clock;
  /** Sends op 3 with this nonce. */
  beat(nonce: number): void;
  /** The server has not answered three beats. */
  dead(): void;
}

export class Heartbeat {
  readonly #ports: HeartbeatPorts;
  #cancel: (() => void) | undefined;
  #intervalMs = 0;
  #nonce = 0;
  #unanswered = 0;
  #sentAtMs = 0;
  /** Of the last answered beat. */
  pingMs: number | null = null;

  constructor(ports: HeartbeatPorts) {
    this.#ports = ports;
  }

  /** From Hello; the interval may have a fraction. */
  start(intervalMs: number): void {
    this.stop();
    this.#intervalMs = intervalMs;
    this.#unanswered = 0;
    this.beatNow();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Also when the server asks for a beat. */
  beatNow(): void {
    this.#cancel?.();
    if (this.#unanswered >= MAX_UNANSWERED) {
      this.stop();
      this.#ports.dead();
      return;
    }
    this.#nonce += 1;
    this.#unanswered += 1;
    this.#sentAtMs = this.#ports.clock.monotonicMs();
    this.#ports.beat(this.#nonce);
    this.#cancel = this.#ports.clock.setTimer(() => this.beatNow(), this.#intervalMs);
  }

  acknowledge(nonce: number): void {
    this.#unanswered = 0;
    if (nonce === this.#nonce) this.pingMs = this.#ports.clock.monotonicMs() - this.#sentAtMs;
  }
}
