import { join } from 'node:path';
import { percentile, runBench } from './harness';
import { measureMoves } from './pixel/moves';

/**
 * From a change in the server to the pixel: a member enters or leaves a room in a practice server of this process, and
 * the window shows it. The way is gateway, cache, workspace, IPC, store, React, and the next frame of the window.
 */
const MOVES = 50;

runBench({
  bench: 'pixel',
  rounds: 3,
  measure: async ({ round, scratchDir }) => {
    const latencies = await measureMoves({ moves: MOVES, dataDir: join(scratchDir, `data-${round}`) });
    return {
      state_to_pixel_p50_ms: percentile(latencies, 50),
      state_to_pixel_p99_ms: percentile(latencies, 99),
    };
  },
  figures: (series) =>
    ['state_to_pixel_p50_ms', 'state_to_pixel_p99_ms'].map((id) => ({
      id,
      value: series.median(id),
      unit: 'ms',
      goal: 100,
      better: 'lower' as const,
    })),
});
