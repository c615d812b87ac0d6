/**
 * What the engine knows of the wire: sockets that send a sealed packet at the slot it belongs to, the datagrams that
 * came in, and the tick. One wire serves any number of engines of a process, so that all their streams share a clock.
 * `thread-wire.ts` runs it in a thread of its own, `in-thread-wire.ts` in the caller's.
 */

/** Where nobody is in a hurry, so many slots are announced at once. */
export const RELAXED_SLOTS = 4;
/** And so many where somebody looks on, 20 times a second at most, and nobody listens. */
export const WATCHED_SLOTS = 2;

export interface WireAddress {
  ip: string;
  port: number;
}

export interface WireSocketEvents {
  /** `arrivalMs`: when it was read, on the engine's monotonic clock. The datagram's memory is used again afterwards. */
  onDatagram(datagram: Buffer, arrivalMs: number): void;
  /** A send failed or the system reported an error of the path; the socket stays open. */
  onTrouble(error: Error): void;
  /** The socket is gone, and its thread with it; nothing more comes from it. */
  onLost(error: Error): void;
}

export interface WireSocket {
  /** Sends at once: discovery and keep-alive. */
  send(datagram: Uint8Array): void;
  /**
   * Has `packet` sent at the deadline of `slot`. Slots must be given in rising order. False when there is no room for
   * more, and the packet is not taken. A packet whose slot has passed is never sent (`WireStats.stale`).
   */
  sendAt(slot: number, packet: Uint8Array): boolean;
  /**
   * Takes back what waits for `from` and the slots after it, so that something else can be given for them. False when
   * that slot has come: then all of it leaves as it is.
   */
  withdraw(from: number): boolean;
  /** What waits for its slot is given up. */
  close(): Promise<void>;
}

export interface WireTick {
  /** Counts on while the wire lives, also while nothing is open; what `sendAt` counts in. Its packets have left. */
  slot: number;
  /** Slots between the tick before and this one. */
  skipped: number;
  /** When `slot` was due, on the engine's monotonic clock. The tick comes later, by what held the threads up. */
  dueMs: number;
}

export interface WireStats {
  /** Packets that left at their slot. */
  sent: number;
  /** Packets given up because their slot had passed when they were come to. */
  stale: number;
  /** Datagrams dropped because the engine had not taken those before. */
  dropped: number;
  sendErrors: number;
  /** Slots begun more than 2 ms after their deadline, or skipped over. */
  lateTicks: number;
  /** Slots whose deadline passed before the one before was begun. */
  skippedSlots: number;
  /** How often the thread was started anew. */
  restarts: number;
}

export interface Wire {
  /** The slot that began last. Packets can be sealed for the ones after. */
  readonly slot: number;
  readonly stats: WireStats;
  /** A socket will be opened soon: what can be made ready without its address is made ready meanwhile. */
  prepare(): void;
  /** Opens a socket connected to `address`. Rejects with `voice/network`, or `voice/engine-crashed` without a thread. */
  open(address: WireAddress, events: WireSocketEvents): Promise<WireSocket>;
  /**
   * A tick every 20 ms while a socket is open, after the datagrams that came before it. `pace` says how many slots may be
   * announced at once as things are; the least of all listeners' holds. Those before the last one count as skipped:
   * waking up is most of what a tick costs. Answers the unsubscribe.
   */
  onTick(listener: (tick: WireTick) => void, pace?: () => number): () => void;
  /** Hands out what has come in until now, without waiting for its tick: what is changed next does not concern it. */
  catchUp(): void;
  /** Closes every socket and ends the thread. */
  close(): Promise<void>;
}
