/** Where packets and their sound go while recording: those of others from the receiver, the own ones from here. */
import type { RecorderSink } from './recorder-sink';
import type { OwnFrame } from './send/sender';

export class OwnRecording {
  sink: RecorderSink | null = null;
  /** Who we are in the room; nothing of ours is recorded before that is known. */
  userId: string | undefined;
  /** Monotonic ms of the slot whose frames are told of: several slots may be seen to at once. */
  slotMs = 0;

  /** A frame of ours that has left, or would have, had anybody been there. */
  record({ sequence, rtpTimestamp, ssrc, opus, sound }: OwnFrame): void {
    const { sink, userId, slotMs } = this;
    if (!sink || userId === undefined) return;
    sink.onPacket({ userId, ssrc, sequence, rtpTimestamp, arrivalMs: slotMs, opus });
    if (sound) sink.onPcm({ userId, ssrc, rtpTimestamp, pcm: sound.pcm });
  }
}
