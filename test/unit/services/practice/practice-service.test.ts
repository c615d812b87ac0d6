import type { PracticeState } from '@shared/models/app';
import { beforeEach, expect, test } from 'vitest';
import { PracticeService } from '../../../../src/main/services/practice';
import { silentLogger } from '../../../../src/main/support/logger';
import { ScriptedChild } from '../../../support/scripted-child';

const info = {
  rest: 'http://127.0.0.1:4010/api',
  gateway: 'ws://127.0.0.1:4010/gateway',
  token: 'practice-token',
  applicationId: '1',
  guildId: '2',
  voiceChannelId: '3',
  textChannelId: '4',
};

let children: ScriptedChild[];
let states: PracticeState[];
let practice: PracticeService;

beforeEach(() => {
  children = [];
  states = [];
  practice = new PracticeService({
    spawn: () => {
      const child = new ScriptedChild();
      children.push(child);
      return child;
    },
    logger: silentLogger,
    voicesDir: '/voices',
    snapshotPath: '/data/practice.json',
    startTimeoutMs: 50,
    stopTimeoutMs: 50,
  });
  practice.onChanged((state) => states.push(state));
});

test('starts once and gives everybody the same connection, its token kept secret', async () => {
  const starting = practice.start({ seed: 7 });
  children[0]?.say({ type: 'ready', info });
  const connection = await starting;
  expect(connection.token.reveal()).toBe('practice-token');
  expect(JSON.stringify(connection)).not.toContain('practice-token');
  expect(await practice.start({ seed: 8 })).toBe(connection);
  expect(children).toHaveLength(1);
  expect(JSON.stringify(states)).not.toContain('practice-token');
  expect(states.map(({ kind }) => kind)).toEqual(['starting', 'running']);
});

test('says why it could not start', async () => {
  const starting = practice.start({ seed: null });
  children[0]?.say({ type: 'failed', message: 'port 4010 is taken' });
  await expect(starting).rejects.toMatchObject({
    code: 'practice/start-failed',
    message: 'port 4010 is taken',
  });
  expect(practice.state).toEqual({ kind: 'failed', reason: 'port 4010 is taken' });
});

test('does not wait for ever for a server that says nothing', async () => {
  await expect(practice.start({ seed: null })).rejects.toMatchObject({ code: 'practice/start-failed' });
  expect(children[0]?.killed).toBe(true);
});

test('a server that dies shows as failed, and can be started again', async () => {
  const starting = practice.start({ seed: null });
  children[0]?.say({ type: 'ready', info });
  await starting;
  children[0]?.exit(1);
  expect(practice.state).toMatchObject({ kind: 'failed' });
  const again = practice.start({ seed: null });
  children[1]?.say({ type: 'ready', info });
  await again;
  expect(practice.state).toMatchObject({ kind: 'running' });
});

test('stopping asks first, and ends in stopped', async () => {
  const starting = practice.start({ seed: null });
  children[0]?.say({ type: 'ready', info });
  await starting;
  await practice.stop();
  expect(children[0]?.sent.at(-1)).toEqual({ type: 'stop' });
  expect(practice.state).toEqual({ kind: 'stopped' });
});

test('asked twice before it is ready, it starts one server for both', async () => {
  const both = [practice.start({ seed: 7 }), practice.start({ seed: 7 })];
  await Promise.resolve();
  expect(children).toHaveLength(1);
  children[0]?.say({ type: 'ready', info });
  const [first, second] = await Promise.all(both);
  expect(second).toBe(first);
});

test('started again while it is stopping, it waits for the old server to be gone', async () => {
  const starting = practice.start({ seed: null });
  children[0]?.say({ type: 'ready', info });
  const first = await starting;
  const stopping = [practice.stop(), practice.stop()];
  const again = practice.start({ seed: null });
  await Promise.resolve();
  expect(children).toHaveLength(1);
  expect(children[0]?.sent.filter((message) => (message as { type: string }).type === 'stop')).toHaveLength(
    1,
  );
  children[0]?.exit(0);
  await Promise.all(stopping);
  await expect.poll(() => children.length).toBe(2);
  children[1]?.say({ type: 'ready', info });
  expect(await again).not.toBe(first);
  expect(practice.state).toMatchObject({ kind: 'running' });
});

test('stopped while it is starting, it ends in stopped and whoever waited is told', async () => {
  const starting = practice.start({ seed: null });
  const refused = expect(starting).rejects.toMatchObject({ code: 'practice/start-failed' });
  const stopping = practice.stop();
  children[0]?.exit(0);
  await Promise.all([refused, stopping]);
  expect(practice.state).toEqual({ kind: 'stopped' });
});
