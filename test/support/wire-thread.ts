import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { WireThreadData } from '../../src/main/discord/voice/wire/messages';

const ENTRY = resolve('src/main/discord/voice/wire/thread-entry.ts');

/** The wire thread from its source: the app starts the built file. */
export function spawnWireThread(data: WireThreadData): Worker {
  const start = `require('tsx/cjs'); require(${JSON.stringify(ENTRY)});`;
  return new Worker(start, { eval: true, workerData: data, execArgv: [] });
}
