import { join } from 'node:path';
import { percentile, runBench } from './harness';
import { type FilledArchive, fillArchive, searchTimes } from './search/measure';

/**
 * How long a search takes among a million messages: from the question in main to the page of 50 in main, with the
 * archive in its process as the app has it. The figure is the 95th percentile over an even mix of what people ask:
 * a rare, a middling and a common word, two words, a phrase, a beginning of four letters, a word of one person, a word
 * in one room, one person's messages, a word in a past month. The archive is made once a run; its pages are then
 * read from the system's cache, as after a day of use.
 */
let made: FilledArchive | undefined;

runBench({
  bench: 'search',
  rounds: 3,
  warmUpRounds: 0,
  async measure({ round, scratchDir, say }) {
    made ??= await fillArchive(join(scratchDir, 'archive.db'), say);
    const times = await searchTimes(made, round);
    const all = [...times.values()].flat();
    const byKind = [...times].map(([kind, each]) => [`${kind} p95 ms`, percentile(each, 95)] as const);
    return {
      'search p95 ms': percentile(all, 95),
      'search p50 ms': percentile(all, 50),
      'search max ms': Math.max(...all),
      'fill rows/s': made.fillRowsPerS,
      ...Object.fromEntries(byKind),
    };
  },
  figures: (series) => [
    { id: 'search_ms', value: series.median('search p95 ms'), unit: 'ms', goal: 50, better: 'lower' },
  ],
});
