import { type ChildProcess, fork, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PracticeServerInfo } from '../../../src/main/practice-server/practice-server';
import { call } from './clients';

const CLI = 'src/main/practice-server/cli.ts';
const ENTRY = 'src/main/practice-server/entry.ts';
const LIMIT_MS = 20_000;

const children: ChildProcess[] = [];
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'practice-process-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

interface Cli {
  child: ChildProcess;
  firstLine: Promise<string>;
  lines: string[];
  stderr: () => string;
  exit: Promise<number | null>;
}

function startCli(...args: string[]): Cli {
  const child = spawn(process.execPath, ['--import', 'tsx', CLI, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const lines: string[] = [];
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const firstLine = new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no line came: ${stderr}`)), LIMIT_MS);
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      clearTimeout(timer);
      resolve(line);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`it ended with ${code}: ${stderr}`));
    });
  });
  firstLine.catch(() => undefined);
  return { child, firstLine, lines, stderr: () => stderr, exit };
}

describe('the command', () => {
  it('prints one line with what is needed to connect, and ends on SIGTERM', async () => {
    const cli = startCli('--seed', 'cli', '--members', '5');
    const info = JSON.parse(await cli.firstLine) as PracticeServerInfo;
    expect(Object.keys(info).sort()).toEqual(
      ['applicationId', 'gateway', 'guildId', 'rest', 'textChannelId', 'token', 'voiceChannelId'].sort(),
    );
    const members = await call(info, 'GET', `/guilds/${info.guildId}/members?limit=100`);
    expect(members.body).toHaveLength(6);
    cli.child.kill('SIGTERM');
    expect(await cli.exit).toBe(0);
    expect(cli.lines).toHaveLength(1);
  });

  it('takes limits by name and trouble from a file, and says what is wrong with them', async () => {
    const file = join(folder, 'trouble.json');
    await writeFile(
      file,
      JSON.stringify({ rest: { faults: [{ kind: 'status', statuses: [503], count: 1 }] } }),
    );
    const cli = startCli('--limits', 'odd', '--trouble', file);
    const info = JSON.parse(await cli.firstLine) as PracticeServerInfo;
    expect([
      (await call(info, 'GET', '/users/@me')).status,
      (await call(info, 'GET', '/users/@me')).status,
    ]).toEqual([503, 200]);
    const limits = await fetch(new URL('/practice/limits', info.rest), {
      headers: { Authorization: `Bot ${info.token}` },
    });
    expect(await limits.json()).toMatchObject({ profile: 'odd', globalPerSecond: 17 });
    await writeFile(file, '{"rest":{"faults":[{"kind":"earthquake"}]}}');
    const wrong = startCli('--trouble', file);
    expect(await wrong.exit).toBe(2);
    expect(wrong.stderr()).toMatch(/--trouble: .*rest\.faults/s);
  });

  it('keeps its world in a snapshot, the same token included', async () => {
    const file = join(folder, 'world.json');
    const first = startCli('--snapshot', file, '--members', '3');
    const info = JSON.parse(await first.firstLine) as PracticeServerInfo;
    const path = `/channels/${info.textChannelId}/messages`;
    const sent = await call(info, 'POST', path, { content: 'remember me' });
    first.child.kill('SIGTERM');
    expect(await first.exit).toBe(0);
    const second = startCli('--snapshot', file);
    const again = JSON.parse(await second.firstLine) as PracticeServerInfo;
    expect(again.token).toBe(info.token);
    expect((await call(again, 'GET', `${path}/${String(sent.body.id)}`)).body.content).toBe('remember me');
    second.child.kill('SIGTERM');
    await second.exit;
    const other = startCli('--snapshot', file, '--seed', 'another');
    expect((JSON.parse(await other.firstLine) as PracticeServerInfo).guildId).not.toBe(info.guildId);
  });

  it('says in a sentence what is wrong with its arguments or its port', async () => {
    const wrong = startCli('--port', 'eighty');
    expect(await wrong.exit).toBe(2);
    expect(wrong.stderr()).toContain('--port is a number');
    const tooMany = startCli('--members', '20000', '--rooms', '451');
    expect(await tooMany.exit).toBe(2);
    expect(tooMany.stderr()).toContain('--rooms is a number from 0 to 450');
    const holder = startCli();
    const { rest } = JSON.parse(await holder.firstLine) as PracticeServerInfo;
    const late = startCli('--port', new URL(rest).port);
    expect(await late.exit).toBe(1);
    expect(late.stderr()).toContain('EADDRINUSE');
  });

  it('goes when the process that started it is gone', async () => {
    const script = `
      const child = require('node:child_process').spawn(process.execPath, ['--import', 'tsx', '${CLI}'], { stdio: ['ignore', 'pipe', 'ignore'] });
      child.stdout.once('data', (line) => { process.stdout.write(JSON.stringify({ pid: child.pid, info: JSON.parse(line) })); });`;
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    children.push(parent);
    const { pid } = JSON.parse(
      await new Promise<string>((resolve) =>
        parent.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())),
      ),
    ) as { pid: number };
    parent.kill('SIGKILL');
    const alive = () => {
      try {
        process.kill(pid, 0);
        return true;
      } catch {
        return false;
      }
    };
    await expect.poll(alive, { timeout: 8000, interval: 200 }).toBe(false);
  });
});

describe('the process entry', () => {
  const next = (child: ChildProcess) =>
    new Promise<Record<string, unknown>>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no message came')), LIMIT_MS);
      child.once('message', (message) => {
        clearTimeout(timer);
        resolve(message as Record<string, unknown>);
      });
    });
  const forkEntry = () => {
    const child = fork(ENTRY, {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    children.push(child);
    return child;
  };

  it('starts on request, answers for the API, and stops on request', async () => {
    const child = forkEntry();
    child.send({ type: 'start', options: { seed: 'entry', members: 4 } });
    const ready = await next(child);
    expect(ready.type).toBe('ready');
    const info = ready.info as PracticeServerInfo;
    expect((await call(info, 'GET', '/users/@me')).status).toBe(200);
    child.send({ type: 'start', options: {} });
    expect(await next(child)).toMatchObject({ type: 'failed' });
    const exit = new Promise((resolve) => child.once('exit', resolve));
    child.send({ type: 'stop' });
    expect(await next(child)).toEqual({ type: 'stopped' });
    expect(await exit).toBe(0);
  });

  it('tells why it could not start, and may be asked again', async () => {
    const child = forkEntry();
    child.send({ type: 'start', options: { voicesDir: join(folder, 'none') } });
    const failed = await next(child);
    expect(failed.type).toBe('failed');
    child.send({ type: 'start', options: { members: -1 } });
    expect(await next(child)).toMatchObject({ type: 'failed' });
    child.send({ type: 'start', options: {} });
    expect(await next(child)).toMatchObject({ type: 'ready' });
  });
});
