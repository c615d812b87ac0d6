/** What diagnostics show of a call: plain numbers, reasons by name. */
export class VoiceCounters {
  packetsSent = 0;
  framesSent = 0;
  packetsReceived = 0;
  lost = 0;
  undecryptable = 0;
  held = 0;
  /** Authentic packets that came a second time, or too old to tell. */
  replayed = 0;
  /** Packets that the wire could not take. */
  refused = 0;
  readonly malformedByReason: Record<string, number> = {};

  malformed(reason: string): void {
    this.malformedByReason[reason] = (this.malformedByReason[reason] ?? 0) + 1;
  }

  get malformedTotal(): number {
    return Object.values(this.malformedByReason).reduce((sum, count) => sum + count, 0);
  }
}
