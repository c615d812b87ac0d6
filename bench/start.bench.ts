import { join } from 'node:path';
import { projectRoot } from '../scripts/setup/project.mjs';
import { runBench } from './harness';
import { writeEmptyApp } from './start/empty-app';
import { measureStart } from './start/launch';

/**
 * Cold start and memory of Roomtone against an empty window of the same Electron, turn by turn in the same run.
 *
 * "Cold" means a new process with an empty data folder; the files themselves are in the system's page cache for both.
 * Which of the two goes first alternates, because the machine's speed drifts within a run.
 */
const mebibyte = 1024 * 1024;

runBench({
  bench: 'start',
  rounds: 7,
  warmUpRounds: 1,
  measure: async ({ round, scratchDir }) => {
    const apps = [
      { name: 'empty', dir: writeEmptyApp(join(scratchDir, 'empty-app')) },
      { name: 'roomtone', dir: projectRoot },
    ];
    const values: Record<string, number> = {};
    for (const app of round % 2 === 0 ? apps : apps.reverse()) {
      const measured = await measureStart(app.dir, join(scratchDir, `${app.name}-data-${round}`));
      values[`${app.name}_start_ms`] = measured.startMs;
      values[`${app.name}_memory_mib`] = measured.memoryBytes / mebibyte;
    }
    return values;
  },
  figures: (series) => [
    {
      id: 'start_ratio',
      value: series.median('roomtone_start_ms') / series.median('empty_start_ms'),
      unit: 'x',
      goal: 1.8,
      better: 'lower',
      peer: { name: 'empty window', value: series.median('empty_start_ms'), unit: 'ms' },
    },
    {
      id: 'memory_ratio',
      value: series.median('roomtone_memory_mib') / series.median('empty_memory_mib'),
      unit: 'x',
      goal: 2,
      better: 'lower',
      peer: { name: 'empty window (PSS)', value: series.median('empty_memory_mib'), unit: 'MiB' },
    },
  ],
});
