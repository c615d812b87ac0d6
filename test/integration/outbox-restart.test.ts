import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PracticeServer } from '../../src/main/practice-server/practice-server';
import { until } from '../support/headless';
import { control, startQuietServer } from './core-support';
import { aBody, type Desk, startDesk } from './outbox-support';

const CHILD = resolve('test/integration/outbox-child.ts');

describe('the outbox after a restart', () => {
  let server: PracticeServer;
  let dataDir: string;
  const desks: Desk[] = [];

  beforeEach(async () => {
    server = await startQuietServer();
    dataDir = await mkdtemp(join(tmpdir(), 'roomtone-outbox-'));
  });
  afterEach(async () => {
    for (const desk of desks.splice(0)) await desk.close();
    await server.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const open = async (options: { offline?: boolean } = {}) => {
    const desk = await startDesk({ server, dataDir, ...options });
    desks.push(desk);
    for (const entry of await desk.api.outbox.list()) desk.entries.set(entry.entryId, entry);
    return desk;
  };
  const close = async (desk: Desk) => {
    desks.splice(desks.indexOf(desk), 1);
    await desk.close();
  };
  const contents = async (desk: Desk) => {
    const page = await desk.api.messages.list({
      channelId: desk.channelId,
      from: { kind: 'newest' },
      limit: 100,
    });
    return page.messages.map(({ content }) => content);
  };

  it('killed at any moment, has everything it accepted and sends each once', async () => {
    const args = ['--import', 'tsx', CHILD, dataDir, server.rest, server.token, server.textChannelId];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const accepted: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => accepted.push(line));
    await until('some to be accepted', () => (accepted.length >= 8 ? true : undefined), 30_000);
    child.kill('SIGKILL');
    await once(child, 'exit');

    const desk = await open();
    const known = new Set((await desk.api.outbox.list()).map(({ entryId }) => entryId));
    expect(accepted.filter((entryId) => !known.has(entryId))).toEqual([]);
    await until(
      'all to be sent',
      () =>
        accepted.every((entryId) => desk.entries.get(entryId)?.state.kind === 'sent') ? true : undefined,
      30_000,
    );
    const sent = (await contents(desk)).filter((content) => content.startsWith('kept '));
    expect(new Set(sent).size).toBe(sent.length);
    const wanted = Array.from({ length: accepted.length }, (_, i) => `kept ${i}`);
    expect(sent.slice(0, wanted.length)).toEqual(wanted);
  }, 90_000);

  it('has what was scheduled, and sends it when its time comes', async () => {
    const before = await open();
    const entry = await before.submit({ body: { content: 'On time' }, sendAtMs: Date.now() + 1_500 });
    await close(before);

    const after = await open();
    expect(after.entries.get(entry.entryId)?.state).toEqual(entry.state);
    await after.reaches(entry.entryId, 'sent');
    expect(await contents(after)).toContain('On time');
  });

  it('asks about what was missed by long, and sends it when told to', async () => {
    const before = await open();
    const dueMs = Date.now() - 16 * 60_000;
    await before.api.accounts.signOut();
    await before.connect();
    const entry = await before.submit({ body: { content: 'Too late' }, sendAtMs: Date.now() + 60_000 });
    await before.api.outbox.reschedule({ entryId: entry.entryId, sendAtMs: dueMs, repeat: null });
    const missed = await before.reaches(entry.entryId, 'failed');
    expect(missed.state.problem).toEqual({ kind: 'missed', dueMs });
    await close(before);

    const after = await open();
    expect(after.entries.get(entry.entryId)?.state.kind).toBe('failed');
    await after.api.outbox.retry({ entryId: entry.entryId });
    await after.reaches(entry.entryId, 'sent');
  });

  it('waits for the account it was written with', async () => {
    const before = await open();
    await control(server, 'POST', '/trouble', {
      rest: {
        faults: [{ kind: 'reset', path: '/channels/:id/messages', methods: ['POST'], when: 'before' }],
      },
    });
    const entry = await before.submit({ body: { content: 'Patience' } });
    await close(before);
    await control(server, 'POST', '/trouble', { rest: {} });

    const after = await open({ offline: true });
    await until('it to wait for the account', () => {
      const state = after.entries.get(entry.entryId)?.state;
      return state?.kind === 'queued' && state.reason === 'offline' ? true : undefined;
    });
    await after.connect();
    await after.reaches(entry.entryId, 'sent');
    expect((await contents(after)).filter((content) => content === 'Patience')).toHaveLength(1);
  });

  it('has the drafts, templates, routes and webhooks, and no token of any of them in its files', async () => {
    const before = await open();
    const { api } = before;
    const made = await api.webhooks.create({ channelId: before.channelId, name: 'Bell', reason: null });
    if (made.kind !== 'done') throw new Error(made.kind);
    const target = { kind: 'channel', channelId: before.channelId } as const;
    await api.routes.save({
      name: 'alerts',
      target,
      identity: { username: null, avatarUrl: null },
      previousName: null,
    });
    const body = aBody({ content: 'half a thou' });
    await api.drafts.save({ key: `channel:${before.channelId}`, body, baseRevision: 0 });
    await api.templates.save({ templateId: null, name: 'Greeting', body });
    await close(before);

    const after = await open();
    expect(await after.api.drafts.list()).toMatchObject([{ body: { content: 'half a thou' }, revision: 1 }]);
    expect(await after.api.templates.list()).toMatchObject([{ name: 'Greeting' }]);
    expect(await after.api.routes.list()).toMatchObject([{ name: 'alerts', health: { kind: 'ok' } }]);
  });
});
