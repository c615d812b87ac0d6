import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { updateChannel } from '../../src/main/practice-server/world/commands/channels';
import { Permission } from '../../src/main/practice-server/world/permissions';
import { ChannelId, RoleId, type UserId } from '../../src/shared/discord/snowflake';
import type { Batch } from '../../src/shared/models/rooms';
import { control, waitFor } from './core-support';
import { type Desk, startDesk } from './desk-support';

/** People in voice and as members, at the practice server over real sockets. */
describe('members', () => {
  let desk: Desk;
  let lobby: ChannelId;
  let other: ChannelId;
  let person: UserId;

  beforeEach(async () => {
    desk = await startDesk();
    lobby = ChannelId.parse(desk.server.voiceChannelId);
    const made = await desk.core.rooms.create({
      guildId: desk.guildId,
      name: 'Next door',
      userLimit: 1,
      bitrateBps: null,
      categoryId: null,
    });
    if (made.kind !== 'created') throw new Error(made.kind);
    other = made.room.channelId;
    person = commoner(0);
    await seat(person, lobby);
  });
  afterEach(() => desk.close());

  /** People without rank, in their order: rank has tests of its own. */
  const commoner = (index: number): UserId => {
    const own = Math.max(...[...guild().roles.values()].map((role) => (role.managed ? role.position : 0)));
    const below = Array.from({ length: 10 }, (_, n) => desk.person(n)).filter((id) => {
      const roles = guild().members.get(id)?.roles ?? [];
      const top = Math.max(0, ...roles.map((role) => guild().roles.get(role)?.position ?? 0));
      return id !== guild().owner_id && top < own;
    });
    const found = below[index];
    if (!found) throw new Error(`no person ${index} without rank`);
    return found;
  };
  const seat = async (userId: UserId, channelId: ChannelId | null) => {
    await control(desk.server, 'POST', `/members/${userId}/voice`, { channelId });
    await expect.poll(() => occupant(userId)?.channelId ?? null).toBe(channelId);
  };
  const occupant = (userId: UserId) =>
    desk.core.workspace.snapshot().occupants.find((o) => o.userId === userId);
  const ref = (userId = person) => ({ guildId: desk.guildId, userId });
  const guild = () => {
    const found = desk.server.world.guild(desk.server.guildId);
    if (!found) throw new Error('no guild');
    return found;
  };
  const audit = () =>
    desk.session().rest.request({
      method: 'GET',
      path: `/guilds/${desk.guildId}/audit-logs`,
      routeKey: 'GET /guilds/:guild/audit-logs',
      major: desk.guildId,
      repeat: 'safe',
      response: z.object({ audit_log_entries: z.array(z.object({ reason: z.string().optional() })) }),
    });
  const ended = (batchId: string) =>
    waitFor<Batch>(
      desk.core.batches.list().find((b) => b.batchId === batchId && b.endedAtMs !== null) ?? null,
      desk.core.batches.onChanged,
      (batch) => batch.batchId === batchId && batch.endedAtMs !== null,
    );

  it('are moved to another room, full or not, and the window shows them there', async () => {
    await seat(commoner(1), other);
    expect(await desk.core.members.move({ ...ref(), channelId: other, reason: 'the lobby is loud' })).toEqual(
      {
        kind: 'done',
      },
    );
    await expect.poll(() => occupant(person)?.channelId).toBe(other);
    const { audit_log_entries } = await audit();
    expect(audit_log_entries[0]?.reason).toBe('the lobby is loud');
  });

  it('who left voice in the meantime cannot be moved, muted or disconnected, and it says so', async () => {
    await seat(person, null);
    const gone = { kind: 'notInVoice' };
    expect(await desk.core.members.move({ ...ref(), channelId: other })).toEqual(gone);
    expect(await desk.core.members.move({ ...ref(), channelId: null })).toEqual(gone);
    expect(await desk.core.members.setVoice({ ...ref(), mute: true })).toEqual(gone);
  });

  it('cannot be moved into a room that is gone', async () => {
    await desk.core.rooms.end({ channelId: other });
    expect(await desk.core.members.move({ ...ref(), channelId: other })).toEqual({
      kind: 'gone',
      what: 'channel',
    });
  });

  it('are muted, deafened and let go again', async () => {
    await desk.core.members.setVoice({ ...ref(), mute: true });
    await expect.poll(() => occupant(person)?.serverMute).toBe(true);
    await desk.core.members.setVoice({ ...ref(), mute: false, deaf: true });
    await expect
      .poll(() => [occupant(person)?.serverMute, occupant(person)?.serverDeaf])
      .toEqual([false, true]);
  });

  it('are disconnected', async () => {
    expect(await desk.core.members.move({ ...ref(), channelId: null })).toEqual({ kind: 'done' });
    await expect.poll(() => occupant(person)).toBeUndefined();
  });

  it.each([
    ['MOVE_MEMBERS', 'Move Members', () => desk.core.members.move({ ...ref(), channelId: other })],
    ['MUTE_MEMBERS', 'Mute Members', () => desk.core.members.setVoice({ ...ref(), mute: true })],
    ['DEAFEN_MEMBERS', 'Deafen Members', () => desk.core.members.setVoice({ ...ref(), deaf: true })],
    [
      'MODERATE_MEMBERS',
      'Timeout Members',
      () => desk.core.members.timeOut({ ...ref(), durationMs: 60_000, reason: null }),
    ],
    [
      'MANAGE_NICKNAMES',
      'Manage Nicknames',
      () => desk.core.members.setNickname({ ...ref(), nickname: 'x', reason: null }),
    ],
  ] as const)('need %s, which the refusal calls %s', async (permission, label, act) => {
    await desk.deny(permission);
    expect(await act()).toEqual({ kind: 'missingPermission', permission: label });
  });

  it('need Connect where they are moved to', async () => {
    const channel = guild().channels.get(other);
    const managed = [...guild().roles.values()].find((role) => role.managed);
    if (!channel || !managed) throw new Error('no channel');
    const deny = Permission.CONNECT.toString();
    const closed = [{ id: managed.id, type: 0 as const, allow: '0', deny }];
    updateChannel(desk.server.world, guild(), channel, { permission_overwrites: closed });
    await expect
      .poll(() => desk.core.workspace.snapshot().rooms.find((r) => r.channelId === other)?.canConnect)
      .toBe(false);
    expect(await desk.core.members.move({ ...ref(), channelId: other })).toEqual({
      kind: 'missingPermission',
      permission: 'Connect',
    });
  });

  it('are timed out and let back, with what the log keeps', async () => {
    const before = Date.now();
    await desk.core.members.timeOut({ ...ref(), durationMs: 600_000, reason: 'cool down' });
    const detail = await desk.core.members.get(ref());
    expect(detail?.timedOutUntilMs).toBeGreaterThanOrEqual(before + 599_000);
    expect((await audit()).audit_log_entries[0]?.reason).toBe('cool down');
    await desk.core.members.timeOut({ ...ref(), durationMs: null, reason: null });
    expect((await desk.core.members.get(ref()))?.timedOutUntilMs).toBeNull();
  });

  it('that stand above are told before and after: the owner cannot be timed out or renamed', async () => {
    const owner = guild().owner_id as UserId;
    const detail = await desk.core.members.get(ref(owner));
    expect(detail?.obstacles.timeOut).toEqual({ kind: 'outranked', by: 'owner' });
    expect(detail?.obstacles.nickname).toEqual({ kind: 'outranked', by: 'owner' });
    const outcome = await desk.core.members.timeOut({ ...ref(owner), durationMs: 60_000, reason: null });
    expect(outcome).toEqual({ kind: 'outranked', by: 'owner' });
  });

  it('get and lose nicknames and roles', async () => {
    await desk.core.members.setNickname({ ...ref(), nickname: 'Captain', reason: null });
    expect((await desk.core.members.get(ref()))?.displayName).toBe('Captain');
    await expect.poll(() => occupant(person)?.displayName).toBe('Captain');
    await desk.core.members.setNickname({ ...ref(), nickname: null, reason: null });
    expect((await desk.core.members.get(ref()))?.nickname).toBeNull();

    const made = await desk.core.roles.create({
      guildId: desk.guildId,
      name: 'Guests',
      colour: 0x336699,
      hoist: false,
      mentionable: true,
      permissions: '0',
      reason: null,
    });
    if (made.kind !== 'done') throw new Error(made.kind);
    const { roleId } = made.role;
    expect(await desk.core.members.setRole({ ...ref(), roleId, has: true, reason: null })).toEqual({
      kind: 'done',
    });
    expect((await desk.core.members.get(ref()))?.roleIds).toContain(roleId);
    expect(guild().members.get(person)?.roles).toContain(roleId);
    await desk.core.members.setRole({ ...ref(), roleId, has: false, reason: null });
    expect(guild().members.get(person)?.roles).not.toContain(roleId);
  });

  it('cannot be given a role that belongs to an integration', async () => {
    const managed = [...guild().roles.values()].find((role) => role.managed);
    const outcome = await desk.core.members.setRole({
      ...ref(),
      roleId: RoleId.parse(managed?.id),
      has: true,
      reason: null,
    });
    expect(outcome).toEqual({ kind: 'outranked', by: 'role' });
  });

  it('move together, each with an outcome of its own', async () => {
    const people = [person, commoner(1), commoner(2)];
    await seat(commoner(1), lobby);
    await seat(commoner(2), null);
    const { batchId } = desk.core.members.actOnMany({
      guildId: desk.guildId,
      userIds: people,
      action: { kind: 'move', channelId: other },
      reason: null,
    });
    const { items, kind } = await ended(batchId);
    expect(kind).toBe('moveMembers');
    expect(items.map((item) => item.state.kind)).toEqual(['done', 'done', 'refused']);
    expect(items[2]?.state).toEqual({ kind: 'refused', refusal: { kind: 'notInVoice' } });
    await expect.poll(() => occupant(commoner(1))?.channelId).toBe(other);
  });

  it('on a stage are invited to speak and sent back to the audience', async () => {
    const made = await desk.core.rooms.create({
      guildId: desk.guildId,
      kind: 'stage',
      name: 'Open stage',
      userLimit: 0,
      bitrateBps: null,
      categoryId: null,
    });
    if (made.kind !== 'created') throw new Error(made.kind);
    const stage = made.room.channelId;
    await seat(person, stage);
    expect(occupant(person)?.suppressed).toBe(true);
    const set = (suppressed: boolean) =>
      desk.core.members.setSuppressed({ ...ref(), channelId: stage, suppressed });
    expect(await set(false)).toEqual({ kind: 'done' });
    await expect.poll(() => occupant(person)?.suppressed).toBe(false);
    expect(await set(true)).toEqual({ kind: 'done' });
    await expect.poll(() => occupant(person)?.suppressed).toBe(true);
    await seat(person, null);
    expect(await set(false)).toEqual({ kind: 'notInVoice' });
  });
});
