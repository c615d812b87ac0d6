/** What a recorder hears: packets as they came, after transport and DAVE, with the times of the network. */
export interface RecorderSink {
  onPacket(packet: {
    userId: string;
    ssrc: number;
    sequence: number;
    rtpTimestamp: number;
    /** On the engine's monotonic clock; for the own programme the time of sending. */
    arrivalMs: number;
    opus: Uint8Array;
  }): void;
  /** Decoded sound of a packet given before; for waveforms only. */
  onPcm(sound: { userId: string; ssrc: number; rtpTimestamp: number; pcm: Int16Array }): void;
}
