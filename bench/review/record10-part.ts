import type { BenchPart, Series } from '../harness';
import { Speakers } from '../voice/speakers';

/**
 * What recording ten people who all speak costs beyond receiving them: the same process with and without a recording,
 * one after the other, while the desk shows levels (waveforms are drawn then), and while nobody looks.
 */
const PEOPLE = 10;

export const recording10: BenchPart = {
  name: 'record10',
  measure: async ({ scratchDir }) => {
    const speakers = await Speakers.start(PEOPLE, scratchDir);
    try {
      return {
        listen10_core: (await speakers.ours('listen')).core,
        listen_record10_core: (await speakers.ours('listenRecord')).core,
        open10_core: (await speakers.ours('open')).core,
        record_unheard10_core: (await speakers.ours('record')).core,
      };
    } finally {
      await speakers.close();
    }
  },
  figures: (series) => [
    {
      id: 'record10_core',
      // The dearer of both.
      value: Math.max(
        beyond(series, 'listen_record10_core', 'listen10_core'),
        beyond(series, 'record_unheard10_core', 'open10_core'),
      ),
      unit: 'of a core',
      goal: 0.05,
      better: 'lower',
    },
  ],
};

function beyond(series: Series, recording: string, receiving: string): number {
  return series.median(recording) - series.median(receiving);
}
