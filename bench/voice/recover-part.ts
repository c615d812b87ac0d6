import { FAILURES, recoveryMs, startCallThatFails } from '../../test/support/voice-failures';
import type { BenchPart } from '../harness';

/** How long each kind of failure keeps a call down: from the failure until sound goes both ways again, over real sockets. */
export const recover: BenchPart = {
  name: 'recover',
  measure: async ({ say }) => {
    const values: Record<string, number> = {};
    for (const failure of FAILURES) {
      const { rig, line } = await startCallThatFails();
      try {
        values[idOf(failure.kind)] = await recoveryMs(failure, rig, line);
        say(`${failure.kind}: ${Math.round(values[idOf(failure.kind)] ?? 0)} ms`);
      } finally {
        await rig.close();
        await line.close();
      }
    }
    return values;
  },
  figures: (series) =>
    FAILURES.map(({ kind }) => ({
      id: idOf(kind),
      value: series.median(idOf(kind)),
      unit: 'ms',
      goal: 5_000,
      better: 'lower',
    })),
};

function idOf(kind: string): string {
  return `recover_ms_${kind}`;
}
