/** What the sentinel is shown, once a second or more often. Counts only ever grow; it looks at differences itself. */

export interface OutgoingSample {
  /** Packets should be leaving: connected, unmuted, and there is a programme. */
  expected: boolean;
  /** A show is on: silence is a fault, not a pause. */
  onAir: boolean;
  packetsSent: number;
  ticks: number;
  lateTicks: number;
  /** RMS of what went out since the sample before. */
  rmsDbfs: number;
  /** Samples at full scale. */
  clipped: number;
  /** Of our packets, 0..1, as the server counts them; null when it says nothing. */
  reportedLoss: number | null;
}

export interface PersonSample {
  userId: string;
  /** Said to be speaking by the gateway since then, and not ended with silence frames; null otherwise. */
  speakingSinceMs: number | null;
  /** Arrival of the last packet. */
  lastPacketMs: number;
  received: number;
  lost: number;
  late: number;
  undecryptable: number;
  clipped: number;
}

export interface SignalSample {
  /** On the monotonic clock; `wallMs` is the same moment for people. */
  nowMs: number;
  wallMs: number;
  /** Null without a connection. */
  out: OutgoingSample | null;
  people: readonly PersonSample[];
  /** Who is in the encrypted group and not in the room. */
  strangers: readonly string[];
}
