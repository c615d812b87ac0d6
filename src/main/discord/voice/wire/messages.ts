import type { WireAddress } from './wire';

/** What the thread is started with. */
export interface WireThreadData {
  /** `WireCells`. */
  cells: SharedArrayBuffer;
  /** `ByteRing` of datagrams: tag is the socket, stamp the arrival on `sharedMonotonicMs`. */
  inbound: SharedArrayBuffer;
  /** Where slot 0 lies on `sharedMonotonicMs`. */
  originMs: number;
}

/** Engine thread to wire thread. A `wake` of the cells goes with each. */
export type WireRequest =
  | { kind: 'open'; socket: number; address: WireAddress; outbound: SharedArrayBuffer }
  | { kind: 'send'; socket: number; datagram: Uint8Array }
  | { kind: 'close'; socket: number };

/** Wire thread to engine thread. */
export type WireReport =
  /** Whether the system lets the thread go first the moment it wakes; `reason` where it was asked and refused. */
  | { kind: 'realtime'; granted: boolean; reason: string | null }
  /** An answer that somebody waits for lies in the ring. Everything else there is found at the next tick. */
  | { kind: 'look' }
  | { kind: 'opened'; socket: number }
  | { kind: 'refused'; socket: number; message: string }
  | { kind: 'trouble'; socket: number; message: string }
  | { kind: 'closed'; socket: number };
