import type { BenchPart, Figure, Series } from '../harness';
import { opusFile } from './opus-file';
import { PacingBench } from './pacing';

/** A thousand slots: the ten worst make the 99th percentile. Of half as many, five, it jumped threefold between rounds. */
const SECONDS = 20;
/** A kernel thread that computes for some ms twice a second hits one slot in a hundred: right where we look. */
const BUSY_SECONDS = 40;

/**
 * How punctually packets reach a UDP sink in another process: the built voice process beside a main process that is idle,
 * blocked 500 ms at a time, or has a core kept busy beside it; as a child of Node and as a utility process of Electron.
 * The floor is a bare loop on absolute deadlines in a process of its own, running at the same time under the same load;
 * the peer is @discordjs/voice in a process blocked in the same way, or with the same busy process beside it. It runs without
 * the bare loop, so beside a busy core the product is compared with it without the bare loop, too.
 *
 * A core that stays free is mostly late by the system's own work on it, so `pacing_floor_vs_peer_core_busy` says what the
 * bare loop reaches there. For `_one_core` the busy process shares the core of who is measured.
 */
export const pacing: BenchPart = {
  name: 'pacing',
  measure: async ({ scratchDir }) => {
    const bench = await PacingBench.start(await opusFile(scratchDir), scratchDir);
    try {
      const blocked = await bench.measure('both', 'blocked', SECONDS);
      const peerBlocked = await bench.measure('peer', 'blocked', SECONDS);
      const busy = await bench.measure('both', 'busy', BUSY_SECONDS);
      const busyAlone = await bench.measure('voice', 'busy', BUSY_SECONDS);
      const peerBusy = await bench.measure('peer', 'busy', BUSY_SECONDS);
      const floorBusy = await bench.measure('floor', 'busy', BUSY_SECONDS);
      const shared = await bench.measure('both', 'busy', BUSY_SECONDS, 'one core');
      const sharedAlone = await bench.measure('voice', 'busy', BUSY_SECONDS, 'one core');
      const peerShared = await bench.measure('peer', 'busy', BUSY_SECONDS, 'one core');
      // Idle means nothing else is due: the loop to compare with has a turn of its own.
      const idle = await bench.measure('voice', 'idle', SECONDS);
      const idleFloor = await bench.measure('floor', 'idle', SECONDS);
      const electronIdle = await bench.measure('electron', 'idle', SECONDS);
      const electronBlocked = await bench.measure('electron', 'blocked', SECONDS);
      const electronBusy = await bench.measure('electron', 'busy', SECONDS);
      return {
        roomtone_blocked_p99_ms: blocked.clientMs,
        floor_blocked_p99_ms: blocked.floorMs,
        peer_blocked_p99_ms: peerBlocked.clientMs,
        roomtone_busy_p99_ms: busy.clientMs,
        floor_busy_p99_ms: busy.floorMs,
        roomtone_busy_alone_p99_ms: busyAlone.clientMs,
        peer_busy_p99_ms: peerBusy.clientMs,
        floor_busy_alone_p99_ms: floorBusy.floorMs,
        roomtone_shared_p99_ms: shared.clientMs,
        floor_shared_p99_ms: shared.floorMs,
        roomtone_shared_alone_p99_ms: sharedAlone.clientMs,
        peer_shared_p99_ms: peerShared.clientMs,
        roomtone_idle_p99_ms: idle.clientMs,
        floor_idle_p99_ms: idleFloor.floorMs,
        electron_idle_p99_ms: electronIdle.clientMs,
        electron_blocked_p99_ms: electronBlocked.clientMs,
        electron_floor_blocked_p99_ms: electronBlocked.floorMs,
        electron_busy_p99_ms: electronBusy.clientMs,
        electron_floor_busy_p99_ms: electronBusy.floorMs,
      };
    } finally {
      await bench.close();
    }
  },
  figures: (series) => [
    idle(series, 'pacing_p99_ms_idle', 'roomtone'),
    againstFloor(series, 'pacing_vs_floor_main_blocked', 'roomtone_blocked', 'floor_blocked'),
    againstFloor(series, 'pacing_vs_floor_core_busy', 'roomtone_busy', 'floor_busy'),
    againstPeer(series, 'pacing_vs_peer_main_blocked', 'roomtone_blocked', 'peer_blocked', 0.2),
    againstPeer(series, 'pacing_vs_peer_core_busy', 'roomtone_busy_alone', 'peer_busy', 0.5),
    againstPeer(series, 'pacing_floor_vs_peer_core_busy', 'floor_busy_alone', 'peer_busy', 0.5),
    againstFloor(series, 'pacing_vs_floor_core_busy_one_core', 'roomtone_shared', 'floor_shared'),
    againstPeer(series, 'pacing_vs_peer_core_busy_one_core', 'roomtone_shared_alone', 'peer_shared', 0.5),
    idle(series, 'pacing_p99_ms_idle_electron', 'electron'),
    againstFloor(
      series,
      'pacing_vs_floor_main_blocked_electron',
      'electron_blocked',
      'electron_floor_blocked',
    ),
    againstFloor(series, 'pacing_vs_floor_core_busy_electron', 'electron_busy', 'electron_floor_busy'),
  ],
};

function idle(series: Series, id: string, whose: string): Figure {
  const floor = series.median('floor_idle_p99_ms');
  return {
    id,
    value: series.median(`${whose}_idle_p99_ms`),
    unit: 'ms',
    goal: 1,
    better: 'lower',
    peer: { name: 'bare loop', value: floor, unit: 'ms' },
  };
}

function againstFloor(series: Series, id: string, ours: string, floor: string): Figure {
  return {
    id,
    value: series.medianRatio(`${ours}_p99_ms`, `${floor}_p99_ms`),
    unit: 'x',
    goal: 1.5,
    better: 'lower',
    peer: { name: 'bare loop', value: series.median(`${floor}_p99_ms`), unit: 'ms' },
  };
}

function againstPeer(series: Series, id: string, ours: string, theirs: string, goal: number): Figure {
  const peer = series.median(`${theirs}_p99_ms`);
  return {
    id,
    value: series.median(`${ours}_p99_ms`) / peer,
    unit: 'x',
    goal,
    better: 'lower',
    peer: { name: '@discordjs/voice', value: peer, unit: 'ms' },
  };
}
