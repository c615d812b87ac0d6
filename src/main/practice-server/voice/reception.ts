/** What has come of one client's media, counted for the reports that it gets (RFC 3550 section 6.4.1, appendix A). */
import type { ReceptionBlock } from '../../discord/voice/packets';

const SEQUENCES = 0x1_0000;
/** A jump back by more than this is the sequence numbers' way round. */
const HALF = SEQUENCES / 2;
/** RTP time of voice, Hz. */
const CLOCK_RATE_HZ = 48_000;

export class Reception {
  readonly #ssrc: number;
  #first: number | undefined;
  /** Extended by the times that the numbers went round. */
  #highest = 0;
  #received = 0;
  #expectedBefore = 0;
  #receivedBefore = 0;
  #transit: number | undefined;
  /** In units of RTP time. */
  #jitter = 0;

  constructor(ssrc: number) {
    this.#ssrc = ssrc;
  }

  /** A packet has come. `timestamp`: RTP time; `arrivalMs` on any steady clock. */
  note(sequence: number, timestamp: number, arrivalMs: number): void {
    this.#received += 1;
    if (this.#first === undefined) {
      this.#first = sequence;
      this.#highest = sequence;
    } else {
      const step = (sequence - this.#highest) & (SEQUENCES - 1);
      if (step < HALF) this.#highest += step;
    }
    const transit = Math.round((arrivalMs * CLOCK_RATE_HZ) / 1_000) - timestamp;
    // RTP time goes round as well: only the difference of two transits says something.
    if (this.#transit !== undefined) {
      this.#jitter += (Math.abs((transit - this.#transit) | 0) - this.#jitter) / 16;
    }
    this.#transit = transit;
  }

  /** How it stands, the lost share counted since the call before; null when nothing was due since. */
  report(): ReceptionBlock | null {
    if (this.#first === undefined) return null;
    const expected = this.#highest - this.#first + 1;
    const due = expected - this.#expectedBefore;
    const came = this.#received - this.#receivedBefore;
    if (due <= 0) return null;
    this.#expectedBefore = expected;
    this.#receivedBefore = this.#received;
    return {
      ssrc: this.#ssrc,
      // Doubled packets may make it less than none.
      lostShare: Math.max(0, due - came) / due,
      lost: Math.max(0, expected - this.#received),
      highestSequence: this.#highest >>> 0,
      jitter: Math.round(this.#jitter),
    };
  }
}
