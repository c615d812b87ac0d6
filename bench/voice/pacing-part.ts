import type { BenchPart } from '../harness';
import { opusFile } from './opus-file';
import { PacingBench } from './pacing';

const SECONDS = 8;

/**
 * How punctually packets reach a UDP sink in another process: the voice process beside a main process that is idle or
 * blocked 500 ms at a time. The floor is a bare loop on absolute deadlines in a process of its own, running at the same
 * time beside the same main process; the peer is @discordjs/voice in a process blocked in the same way.
 */
export const pacing: BenchPart = {
  name: 'pacing',
  measure: async ({ scratchDir }) => {
    const bench = await PacingBench.start(await opusFile(scratchDir), scratchDir);
    try {
      const blocked = await bench.measure('both', true, SECONDS);
      const peer = await bench.measure('peer', true, SECONDS);
      // Idle means nothing else is due: the loop to compare with has a turn of its own.
      const idle = await bench.measure('voice', false, SECONDS);
      const idleFloor = await bench.measure('floor', false, SECONDS);
      return {
        roomtone_blocked_p99_ms: blocked.clientMs,
        floor_blocked_p99_ms: blocked.floorMs,
        // Both ran at the same time, so their ratio says more than their medians apart.
        blocked_ratio_to_floor: blocked.clientMs / blocked.floorMs,
        peer_blocked_p99_ms: peer.clientMs,
        roomtone_idle_p99_ms: idle.clientMs,
        floor_idle_p99_ms: idleFloor.floorMs,
      };
    } finally {
      await bench.close();
    }
  },
  figures: (series) => {
    const ours = series.median('roomtone_blocked_p99_ms');
    const floor = series.median('floor_blocked_p99_ms');
    const peer = series.median('peer_blocked_p99_ms');
    return [
      {
        id: 'pacing_p99_ms_idle',
        value: series.median('roomtone_idle_p99_ms'),
        unit: 'ms',
        goal: 1,
        better: 'lower',
        peer: { name: 'bare loop', value: series.median('floor_idle_p99_ms'), unit: 'ms' },
      },
      {
        id: 'pacing_vs_floor_main_blocked',
        value: series.median('blocked_ratio_to_floor'),
        unit: 'x',
        goal: 1.5,
        better: 'lower',
        peer: { name: 'bare loop', value: floor, unit: 'ms' },
      },
      {
        id: 'pacing_vs_peer_main_blocked',
        value: ours / peer,
        unit: 'x',
        goal: 0.2,
        better: 'lower',
        peer: { name: '@discordjs/voice', value: peer, unit: 'ms' },
      },
    ];
  },
};
