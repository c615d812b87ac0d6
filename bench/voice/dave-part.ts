import { seededRandom } from '../../test/fuzz/mutate';
import { churn } from '../../test/support/dave-churn';
import type { BenchPart } from '../harness';

/**
 * Frames that somebody could not open one second or more after one of 500 random changes of who is in the room: we those of
 * others, simulated members ours. An unmodified @discordjs/voice is a member, too. `DAVE_CHANGES=50` for a shorter run.
 */
const CHANGES = Number(process.env.DAVE_CHANGES ?? 500);

export const dave: BenchPart = {
  name: 'dave',
  once: true,
  measure: async ({ scratchDir, say }) => {
    const random = seededRandom(5);
    const report = await churn(CHANGES, (below) => random.int(below), scratchDir);
    say(JSON.stringify(report));
    if (report.opened.ofUs === 0 || report.opened.byUs === 0) throw new Error('nothing was sent or heard');
    return {
      dave_undecryptable: report.late.ours + report.late.ofUs,
      dave_undecryptable_of_peer: report.late.ofPeer,
      dave_undecryptable_at_changes: report.ever.ours + report.ever.ofUs,
      dave_undecryptable_of_peer_at_changes: report.ever.ofPeer,
    };
  },
  figures: (series) => [
    {
      id: 'dave_undecryptable',
      value: series.median('dave_undecryptable'),
      unit: 'frames',
      goal: 0,
      better: 'lower',
      peer: {
        name: '@discordjs/voice (its frames)',
        value: series.median('dave_undecryptable_of_peer'),
        unit: 'frames',
      },
    },
    {
      id: 'dave_undecryptable_at_changes',
      value: series.median('dave_undecryptable_at_changes'),
      unit: 'frames',
      goal: 10,
      better: 'lower',
      peer: {
        name: '@discordjs/voice (its frames)',
        value: series.median('dave_undecryptable_of_peer_at_changes'),
        unit: 'frames',
      },
    },
  ],
};
