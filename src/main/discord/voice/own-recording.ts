/** Where packets and their sound go while recording: those of others from the receiver, the own ones from here. */
import type { Clock } from '../../support/clock';
import type { RecorderSink } from './recorder-sink';
import type { OwnFrame } from './send/sender';

export class OwnRecording {
  readonly #clock: Clock;
  sink: RecorderSink | null = null;
  /** Who we are in the room; nothing of ours is recorded before that is known. */
  userId: string | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A frame of ours that has left, or would have, had anybody been there. */
  record({ sequence, rtpTimestamp, ssrc, opus, sound }: OwnFrame): void {
    const { sink, userId } = this;
    if (!sink || userId === undefined) return;
    const arrivalMs = this.#clock.monotonicMs();
    sink.onPacket({ userId, ssrc, sequence, rtpTimestamp, arrivalMs, opus });
    if (sound) sink.onPcm({ userId, ssrc, rtpTimestamp, pcm: sound.pcm });
  }
}
