import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runExport } from '../../src/main/export/run-export';
import { findFfmpeg } from '../../src/main/support/ffmpeg';
import type { BenchPart } from '../harness';
import { writeHourSession } from './hour';

/** A mix of an hour with ten tracks as FLAC, until the checked file is in its place: how many times real time. */
export const exporting: BenchPart = {
  name: 'export',
  once: true,
  measure: async ({ scratchDir, say }) => {
    const sessionDir = join(scratchDir, 'session');
    const folder = join(scratchDir, 'exports');
    await mkdir(folder);
    const trackIds = await writeHourSession(sessionDir, 10);
    say('exporting an hour of ten voices');
    const began = performance.now();
    let writtenMs = 0;
    await runExport({
      exportId: 'bench',
      sessionDir,
      folder,
      request: {
        recordingId: 'session',
        what: { kind: 'mix', trackIds },
        format: 'flac',
        range: null,
        targetLufs: null,
        speechOnly: false,
      },
      findFfmpeg,
      nowMs: 0,
      signal: new AbortController().signal,
      onProgress: (status) => {
        if (status === 'running') writtenMs = performance.now() - began;
      },
    });
    const seconds = (performance.now() - began) / 1_000;
    return { export_realtime: 3_600 / seconds, export_write_s: writtenMs / 1_000, export_s: seconds };
  },
  figures: (series) => [
    {
      id: 'export_realtime',
      value: series.median('export_realtime'),
      unit: 'x',
      goal: 40,
      better: 'higher',
    },
  ],
};
