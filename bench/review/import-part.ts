import { cpus } from 'node:os';
import { join } from 'node:path';
import { writePeaks } from '../../src/main/export/import/peaks-of';
import { runFfmpeg } from '../../src/main/export/render/ffmpeg-run';
import { findFfmpeg } from '../../src/main/support/ffmpeg';
import type { BenchPart } from '../harness';
import { HOUR_SAMPLES, writeHourOfVoice } from './hour';

/**
 * The waveform of an imported hour of Opus, against what decoding it takes on one core divided by the cores, by the
 * same decoder in the same round.
 */
export const importing: BenchPart = {
  name: 'import',
  measure: async ({ scratchDir, round }) => {
    const ffmpegPath = await findFfmpeg();
    const track = join(scratchDir, `hour-${round}.opus`);
    await writeHourOfVoice(track, 'birch');
    const cores = cpus().length;
    const decodeBegan = performance.now();
    // At the priority that the import has, too: others on the machine take as much from both.
    const args = ['-v', 'error', '-threads', '1', '-i', `file:${track}`, '-f', 'null', '-'];
    await runFfmpeg({ ffmpegPath, args, signal: new AbortController().signal });
    const floorMs = (performance.now() - decodeBegan) / cores;
    const began = performance.now();
    await writePeaks(track, join(scratchDir, 'peaks'), {
      ffmpegPath,
      durationSamples: HOUR_SAMPLES,
      slices: cores,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    const tookMs = performance.now() - began;
    return { import_vs_floor: tookMs / floorMs, import_ms: tookMs, import_floor_ms: floorMs };
  },
  figures: (series) => [
    {
      id: 'import_vs_floor',
      value: series.median('import_vs_floor'),
      unit: 'x',
      goal: 1.3,
      better: 'lower',
      peer: { name: 'decoding on one core / cores', value: series.median('import_floor_ms'), unit: 'ms' },
    },
  ],
};
