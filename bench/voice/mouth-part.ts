import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../../scripts/setup/project.mjs';
import { type BenchPart, percentile } from '../harness';
import { ask, end, nextMessage } from './children';
import type { MouthSettings } from './mouth-client';
import { RelayServer } from './relay-server';

/**
 * From mouth to ear on loopback: two whole voice sessions, each a process with its wire thread. Ten milliseconds of
 * microphone at a time are written to one of them, a beep in them twice a second; the other one's monitor is listened to.
 * Counted from the message that carries the beep's first sample to the moment that sample comes out of the monitor.
 */
const BEEPS = 40;
const BEEP_EVERY_MS = 500;
/** A beep that is not heard before the next one is about to be written is not heard. */
const HEARD_WITHIN_MS = 480;
const LIMIT_MS = 40_000;

export const mouthToEar: BenchPart = {
  name: 'mouth',
  measure: async () => {
    const relay = await RelayServer.start();
    const ear = client({ role: 'ear', endpoint: relay.endpoint, userId: '158533742254751744', beeps: BEEPS });
    const mouth = client({
      role: 'mouth',
      endpoint: relay.endpoint,
      userId: '158049329150427136',
      beeps: BEEPS,
    });
    try {
      await Promise.all([nextMessage(ear, LIMIT_MS), nextMessage(mouth, LIMIT_MS)]);
      await ask<string>(mouth, 'begin', BEEPS * BEEP_EVERY_MS + LIMIT_MS);
      const written = await ask<number[]>(mouth, 'report');
      const delays = match(written, await ask<number[]>(ear, 'report'));
      return { mouth_to_ear_ms: percentile(delays, 50), mouth_to_ear_p95_ms: percentile(delays, 95) };
    } finally {
      await Promise.all([end(mouth), end(ear)]);
      await relay.close();
    }
  },
  figures: (series) => [
    {
      id: 'mouth_to_ear_ms',
      value: series.median('mouth_to_ear_ms'),
      unit: 'ms',
      goal: 120,
      better: 'lower',
    },
  ],
};

function client(settings: MouthSettings): ChildProcess {
  const file = join(projectRoot, 'bench', 'voice', 'mouth-client.ts');
  return fork(file, [JSON.stringify(settings)], { execArgv: ['--import', 'tsx'] });
}

/** How long each beep took; the first two are let go, nothing is warm then. */
function match(written: readonly number[], heard: readonly number[]): number[] {
  const delays = written.slice(2).flatMap((atMs) => {
    const next = heard.find((at) => at > atMs && at < atMs + HEARD_WITHIN_MS);
    return next === undefined ? [] : [next - atMs];
  });
  if (delays.length < BEEPS * 0.8) throw new Error(`only ${delays.length} beeps were heard`);
  return delays;
}
