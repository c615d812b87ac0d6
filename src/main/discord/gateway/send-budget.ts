/**
 * The gateway's send limit (120 payloads in 60 s on one connection, else close 4008), as pure accounting. Some
 * of it is kept back for heartbeats, which must never wait behind commands.
 */
export const SEND_LIMIT = 120;
export const SEND_WINDOW_MS = 60_000;
const HEARTBEAT_RESERVE = 10;

export class SendBudget {
  /** Monotonic times of the sends in the window, oldest first. */
  #sends: number[] = [];

  /** A new connection starts with a full budget. */
  reset(): void {
    this.#sends = [];
  }

  /** Counts a payload that leaves now. */
  spend(nowMs: number): void {
    this.#drop(nowMs);
    this.#sends.push(nowMs);
  }

  /** 0 when a command may leave now, else ms to wait. Heartbeats do not ask. */
  waitMs(nowMs: number): number {
    this.#drop(nowMs);
    const over = this.#sends.length - (SEND_LIMIT - HEARTBEAT_RESERVE);
    if (over < 0) return 0;
    const frees = this.#sends[over];
    return frees === undefined ? 0 : Math.max(0, frees + SEND_WINDOW_MS - nowMs);
  }

  #drop(nowMs: number): void {
    let first = 0;
    while (first < this.#sends.length && (this.#sends[first] ?? nowMs) + SEND_WINDOW_MS <= nowMs) first += 1;
    if (first > 0) this.#sends.splice(0, first);
  }
}
