import { VoiceRig } from '../../test/integration/voice-support';
import { type BenchPart, percentile } from '../harness';

/** The main gateway takes 120 commands a minute from a session, and a join with its leave are two. */
const JOINS_A_SESSION = 50;
const SESSIONS = 4;

/**
 * How long joining takes, from the command until the room is ready with end-to-end encryption, two others being there:
 * 200 times one after the other, the signalling over the main gateway included. The server does its part in this process.
 */
export const join: BenchPart = {
  name: 'join',
  once: true,
  measure: async () => {
    const tookMs: number[] = [];
    for (let session = 0; session < SESSIONS; session += 1) tookMs.push(...(await joins()));
    return { join_p50_ms: percentile(tookMs, 50), join_p99_ms: percentile(tookMs, 99) };
  },
  figures: (series) => [
    { id: 'join_p99_ms', value: series.median('join_p99_ms'), unit: 'ms', goal: 2_000, better: 'lower' },
  ],
};

async function joins(): Promise<number[]> {
  const rig = await VoiceRig.start();
  const tookMs: number[] = [];
  try {
    rig.enter(0);
    rig.enter(1);
    for (let count = 0; count < JOINS_A_SESSION; count += 1) {
      const startedMs = performance.now();
      rig.join();
      await rig.until('ready with DAVE', () => rig.phase === 'ready' && rig.dave.active);
      tookMs.push(performance.now() - startedMs);
      rig.host.send({ type: 'leave' });
      await rig.until('the end', () => rig.phase === 'ended');
      rig.events.length = 0;
    }
    return tookMs;
  } finally {
    await rig.close();
  }
}
