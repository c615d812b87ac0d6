/** Where packets and their sound go while recording: those of others from the receiver, the own ones from here. */
import { FRAME_MS } from '@shared/audio/constants';
import type { RecorderSink } from './recorder-sink';
import type { OwnFrame } from './send/sender';

export class OwnRecording {
  sink: RecorderSink | null = null;
  /** Who we are in the room; nothing of ours is recorded before that is known. */
  userId: string | undefined;
  /** Where slot 0 lies, monotonic ms. A frame of ours is as old as its slot, however late this thread comes to tell of it. */
  slotZeroMs = 0;

  /** A frame of ours that has left, or would have, had anybody been there. */
  record({ slot, sequence, rtpTimestamp, ssrc, opus, sound }: OwnFrame): void {
    const { sink, userId } = this;
    if (!sink || userId === undefined) return;
    const arrivalMs = this.slotZeroMs + slot * FRAME_MS;
    sink.onPacket({ userId, ssrc, sequence, rtpTimestamp, arrivalMs, opus });
    if (sound) sink.onPcm({ userId, ssrc, rtpTimestamp, pcm: sound.pcm });
  }
}
