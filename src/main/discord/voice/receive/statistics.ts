/** What is known of one person's packets; counts since they came, a new SSRC does not end them. */
import type { PersonSignal } from '@shared/models/sentinel';

export class PersonStatistics {
  readonly userId: string;
  /** Opened by transport and DAVE, silence frames among them. */
  received = 0;
  /** Not there when they were due; those that came too late are among them. */
  lost = 0;
  late = 0;
  duplicate = 0;
  recovered = 0;
  concealed = 0;
  undecryptable = 0;
  /** Frames that carried sound. */
  sounding = 0;
  /** Samples at full scale. */
  clipped = 0;
  jitterMs = 0;
  bufferMs = 0;
  lastPacketMs = Number.NEGATIVE_INFINITY;
  /** Speaks since then, by the gateway or by sound that came, and has not ended with silence frames. */
  speakingSinceMs: number | null = null;

  constructor(userId: string) {
    this.userId = userId;
  }

  toSignal(): PersonSignal {
    const { userId, received, lost, late, duplicate, recovered, concealed, undecryptable } = this;
    const { jitterMs, bufferMs } = this;
    return {
      userId,
      received,
      lost,
      late,
      duplicate,
      recovered,
      concealed,
      undecryptable,
      jitterMs: Math.round(jitterMs * 10) / 10,
      bufferMs: Math.round(bufferMs),
    };
  }
}
