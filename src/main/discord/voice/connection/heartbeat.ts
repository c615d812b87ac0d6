/** Heartbeat of the voice gateway: one integer nonce each, at most three unanswered, round trip measured. */
import type { Clock } from '../../../support/clock';

/** After this many beats without an answer the connection counts as dead. */
const MAX_UNANSWERED = 3;
/** A server that asks for less than this is broken or hostile. */
const MIN_INTERVAL_MS = 1_000;

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
  #cancelProbe: (() => void) | undefined;
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
    this.#intervalMs = Math.max(MIN_INTERVAL_MS, intervalMs);
    this.#unanswered = 0;
    this.#beatOnSchedule();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#endProbe();
  }

  /** Beats out of turn and wants an answer within `withinMs`, when there is reason to doubt the line. */
  probe(withinMs: number): void {
    if (this.#intervalMs === 0 || this.#cancelProbe) return;
    this.#send();
    this.#cancelProbe = this.#ports.clock.setTimer(() => {
      this.stop();
      this.#ports.dead();
    }, withinMs);
  }

  #endProbe(): void {
    this.#cancelProbe?.();
    this.#cancelProbe = undefined;
  }

  /** The server asks for a beat out of turn (op 3). It does not count: asking often must not look like silence. */
  beatOnRequest(): void {
    if (this.#intervalMs > 0) this.#send();
  }

  #beatOnSchedule(): void {
    if (this.#unanswered >= MAX_UNANSWERED) {
      this.stop();
      this.#ports.dead();
      return;
    }
    this.#unanswered += 1;
    this.#send();
    this.#cancel = this.#ports.clock.setTimer(() => this.#beatOnSchedule(), this.#intervalMs);
  }

  #send(): void {
    this.#nonce += 1;
    this.#sentAtMs = this.#ports.clock.monotonicMs();
    this.#ports.beat(this.#nonce);
  }

  acknowledge(nonce: number): void {
    this.#unanswered = 0;
    this.#endProbe();
    if (nonce === this.#nonce) this.pingMs = this.#ports.clock.monotonicMs() - this.#sentAtMs;
  }
}
