import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PracticeServer } from '../../src/main/practice-server/practice-server';
import { ChannelId } from '../../src/shared/discord/snowflake';
import { until } from '../support/headless';
import { control, startQuietServer } from './core-support';
import { aDraft, aSpec } from './room-plans-kit';
import { channelOf, type PlansDesk, QUICK, startPlans } from './room-plans-support';

const CHILD = resolve('test/integration/room-plans-child.ts');

describe('room plans at the practice server', () => {
  let server: PracticeServer;
  let dataDir: string;
  const desks: PlansDesk[] = [];

  beforeEach(async () => {
    server = await startQuietServer({
      identifyIntervalMs: 0,
      limits: { buckets: { '*': null }, globalPerSecond: null },
    });
    dataDir = await mkdtemp(join(tmpdir(), 'roomtone-plans-'));
  });
  afterEach(async () => {
    for (const desk of desks.splice(0)) await desk.close();
    await server.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const start = async (timing = QUICK) => {
    const desk = await startPlans(server, dataDir, timing);
    desks.push(desk);
    return desk;
  };
  const stop = async (desk: PlansDesk) => {
    desks.splice(desks.indexOf(desk), 1);
    await desk.close();
  };
  const trouble = (...faults: object[]) => control(server, 'POST', '/trouble', { rest: { faults } });
  const tables = (desk: PlansDesk) =>
    desk
      .namesThere()
      .filter((name) => name.startsWith('Table'))
      .sort();
  const channelThere = (channelId: string) => server.world.guild(server.guildId)?.channels.get(channelId);
  const auditReasons = () => server.world.state.audit_log.map(({ reason }) => reason ?? '');

  it('makes a category and its rooms with all that was asked, and ends them together', async () => {
    const desk = await start();
    const role = [...(server.world.guild(server.guildId)?.roles.values() ?? [])].find(
      (one) => !one.managed && one.id !== server.guildId,
    );
    const set = await desk.opened(
      aDraft({
        category: { kind: 'own', name: 'Tuesday {date}' },
        specs: [
          aSpec({
            access: { kind: 'roles', roles: [{ roleId: null, name: role?.name ?? '' }] },
            status: 'Warming up',
          }),
          aSpec({ kind: 'stage', name: 'Main stage', count: 1, userLimit: 0, stageTopic: 'Hello all' }),
        ],
      }),
    );
    await desk.until(set.setId, 'follow-ups', ({ slots }) =>
      slots.every(({ state, notes }) => state.kind === 'open' && notes.length === 0),
    );
    const [category, one, two, stage] = set.slots.map(channelOf);
    for (const id of [one, two, stage]) expect(channelThere(id ?? '')?.parent_id).toBe(category);
    expect(channelThere(one ?? '')).toMatchObject({ name: 'Table 1', user_limit: 12 });
    await until('stage and status', () => {
      const rooms = desk.core.workspace.snapshot().rooms;
      const live = rooms.find(({ channelId }) => channelId === stage)?.stage?.topic === 'Hello all';
      const room = rooms.find(({ channelId }) => channelId === one);
      const told = room?.status === 'Warming up' && room.access.kind === 'roles';
      return live && told ? true : undefined;
    });
    desk.plans.endSet({ setId: set.setId });
    await desk.until(set.setId, 'all to end', ({ slots }) =>
      slots.every(({ state }) => state.kind === 'ended' && state.reason === 'byHand'),
    );
    for (const id of [category, one, two, stage]) expect(channelThere(id ?? '')).toBeUndefined();
    expect(auditReasons().some((reason) => reason === 'Ended with Roomtone, with “Tuesday stage”')).toBe(
      true,
    );
  });

  it('leaves its category when somebody put another room there', async () => {
    const desk = await start();
    const set = await desk.opened(aDraft({ category: { kind: 'own', name: 'Tonight' }, specs: [aSpec()] }));
    const categoryId = channelOf(set.slots[0] ?? fail());
    const theirs = await desk.core.rooms.create({
      guildId: desk.guildId,
      name: 'Theirs',
      userLimit: 0,
      bitrateBps: null,
      categoryId: ChannelId.parse(categoryId),
    });
    if (theirs.kind !== 'created') throw new Error(theirs.kind);
    desk.plans.endSet({ setId: set.setId });
    await desk.until(set.setId, 'rooms to end', ({ slots }) =>
      slots.every(({ state, kind }) => state.kind === (kind === 'category' ? 'kept' : 'ended')),
    );
    expect(channelThere(categoryId)?.name).toBe('Tonight');
    expect(channelThere(theirs.room.channelId)?.parent_id).toBe(categoryId);
  });

  it.each(['after', 'before'] as const)(
    'killed while the answer is on its way (cut %s the work), has each room once',
    async (when) => {
      await trouble({ kind: 'hang', path: '/guilds/:id/channels', methods: ['POST'], when, skip: 1 });
      const args = ['--import', 'tsx', CHILD, dataDir, server.rest, server.token, server.guildId];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      const lines: string[] = [];
      createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
      await until('the set', () => lines[0], 30_000);
      const there = () =>
        [...(server.world.guild(server.guildId)?.channels.values() ?? [])].filter(({ name }) =>
          name?.startsWith('Table'),
        ).length;
      await until('the request to arrive', () => (there() === (when === 'after' ? 2 : 1) ? true : undefined));
      await new Promise((done) => setTimeout(done, 300));
      child.kill('SIGKILL');
      await once(child, 'exit');
      await trouble();

      const desk = await start();
      const set = await desk.until(lines[0] ?? '', 'all to be open', ({ slots }) =>
        slots.every(({ state }) => state.kind === 'open'),
      );
      expect(tables(desk)).toEqual(['Table 1', 'Table 2', 'Table 3']);
      expect(set.slots.map((slot) => channelThere(channelOf(slot))?.name)).toEqual([
        'Table 1',
        'Table 2',
        'Table 3',
      ]);
      desk.plans.endSet({ setId: set.setId });
      await desk.until(set.setId, 'all to end', ({ slots }) =>
        slots.every(({ state }) => state.kind === 'ended'),
      );
      expect(tables(desk)).toEqual([]);
    },
    60_000,
  );

  it('an answer that is lost makes no second room', async () => {
    const desk = await start();
    await trouble({
      kind: 'reset',
      path: '/guilds/:id/channels',
      methods: ['POST'],
      when: 'after',
      count: 1,
    });
    const set = await desk.opened(aDraft());
    await desk.until(set.setId, 'both to be open', ({ slots }) =>
      slots.every(({ state }) => state.kind === 'open'),
    );
    expect(tables(desk)).toEqual(['Table 1', 'Table 2']);
  });

  it('asks whose a room is when it may not read the audit log, and ends none it is not sure of', async () => {
    const desk = await start();
    await desk.deny('VIEW_AUDIT_LOG', 'ADMINISTRATOR');
    await trouble({
      kind: 'reset',
      path: '/guilds/:id/channels',
      methods: ['POST'],
      when: 'after',
      count: 1,
    });
    const set = await desk.opened(aDraft({ specs: [aSpec({ count: 1 })] }));
    const asked = await desk.until(set.setId, 'to ask', ({ slots }) => slots[0]?.state.kind === 'uncertain');
    const slot = asked.slots[0];
    if (slot?.state.kind !== 'uncertain') throw new Error('not asked');
    expect(slot.state.candidates.map(({ name }) => name)).toEqual(['Table 1']);
    desk.plans.endSet({ setId: set.setId });
    await new Promise((done) => setTimeout(done, 300));
    expect(desk.namesThere()).toContain('Table 1');
    expect(desk.news.map(({ kind }) => kind)).toContain('uncertain');
    const channelId = slot.state.candidates[0]?.channelId ?? null;
    desk.plans.settle({ setId: set.setId, slotId: slot.slotId, channelId });
    await desk.until(set.setId, 'to end', ({ slots }) => slots[0]?.state.kind === 'ended');
    expect(desk.namesThere()).not.toContain('Table 1');
  });

  it('ends a temporary room when the last one has left for the grace, with a word before and the reason after', async () => {
    const desk = await start();
    const set = await desk.opened(aDraft({ specs: [aSpec({ count: 1 })] }), {
      temporary: { graceMs: 1_000, unusedMs: 60_000 },
    });
    const channelId = channelOf(set.slots[0] ?? fail());
    await desk.join(0, channelId);
    await desk.until(set.setId, 'used', ({ slots }) => {
      const state = slots[0]?.state;
      return state?.kind === 'open' && state.everUsed && state.endsAtMs === null;
    });
    await new Promise((done) => setTimeout(done, 1_200));
    expect(channelThere(channelId)).toBeDefined();
    await desk.leave(0);
    await desk.until(set.setId, 'the end', ({ slots }) => slots[0]?.state.kind === 'ended');
    expect(channelThere(channelId)).toBeUndefined();
    expect(desk.news.map(({ kind }) => kind)).toEqual(['endingSoon', 'ended']);
    expect(auditReasons().at(-1)).toMatch(/^Roomtone: nobody was in it for 1 seconds/);
  });

  it('counts the grace on through a restart, and begins anew when somebody is back', async () => {
    const before = await start();
    const temporary = { graceMs: 3_000, unusedMs: 3_000 };
    const set = await before.opened(aDraft(), { temporary });
    const [one = '', two = ''] = set.slots.map(channelOf);
    const emptySince = await until('the grace to run', () => {
      const state = before.set(set.setId).slots[0]?.state;
      return state?.kind === 'open' && state.emptySinceMs !== null && state.endsAtMs !== null
        ? state.emptySinceMs
        : undefined;
    });
    await stop(before);
    await control(server, 'POST', `/members/${before.person(1)}/voice`, { channelId: two });
    const after = await start();
    const now = after.set(set.setId).slots[0]?.state;
    expect(now?.kind === 'open' && now.emptySinceMs).toBe(emptySince);
    await after.until(set.setId, 'the empty one to end', ({ slots }) => slots[0]?.state.kind === 'ended');
    expect(Date.now() - emptySince).toBeLessThan(3_000 + 1_500);
    expect(channelThere(one)).toBeUndefined();
    expect(channelThere(two)).toBeDefined();
    const begun = Date.now();
    await after.leave(1);
    await after.until(set.setId, 'the other', ({ slots }) => slots[1]?.state.kind === 'ended');
    expect(Date.now() - begun).toBeGreaterThanOrEqual(2_990);
  });

  it('never ends what somebody else made under the same name, nor what is kept', async () => {
    const desk = await start();
    const temporary = { graceMs: 1_000, unusedMs: 1_000 };
    const foreign = await desk.core.rooms.create({
      guildId: desk.guildId,
      name: 'Table 1',
      userLimit: 0,
      bitrateBps: null,
      categoryId: null,
    });
    if (foreign.kind !== 'created') throw new Error(foreign.kind);
    const set = await desk.opened(aDraft(), { temporary });
    const kept = set.slots[1] ?? fail();
    desk.plans.keep({ setId: set.setId, slotId: kept.slotId });
    await desk.until(set.setId, 'ours to end', ({ slots }) => slots[0]?.state.kind === 'ended');
    desk.plans.endSet({ setId: set.setId });
    await new Promise((done) => setTimeout(done, 300));
    expect(channelThere(foreign.room.channelId)).toBeDefined();
    expect(channelThere(channelOf(kept))).toBeDefined();
  });

  it('a room that somebody else ended is over, and said so', async () => {
    const desk = await start();
    const set = await desk.opened(aDraft());
    await desk.core.rooms.end({ channelId: ChannelId.parse(channelOf(set.slots[0] ?? fail())) });
    const now = await desk.until(set.setId, 'to notice', ({ slots }) => slots[0]?.state.kind === 'ended');
    expect(now.slots[0]?.state).toMatchObject({ kind: 'ended', reason: null });
    expect(now.slots[1]?.state.kind).toBe('open');
  });

  it('says before which roles are missing and what will be made, and can be gone past', async () => {
    const desk = await start();
    const missing = { kind: 'roles' as const, roles: [{ roleId: null, name: 'Nobody has this' }] };
    const outcome = desk.plans.open({
      source: { kind: 'draft', draft: aDraft({ specs: [aSpec({ access: missing })] }) },
      guildId: desk.guildId,
      temporary: null,
      end: { kind: 'never' },
    });
    expect(outcome.kind).toBe('opening');
    const preview = desk.plans.preview({
      source: { kind: 'draft', draft: aDraft({ specs: [aSpec({ access: missing, count: 4 })] }) },
      guildId: desk.guildId,
      temporary: null,
      end: { kind: 'never' },
    });
    expect(preview?.problems).toContainEqual({ kind: 'missingRole', name: 'Nobody has this' });
    expect(preview?.items.map(({ name }) => name)).toEqual(['Table 1', 'Table 2', 'Table 3', 'Table 4']);
    expect(preview?.requests).toBe(4);
  });

  it('a refusal for want of permission fails that room alone and can be tried again', async () => {
    const desk = await start();
    await trouble({
      kind: 'status',
      statuses: [403],
      path: '/guilds/:id/channels',
      methods: ['POST'],
      count: 1,
    });
    const set = await desk.opened(aDraft());
    expect(set.slots.map(({ state }) => state.kind)).toEqual(['failed', 'open']);
    desk.plans.retry({ setId: set.setId });
    await desk.until(set.setId, 'all open', ({ slots }) => slots.every(({ state }) => state.kind === 'open'));
    expect(tables(desk)).toEqual(['Table 1', 'Table 2']);
  });

  it('a missing permission is named, for each room', async () => {
    const desk = await start();
    await desk.deny('MANAGE_CHANNELS', 'ADMINISTRATOR');
    const set = await desk.opened(aDraft());
    expect(set.slots.map(({ state }) => state)).toEqual(
      set.slots.map(() => ({
        kind: 'failed',
        problem: { kind: 'missingPermission', permission: 'Manage Channels' },
      })),
    );
    expect(tables(desk)).toEqual([]);
  });

  it('a full guild is an answer for each room', async () => {
    const desk = await start();
    const guild = server.world.guild(server.guildId);
    const [first] = guild?.channels.values() ?? [];
    if (!guild || !first) throw new Error('no guild');
    // Unknown to the app, as rooms it may not see would be.
    for (let i = guild.channels.size; i < 499; i += 1) {
      guild.channels.set(String(9_000 + i), { ...first, id: String(9_000 + i), name: `old ${i}` });
    }
    const set = await desk.opened(aDraft());
    expect(set.slots.map(({ state }) => state)).toMatchObject([
      { kind: 'open' },
      { kind: 'failed', problem: { kind: 'guildFull' } },
    ]);
  });

  it('stops before what is not made yet', async () => {
    const desk = await start();
    await control(server, 'POST', '/trouble', { rest: { latencyMs: 200 } });
    const outcome = desk.plans.open({
      source: { kind: 'draft', draft: aDraft({ specs: [aSpec({ count: 6 })] }) },
      guildId: desk.guildId,
      temporary: null,
      end: { kind: 'never' },
    });
    if (outcome.kind !== 'opening') throw new Error(outcome.kind);
    await desk.until(outcome.setId, 'the first', ({ slots }) => slots[0]?.state.kind === 'open');
    desk.plans.cancelOpening({ setId: outcome.setId });
    const set = await desk.until(outcome.setId, 'to stop', ({ slots }) =>
      slots.every(({ state }) => state.kind === 'open' || state.kind === 'cancelled'),
    );
    const made = set.slots.filter(({ state }) => state.kind === 'open').length;
    expect(made).toBeLessThanOrEqual(2);
    expect(tables(desk)).toHaveLength(made);
  });

  it('opens a scheduled set once, also when the app is started again in that moment', async () => {
    const before = await start();
    const template = await before.plans.saveTemplate({ templateId: null, draft: aDraft() });
    const schedule = await before.plans.saveSchedule({
      scheduleId: null,
      name: 'Evening',
      guildId: before.guildId,
      templateId: template.templateId,
      when: { kind: 'once', atMs: Date.now() + 400 },
      end: { kind: 'after', durationMs: 3_600_000 },
      temporary: null,
      lateMs: 60_000,
    });
    await until('it to open', () => before.plans.state().sets[0], 3_000);
    await stop(before);
    const after = await start();
    const [set] = after.plans.state().sets;
    await after.until(set?.setId ?? '', 'all open', ({ slots }) =>
      slots.every(({ state }) => state.kind === 'open'),
    );
    expect(after.plans.state().sets).toHaveLength(1);
    expect(after.plans.state().schedules[0]).toMatchObject({
      scheduleId: schedule.scheduleId,
      outcomes: [{ kind: 'opened' }],
      nextMs: [],
    });
    expect(tables(after)).toEqual(['Table 1', 'Table 2']);
  });

  it('gives whoever enters a lobby a room of their own, and the same one when they come back', async () => {
    const desk = await start();
    const [lobby] = desk.core.workspace.snapshot().rooms;
    if (!lobby) throw new Error('no room');
    const template = await desk.plans.saveTemplate({
      templateId: null,
      draft: aDraft({ specs: [aSpec({ name: '{name}’s table', count: 1 })] }),
    });
    await desk.plans.saveLobby({
      lobbyId: null,
      guildId: desk.guildId,
      channelId: lobby.channelId,
      templateId: template.templateId,
      temporary: { graceMs: 60_000, unusedMs: 60_000 },
      perPerson: 1,
      atOnce: 5,
    });
    const where = () =>
      desk.core.workspace.snapshot().occupants.find(({ userId }) => userId === desk.person(2))?.channelId;
    await desk.join(2, lobby.channelId);
    const room = await until('a room', () => {
      const [slot] = desk.plans.state().sets[0]?.slots ?? [];
      return slot?.state.kind === 'open' && where() === slot.state.channelId ? slot : undefined;
    });
    expect(room.name).toMatch(/’s table$/);
    await desk.join(2, lobby.channelId);
    await until('to be back', () => (where() === channelOf(room) ? true : undefined));
    expect(desk.plans.state().sets).toHaveLength(1);
  });
});

function fail(): never {
  throw new Error('not there');
}
