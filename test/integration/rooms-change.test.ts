import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChannelId, RoleId } from '../../src/shared/discord/snowflake';
import type { Batch, CreateRoomInput } from '../../src/shared/models/rooms';
import { waitFor } from './core-support';
import { type Desk, startDesk } from './desk-support';

/** Changing rooms, stages, and several at once, at the practice server over real sockets. */
describe('changing rooms', () => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await startDesk();
  });
  afterEach(() => desk.close());

  const create = async (more: Partial<CreateRoomInput> = {}) => {
    const made = await desk.core.rooms.create({
      guildId: desk.guildId,
      name: 'Rehearsal',
      userLimit: 0,
      bitrateBps: null,
      categoryId: null,
      ...more,
    });
    if (made.kind !== 'created') throw new Error(JSON.stringify(made));
    return made.room;
  };
  const room = (channelId: ChannelId) =>
    desk.core.workspace.snapshot().rooms.find((r) => r.channelId === channelId);
  const guild = () => {
    const found = desk.server.world.guild(desk.server.guildId);
    if (!found) throw new Error('no guild');
    return found;
  };
  const givableRole = () =>
    RoleId.parse([...guild().roles.values()].find((r) => !r.managed && r.id !== guild().id)?.id);
  const ended = (batchId: string) =>
    waitFor<Batch>(
      desk.core.batches.list().find((b) => b.batchId === batchId && b.endedAtMs !== null) ?? null,
      desk.core.batches.onChanged,
      (batch) => batch.batchId === batchId && batch.endedAtMs !== null,
    );

  it('a room goes before another one, to another category, and where it was before', async () => {
    const [here, there] = desk.core.workspace.snapshot().categories;
    if (!here || !there) throw new Error('two categories are needed');
    const [first, second] = [
      await create({ name: 'One', categoryId: here.channelId }),
      await create({ name: 'Two', categoryId: here.channelId }),
    ];
    const other = await create({ name: 'Three', categoryId: there.channelId });
    // As the server has it, not as we told ourselves.
    const order = (categoryId: ChannelId) =>
      [...guild().channels.values()]
        .filter(({ type, parent_id }) => (type === 2 || type === 13) && parent_id === categoryId)
        .sort((a, b) => a.position - b.position || (BigInt(a.id) < BigInt(b.id) ? -1 : 1))
        .map(({ id }) => id);
    const before = order(here.channelId);
    const place = (channelId: ChannelId, categoryId: ChannelId, beforeId: ChannelId | null) =>
      desk.core.rooms.place({ channelId, categoryId, beforeId });
    expect(await place(second.channelId, here.channelId, first.channelId)).toEqual({ kind: 'done' });
    expect(order(here.channelId).slice(-2)).toEqual([second.channelId, first.channelId]);
    expect(await place(second.channelId, there.channelId, other.channelId)).toEqual({ kind: 'done' });
    expect(order(there.channelId).slice(-2)).toEqual([second.channelId, other.channelId]);
    expect(room(second.channelId)?.categoryId).toBe(there.channelId);
    expect(await place(second.channelId, here.channelId, null)).toEqual({ kind: 'done' });
    expect(order(here.channelId)).toEqual(before);
  });

  it('a room cannot be placed without the right to, nor before one that is gone', async () => {
    const category = desk.core.workspace.snapshot().categories[0]?.channelId ?? null;
    const [made, gone] = [await create({ categoryId: category }), await create({ categoryId: category })];
    await desk.core.rooms.end({ channelId: gone.channelId });
    const before = { channelId: made.channelId, categoryId: category, beforeId: gone.channelId };
    expect(await desk.core.rooms.place(before)).toEqual({ kind: 'gone', what: 'channel' });
    await desk.deny('MANAGE_CHANNELS', 'ADMINISTRATOR');
    expect(await desk.core.rooms.place({ ...before, categoryId: null, beforeId: null })).toEqual({
      kind: 'missingPermission',
      permission: 'Manage Channels',
    });
  });

  it('every field of a room can be given and changed', async () => {
    const made = await create({ region: 'rotterdam', slowModeMs: 10_000, bitrateBps: 32_000, userLimit: 4 });
    expect(made).toMatchObject({
      kind: 'voice',
      region: 'rotterdam',
      slowModeMs: 10_000,
      bitrateBps: 32_000,
    });
    const category = desk.core.workspace.snapshot().categories[0];
    const outcome = await desk.core.rooms.modify({
      channelId: made.channelId,
      name: 'Dress rehearsal',
      userLimit: 9,
      bitrateBps: 96_000,
      categoryId: category?.channelId ?? null,
      region: null,
      slowModeMs: 0,
      reason: 'bigger',
    });
    const expected = {
      name: 'Dress rehearsal',
      userLimit: 9,
      bitrateBps: 96_000,
      categoryId: category?.channelId,
      region: null,
      slowModeMs: 0,
    };
    expect(outcome).toMatchObject({ kind: 'done', room: expected });
    expect(room(made.channelId)).toMatchObject(expected);
    expect(guild().channels.get(made.channelId)).toMatchObject({ name: 'Dress rehearsal', user_limit: 9 });
  });

  it('access is written as overwrites and read back; the bot keeps its own way in', async () => {
    const roleId = givableRole();
    const made = await create();
    expect(made.access).toEqual({ kind: 'everyone' });
    const set = (access: CreateRoomInput['access']) =>
      desk.core.rooms.modify({ channelId: made.channelId, reason: null, ...(access ? { access } : {}) });
    for (const kind of ['roles', 'viewOnly'] as const) {
      expect(await set({ kind, roleIds: [roleId] })).toMatchObject({ kind: 'done' });
      expect(room(made.channelId)).toMatchObject({ access: { kind, roleIds: [roleId] }, canConnect: true });
    }
    expect(await set({ kind: 'everyone' })).toMatchObject({ kind: 'done' });
    expect(room(made.channelId)?.access).toEqual({ kind: 'everyone' });
    expect(guild().channels.get(made.channelId)?.permission_overwrites).toEqual([]);
  });

  it('can be made for some roles from the start', async () => {
    const roleId = givableRole();
    const made = await create({ access: { kind: 'roles', roleIds: [roleId] } });
    expect(made).toMatchObject({ access: { kind: 'roles', roleIds: [roleId] }, canConnect: true });
  });

  it('a wrong field is named by our name; a room that is gone, and a missing right, are answers', async () => {
    const made = await create();
    const modify = (bitrateBps: number) =>
      desk.core.rooms.modify({ channelId: made.channelId, bitrateBps, reason: null });
    const wrong = await modify(384_000);
    expect(wrong.kind === 'invalid' && Object.keys(wrong.fields)).toEqual(['bitrateBps']);
    const stage = await create({ kind: 'stage' });
    const tooHigh = await desk.core.rooms.modify({
      channelId: stage.channelId,
      bitrateBps: 96_000,
      reason: null,
    });
    expect(tooHigh.kind === 'invalid' && Object.keys(tooHigh.fields)).toEqual(['bitrateBps']);
    await desk.core.rooms.end({ channelId: made.channelId });
    expect(await modify(32_000)).toEqual({ kind: 'gone', what: 'channel' });
    await desk.deny('MANAGE_CHANNELS');
    expect(await desk.core.rooms.modify({ channelId: stage.channelId, userLimit: 5, reason: null })).toEqual({
      kind: 'missingPermission',
      permission: 'Manage Channels',
    });
  });

  it('the status line is set and taken away', async () => {
    const { channelId } = await create();
    expect(await desk.core.rooms.setStatus({ channelId, status: 'Reading act two' })).toEqual({
      kind: 'done',
    });
    await expect.poll(() => room(channelId)?.status).toBe('Reading act two');
    await desk.core.rooms.setStatus({ channelId, status: null });
    await expect.poll(() => room(channelId)?.status).toBeNull();
  });

  it('needs Set Voice Channel Status for it', async () => {
    const { channelId } = await create();
    await desk.deny('SET_VOICE_CHANNEL_STATUS');
    expect(await desk.core.rooms.setStatus({ channelId, status: 'x' })).toEqual({
      kind: 'missingPermission',
      permission: 'Set Voice Channel Status',
    });
  });

  it('a stage is started, gets another topic, and ends; twice is an answer', async () => {
    const { channelId } = await create({ kind: 'stage' });
    const start = () =>
      desk.core.rooms.startStage({ channelId, topic: 'Opening', notify: true, reason: null });
    expect(await start()).toEqual({ kind: 'done' });
    expect(room(channelId)?.stage).toEqual({ topic: 'Opening' });
    expect(await start()).toEqual({ kind: 'stageState', live: true });
    await desk.core.rooms.setStageTopic({ channelId, topic: 'Questions', reason: null });
    expect(room(channelId)?.stage).toEqual({ topic: 'Questions' });
    expect(await desk.core.rooms.endStage({ channelId, reason: null })).toEqual({ kind: 'done' });
    await expect.poll(() => room(channelId)?.stage).toBeNull();
    expect(await desk.core.rooms.endStage({ channelId, reason: null })).toEqual({
      kind: 'stageState',
      live: false,
    });
  });

  it('several are made in order and ended together, with one outcome each', async () => {
    const names = [1, 2, 3, 4].map((n) => `Tuesday ${n}`);
    const { batchId } = desk.core.rooms.createMany({
      guildId: desk.guildId,
      names,
      userLimit: 12,
      bitrateBps: null,
      categoryId: null,
      reason: 'Tuesday',
    });
    const made = await ended(batchId);
    expect(made.items.map((item) => [item.label, item.state.kind])).toEqual(names.map((n) => [n, 'done']));
    const ids = made.items.map((item) => ChannelId.parse(item.targetId));
    expect(ids.map((id) => guild().channels.get(id)?.name)).toEqual(names);

    const [first] = ids;
    if (first) await desk.core.rooms.end({ channelId: first });
    const end = desk.core.rooms.endMany({ guildId: desk.guildId, channelIds: ids, reason: null });
    const gone = await ended(end.batchId);
    expect(gone.items.map((item) => item.state.kind)).toEqual(['already', 'done', 'done', 'done']);
    expect(ids.some((id) => guild().channels.has(id))).toBe(false);
  });

  it('a batch that is cancelled leaves the rest undone and says which', async () => {
    const { batchId } = desk.core.rooms.createMany({
      guildId: desk.guildId,
      names: Array.from({ length: 30 }, (_, n) => `Many ${n}`),
      userLimit: 0,
      bitrateBps: null,
      categoryId: null,
      reason: null,
    });
    await waitFor<Batch>(null, desk.core.batches.onChanged, (batch) => batch.items[1]?.state.kind === 'done');
    expect(desk.core.batches.cancel({ batchId })).toEqual({ cancelled: true });
    const { items } = await ended(batchId);
    const kinds = items.map((item) => item.state.kind);
    expect(kinds.slice(0, 2)).toEqual(['done', 'done']);
    expect(kinds.at(-1)).toBe('cancelled');
    expect(desk.core.batches.cancel({ batchId })).toEqual({ cancelled: false });
  });

  it('a batch ends with the session it was begun with, and is not finished under the next', async () => {
    const { batchId } = desk.core.rooms.createMany({
      guildId: desk.guildId,
      names: Array.from({ length: 30 }, (_, n) => `Begun ${n}`),
      userLimit: 0,
      bitrateBps: null,
      categoryId: null,
      reason: null,
    });
    await waitFor<Batch>(null, desk.core.batches.onChanged, (batch) => batch.items[1]?.state.kind === 'done');
    await desk.core.accounts.connectBot({
      token: desk.server.token,
      baseUrl: desk.server.rest,
      label: null,
      remember: false,
    });
    const { items } = await ended(batchId);
    expect(items.at(-1)?.state).toMatchObject({ kind: 'failed', error: { code: 'account/not-connected' } });
    expect([...guild().channels.values()].some(({ name }) => name === 'Begun 29')).toBe(false);
  });

  it('a guild that is full says so for each that does not fit', async () => {
    const { channels } = guild();
    const [some] = channels.values();
    if (!some) throw new Error('no channel');
    for (let n = channels.size; n < 499; n += 1) channels.set(`9${n}`, { ...some, id: `9${n}` });
    const { batchId } = desk.core.rooms.createMany({
      guildId: desk.guildId,
      names: ['fits', 'does not'],
      userLimit: 0,
      bitrateBps: null,
      categoryId: null,
      reason: null,
    });
    const { items } = await ended(batchId);
    expect(items.map((item) => item.state.kind)).toEqual(['done', 'refused']);
    expect(items[1]?.state).toMatchObject({ refusal: { kind: 'limitReached' } });
  });

  it('lists the regions a room can be in', async () => {
    const regions = await desk.core.rooms.regions({ guildId: desk.guildId });
    expect(regions.map((region) => region.regionId)).toContain('rotterdam');
  });
});

describe('roles', () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = await startDesk();
  });
  afterEach(() => desk.close());

  const roles = () => desk.core.workspace.snapshot().roles;
  const create = async (name: string) => {
    const made = await desk.core.roles.create({
      guildId: desk.guildId,
      name,
      colour: 0x112233,
      hoist: true,
      mentionable: false,
      permissions: '1024',
      reason: 'for tonight',
    });
    if (made.kind !== 'done') throw new Error(JSON.stringify(made));
    return made.role;
  };

  it('are made, changed, ordered below ours, and deleted', async () => {
    const low = await create('Low');
    const high = await create('High');
    expect(low).toMatchObject({
      name: 'Low',
      colour: 0x112233,
      hoist: true,
      editable: true,
      assignable: true,
    });
    const ref = { guildId: desk.guildId, reason: null };
    expect(
      await desk.core.roles.modify({ ...ref, roleId: low.roleId, name: 'Lower', colour: null }),
    ).toMatchObject({ kind: 'done', role: { name: 'Lower', colour: null, permissions: '1024' } });

    for (const [roleId, aboveRoleId] of [
      [high.roleId, low.roleId],
      [low.roleId, high.roleId],
    ] as const) {
      expect(await desk.core.roles.move({ ...ref, roleId, aboveRoleId })).toEqual({ kind: 'done' });
      await expect
        .poll(() => roles().findIndex((r) => r.roleId === roleId) + 1)
        .toBe(roles().findIndex((r) => r.roleId === aboveRoleId));
    }
    const usage = desk.core.roles.usage({ guildId: desk.guildId, roleId: low.roleId });
    expect(usage).toEqual({ memberCount: 0, memberNames: [], channelIds: [] });
    expect(await desk.core.roles.delete({ ...ref, roleId: low.roleId })).toEqual({ kind: 'done' });
    expect(await desk.core.roles.delete({ ...ref, roleId: low.roleId })).toEqual({ kind: 'done' });
    expect(roles().some((r) => r.roleId === low.roleId)).toBe(false);
  });

  it('at or above ours cannot be changed, and one cannot climb above ours', async () => {
    const own = roles().find((role) => role.managed);
    if (!own) throw new Error('no managed role');
    expect(own.editable).toBe(false);
    const ref = { guildId: desk.guildId, reason: null };
    expect(await desk.core.roles.modify({ ...ref, roleId: own.roleId, name: 'Mine' })).toEqual({
      kind: 'outranked',
      by: 'role',
    });
    const low = await create('Climber');
    const climbed = await desk.core.roles.move({ ...ref, roleId: low.roleId, aboveRoleId: own.roleId });
    expect(climbed.kind).not.toBe('done');
  });

  it('need Manage Roles', async () => {
    await desk.deny('MANAGE_ROLES', 'ADMINISTRATOR');
    const outcome = await desk.core.roles.create({
      guildId: desk.guildId,
      name: 'No',
      colour: null,
      hoist: false,
      mentionable: false,
      permissions: '0',
      reason: null,
    });
    expect(outcome).toEqual({ kind: 'missingPermission', permission: 'Manage Roles' });
  });
});
