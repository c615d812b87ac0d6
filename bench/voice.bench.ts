import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../scripts/setup/project.mjs';
import { findFfmpeg } from '../src/main/support/ffmpeg';
import { VoiceRig } from '../test/integration/voice-support';
import { runBench } from './harness';
import { PacingBench } from './voice/pacing';

/**
 * Voice: how punctually packets reach a UDP sink in another process, and how long joining takes.
 *
 * Roomtone's engine runs in its own process beside a main process, idle or blocked 500 ms at a time. The floor is
 * a bare loop on absolute deadlines in a process of its own, running at the same time beside the same main process; the
 * peer is @discordjs/voice in a process blocked in the same way. All play 20 ms packets of the same file.
 */
const SECONDS = 8;

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

async function opusFile(scratchDir: string): Promise<string> {
  const file = join(scratchDir, 'bench.ogg');
  if (existsSync(file)) return file;
  const noise = ['-f', 'lavfi', '-i', 'anoisesrc=duration=60:amplitude=0.2'];
  const opus = ['-c:a', 'libopus', '-b:a', '64k', '-frame_duration', '20', '-ac', '2', file];
  execFileSync(await findFfmpeg(), ['-hide_banner', '-loglevel', 'error', ...noise, ...opus]);
  return file;
}

function peerVersion(): string {
  const path = join(projectRoot, 'test/counterpart/node_modules/@discordjs/voice/package.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}

runBench({
  bench: 'voice',
  rounds: 5,
  versions: () => ({ '@discordjs/voice': peerVersion() }),
  measure: async ({ scratchDir }) => {
    const bench = await PacingBench.start(await opusFile(scratchDir), scratchDir);
    const values: Record<string, number> = {};
    try {
      const blocked = await bench.measure('both', true, SECONDS);
      const peer = await bench.measure('peer', true, SECONDS);
      // Idle means nothing else is due: the loop to compare with has a turn of its own.
      const idle = await bench.measure('voice', false, SECONDS);
      const idleFloor = await bench.measure('floor', false, SECONDS);
      values.roomtone_blocked_p99_ms = blocked.clientMs;
      values.floor_blocked_p99_ms = blocked.floorMs;
      // Both ran at the same time, so their ratio says more than their medians apart.
      values.blocked_ratio_to_floor = blocked.clientMs / values.floor_blocked_p99_ms;
      values.peer_blocked_p99_ms = peer.clientMs;
      values.roomtone_idle_p99_ms = idle.clientMs;
      values.floor_idle_p99_ms = idleFloor.floorMs;
    } finally {
      await bench.close();
    }
    values.join_ready_ms = await joinReadyMs();
    return values;
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
      {
        id: 'join_ready_ms',
        value: series.median('join_ready_ms'),
        unit: 'ms',
        goal: 2_000,
        better: 'lower',
      },
    ];
  },
});
