import { VoiceRig } from '../../test/integration/voice-support';
import type { BenchPart } from '../harness';

/** How long joining takes, from the command until the room is ready with end-to-end encryption. */
export const join: BenchPart = {
  name: 'join',
  measure: async () => ({ join_ready_ms: await joinReadyMs() }),
  figures: (series) => [
    { id: 'join_ready_ms', value: series.median('join_ready_ms'), unit: 'ms', goal: 2_000, better: 'lower' },
  ],
};

async function joinReadyMs(): Promise<number> {
  const rig = await VoiceRig.start();
  try {
    rig.enter(0);
    rig.enter(1);
    const startedMs = performance.now();
    rig.join();
    await rig.until('ready with DAVE', () => rig.phase === 'ready' && rig.dave.active);
    return performance.now() - startedMs;
  } finally {
    await rig.close();
  }
}
