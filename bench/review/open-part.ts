import { fork } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../../scripts/setup/project.mjs';
import { writeLongSession } from '../../test/support/long-session/write';
import { type BenchPart, percentile } from '../harness';
import { end, nextMessage } from '../voice/children';
import type { OpenFigures } from './open-child';

const HOURS = 4;
const PEOPLE = 10;
const RECORDING_ID = 'long';

/**
 * Four hours of ten speakers: how long until the desk has everything it shows, how much memory that takes, and how
 * long it takes from a seek to the first frame of sound. Service and player run in one fresh process, so that their
 * memory is counted together.
 */
export const opening: BenchPart = {
  name: 'open',
  measure: async ({ scratchDir, say }) => {
    const libraryDir = join(scratchDir, 'library');
    const sessionDir = join(libraryDir, RECORDING_ID);
    if (!(await exists(sessionDir))) {
      say('writing four hours of ten speakers');
      await writeLongSession(sessionDir, { hours: HOURS, people: PEOPLE });
    }
    const child = fork(join(projectRoot, 'bench/review/open-child.ts'), [libraryDir, RECORDING_ID], {
      execArgv: ['--import', 'tsx'],
    });
    try {
      const { openMs, memoryMb, seekMs } = (await nextMessage(child, 120_000)) as OpenFigures;
      return {
        open_ms: openMs,
        open_memory_mb: memoryMb,
        seek_p50_ms: percentile(seekMs, 50),
        seek_ms: percentile(seekMs, 95),
      };
    } finally {
      await end(child);
    }
  },
  figures: (series) => [
    { id: 'open_ms', value: series.median('open_ms'), unit: 'ms', goal: 1_000, better: 'lower' },
    { id: 'open_memory_mb', value: series.median('open_memory_mb'), unit: 'MiB', goal: 300, better: 'lower' },
    { id: 'seek_ms', value: series.median('seek_ms'), unit: 'ms', goal: 100, better: 'lower' },
  ],
};

async function exists(path: string): Promise<boolean> {
  try {
    await access(join(path, 'session.json'));
    return true;
  } catch {
    return false;
  }
}
