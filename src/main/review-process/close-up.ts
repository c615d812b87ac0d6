import { CHANNELS, FRAME_SAMPLES } from '@shared/audio/constants';
import type { OpusFrameDecoder } from '../discord/voice/codec';
import { toSampleSpans } from './program';
import type { ReviewCommand } from './protocol';
import { TrackStream } from './track-stream';

type CloseUpCommand = Extract<ReviewCommand, { type: 'closeUp' }>;

/**
 * Least and greatest sample of each bucket of a stretch as signed bytes, both channels as one: decoded for this,
 * because what was measured while recording ends at 20 ms. What is withheld is flat.
 * @throws Error when the track cannot be read
 */
export async function closeUp(
  { path, withheld, fromSamples, toSamples, bucketSamples }: CloseUpCommand,
  createDecoder: () => OpusFrameDecoder,
): Promise<Int8Array<ArrayBuffer>> {
  const opened = await TrackStream.open('', path, createDecoder);
  if (opened.kind === 'unreadable') throw new Error(opened.reason);
  const { stream } = opened;
  try {
    stream.withhold(toSampleSpans(withheld));
    await stream.seek(fromSamples);
    const out = new Int8Array(Math.max(0, Math.ceil((toSamples - fromSamples) / bucketSamples)) * 2);
    const frame = new Float32Array(FRAME_SAMPLES * CHANNELS);
    for (let at = fromSamples; at < toSamples; at += FRAME_SAMPLES) {
      frame.fill(0);
      await stream.load(at + FRAME_SAMPLES);
      stream.mixInto(frame, at, 1);
      const count = Math.min(FRAME_SAMPLES, toSamples - at);
      for (let n = 0; n < count; n += 1) {
        const value = ((frame[n * CHANNELS] as number) + (frame[n * CHANNELS + 1] as number)) / 2;
        const target = Math.floor((at + n - fromSamples) / bucketSamples) * 2;
        const byte = Math.max(-128, Math.min(127, Math.round(value * 127)));
        if (byte < (out[target] as number)) out[target] = byte;
        if (byte > (out[target + 1] as number)) out[target + 1] = byte;
      }
    }
    return out;
  } finally {
    await stream.close();
  }
}
