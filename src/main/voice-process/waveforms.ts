/** Waveforms of a recording that nobody listened to: its packets were not decoded while it was made. */
import { join } from 'node:path';
import { createOpusDecoder } from '../discord/voice/codec';
import { type DecodePacket, readManifest, rebuildPeaks } from '../recording';
import type { Logger } from '../support/logger';

/** Decodes the packets of one track, null for what is no Opus. */
export function createDecoder(): DecodePacket {
  const decoder = createOpusDecoder();
  return (opus) => {
    const outcome = decoder.decode(opus);
    return outcome.kind === 'pcm' ? outcome.pcm : null;
  };
}

/** Draws every track of a finished session anew. A track that cannot be read is left flat, and logged. */
export async function drawWaveforms(sessionDir: string, logger: Logger): Promise<void> {
  const read = await readManifest(sessionDir);
  for (const track of read.kind === 'ok' ? read.manifest.tracks : []) {
    const drawn = await rebuildPeaks(
      join(sessionDir, track.file),
      join(sessionDir, track.peaksFile),
      createDecoder(),
    );
    if (drawn.kind === 'unreadable') logger.warn('a waveform could not be drawn', { reason: drawn.reason });
  }
}
