import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PracticeServer, startPracticeServer } from '../../../src/main/practice-server/practice-server';
import { type CounterpartRun, runCounterpart } from './counterpart';

/** @discordjs/rest, unmodified, meets this server's limits and has to come out of them. */
let server: PracticeServer;
let run: CounterpartRun;
beforeAll(async () => {
  server = await startPracticeServer({ seed: 'queue', scripted: false, startVoice: null });
  run = await runCounterpart('rest-limits.mjs', server.info);
});
afterAll(() => server.close());

const step = (name: string) => run.steps.get(name) ?? {};

describe('@discordjs/rest at the limits of the practice server', () => {
  it('gets to the end without a failure', () => {
    expect(run.steps.get('failed')).toBeUndefined();
    expect(run.steps.has('done')).toBe(true);
  });

  it('keeps to what the headers tell without a single 429', () => {
    expect(step('told')).toMatchObject({ sent: 12, counts: { limited: { user: 0, shared: 0, global: 0 } } });
    // Twelve in windows of five: two whole windows have to pass.
    expect(Number(step('told').ms)).toBeGreaterThanOrEqual(900);
  });

  it('learns of a limit without headers from its 429, and sends everything', () => {
    expect(step('untold')).toMatchObject({ sent: 5 });
    const { limited } = step('untold').counts as { limited: { user: number } };
    expect(limited.user).toBeGreaterThanOrEqual(1);
    expect(Number(step('untold').ms)).toBeGreaterThanOrEqual(350);
  });

  it('takes a limit inside another for what it is', () => {
    expect(step('inner')).toMatchObject({ names: ['name-1', 'name-2', 'name-3'] });
    expect(Number(step('inner').ms)).toBeGreaterThanOrEqual(800);
    expect(step('inner').counts).toMatchObject({ limited: { user: 1, global: 0 } });
  });

  it('waits for a shared limit and for a global one', () => {
    expect(step('shared')).toMatchObject({ id: server.textChannelId });
    expect(step('shared').counts).toMatchObject({ limited: { user: 0, shared: 1, global: 0 } });
    expect(Number(step('shared').ms)).toBeGreaterThanOrEqual(280);
    expect(step('global')).toMatchObject({ ids: [server.textChannelId, server.guildId] });
    const { limited } = step('global').counts as { limited: { global: number } };
    expect(limited.global).toBeGreaterThanOrEqual(1);
    expect(Number(step('global').ms)).toBeGreaterThanOrEqual(500);
  });

  it('gets through a storm of 5xx', () => {
    expect(step('storm')).toEqual({ content: 'through the storm' });
    const written = server.world
      .messagesOf(server.textChannelId)
      .filter(({ content }) => content === 'through the storm');
    expect(written).toHaveLength(1);
  });
});
