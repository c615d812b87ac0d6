import { open, rename } from 'node:fs/promises';
import { CHANNELS } from '@shared/audio/constants';
import { PEAK_BIN_SAMPLES, PeaksBuilder } from './peaks';
import { openTrack } from './track-reader';

/** Decodes one packet to interleaved stereo at 48 kHz; null when it will not. Passed in: this folder has no codec. */
export type DecodePacket = (opus: Uint8Array) => Int16Array | null;

/** Makes a track's waveform from its sound. Reads the whole file; yields to the event loop at every page. */
export async function rebuildPeaks(
  trackPath: string,
  peaksPath: string,
  decode: DecodePacket,
  signal?: AbortSignal,
): Promise<{ kind: 'rebuilt'; bins: number } | { kind: 'unreadable'; reason: string }> {
  const opened = await openTrack(trackPath);
  if (opened.kind === 'unreadable') return opened;
  const { track } = opened;
  const chunks: Uint8Array[] = [];
  const builder = new PeaksBuilder((bins) => chunks.push(bins));
  try {
    for (let packets = await track.read(); packets; packets = await track.read()) {
      signal?.throwIfAborted();
      // A page is a few milliseconds of work; reading ahead does not let others have their turn.
      await new Promise((resolve) => setImmediate(resolve));
      for (const packet of packets) {
        const pcm = decode(packet.opus);
        if (!pcm) continue;
        // Sound before time zero is what the pre-skip hides.
        const hidden = Math.max(0, -packet.positionSamples);
        const heard = pcm.subarray(hidden * CHANNELS);
        const position = Math.max(0, packet.positionSamples);
        builder.add(Math.round(position / PEAK_BIN_SAMPLES) * PEAK_BIN_SAMPLES, heard);
      }
    }
    builder.finish(track.durationSamples);
  } finally {
    await track.close();
  }
  const draft = `${peaksPath}.new`;
  const handle = await open(draft, 'w');
  try {
    await handle.writeFile(Buffer.concat(chunks));
  } finally {
    await handle.close();
  }
  await rename(draft, peaksPath);
  return { kind: 'rebuilt', bins: builder.bins };
}
