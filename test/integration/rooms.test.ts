import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PracticeServer } from '../../src/main/practice-server/practice-server';
import { ChannelId, GuildId } from '../../src/shared/discord/snowflake';
import type { WorkspaceChanged } from '../../src/shared/models/workspace';
import { type Core, control, startCore, startQuietServer, waitFor } from './core-support';

describe('rooms', () => {
  let server: PracticeServer;
  let core: Core;

  beforeEach(async () => {
    server = await startQuietServer();
    core = await startCore();
    await core.accounts.connectBot({
      token: server.token,
      baseUrl: server.rest,
      label: null,
      remember: false,
    });
  });
  afterEach(async () => {
    await core.close();
    await server.close();
  });

  const create = (name: string) =>
    core.rooms.create({
      guildId: GuildId.parse(server.guildId),
      name,
      userLimit: 5,
      bitrateBps: null,
      categoryId: null,
    });

  it('are made at the server and announced to the window once', async () => {
    const events: WorkspaceChanged[] = [];
    core.workspace.onChanged((changed) => events.push(changed));
    const outcome = await create('Rehearsal');

    expect(outcome).toMatchObject({ kind: 'created', room: { name: 'Rehearsal', userLimit: 5 } });
    if (outcome.kind !== 'created') return;
    await expect.poll(() => core.workspace.snapshot().rooms.map((r) => r.name)).toContain('Rehearsal');
    const told = events.flatMap((event) => event.changes).filter((change) => change.type === 'roomUpserted');
    expect(told).toHaveLength(1);
    const state = (await control(server, 'GET', '/state')) as { guilds: { channels: { id: string }[] }[] };
    const ids = state.guilds.flatMap((guild) => guild.channels.map((channel) => channel.id));
    expect(ids).toContain(outcome.room.channelId);
  });

  it('are ended at the server, and ending one twice says it is gone already', async () => {
    const made = await create('Short');
    if (made.kind !== 'created') throw new Error(made.kind);
    const { channelId } = made.room;

    expect(await core.rooms.end({ channelId })).toEqual({ kind: 'ended' });
    expect(core.workspace.snapshot().rooms.some((room) => room.channelId === channelId)).toBe(false);
    expect(await core.rooms.end({ channelId })).toEqual({ kind: 'alreadyGone' });
  });

  it('cannot be made from a bitrate the guild does not have, and the field is named', async () => {
    const outcome = await core.rooms.create({
      guildId: GuildId.parse(server.guildId),
      name: 'Loud',
      userLimit: 0,
      bitrateBps: 384_000,
      categoryId: null,
    });

    expect(outcome.kind).toBe('invalid');
    if (outcome.kind === 'invalid') expect(Object.keys(outcome.fields)).toEqual(['bitrateBps']);
  });

  it('need the Manage Channels permission, which the answer names as Discord does', async () => {
    const guild = server.world.state.guilds.get(server.guildId);
    const roles = new Set(guild?.members.get(server.applicationId)?.roles);
    for (const role of guild?.roles.values() ?? []) {
      if (roles.has(role.id) || role.id === server.guildId) role.permissions = '1024';
    }

    expect(await create('Forbidden')).toEqual({ kind: 'missingPermission', permission: 'Manage Channels' });
  });

  it('show who comes and goes, with the moment of entering', async () => {
    const state = (await control(server, 'GET', '/state')) as {
      users: { id: string; bot?: boolean }[];
      guilds: { voice_states: { user_id: string }[] }[];
    };
    const seated = new Set(state.guilds.flatMap((guild) => guild.voice_states.map((v) => v.user_id)));
    const member = state.users.find((user) => !user.bot && !seated.has(user.id));
    if (!member) throw new Error('everyone is in a room already');
    const before = Date.now();
    const entered = waitFor<WorkspaceChanged>(null, core.workspace.onChanged, (changed) =>
      changed.changes.some((c) => c.type === 'occupantUpserted' && c.occupant.userId === member.id),
    );
    await control(server, 'POST', `/members/${member.id}/voice`, { channelId: server.voiceChannelId });
    await entered;

    const occupant = core.workspace.snapshot().occupants.find((o) => o.userId === member.id);
    expect(occupant).toMatchObject({ channelId: server.voiceChannelId, isSelf: false, isBot: false });
    expect(occupant?.displayName).not.toBe('');
    expect(occupant?.sinceMs).toBeGreaterThanOrEqual(before);

    const left = waitFor<WorkspaceChanged>(null, core.workspace.onChanged, (changed) =>
      changed.changes.some((c) => c.type === 'occupantRemoved' && c.userId === member.id),
    );
    await control(server, 'POST', `/members/${member.id}/voice`, { channelId: null });
    await left;
  });

  it('that are unknown to the server count as gone', async () => {
    expect(await core.rooms.end({ channelId: ChannelId.parse('1') })).toEqual({ kind: 'alreadyGone' });
  });

  it('number their events without a gap', async () => {
    const revisions = [core.workspace.snapshot().revision];
    core.workspace.onChanged((changed) => revisions.push(changed.revision));
    await Promise.all(['one', 'two', 'three', 'four'].map(create));
    await expect.poll(() => core.workspace.snapshot().rooms.filter((r) => r.userLimit === 5).length).toBe(4);

    expect(revisions).toEqual(revisions.map((_, i) => (revisions[0] ?? 0) + i));
    expect(core.workspace.snapshot().revision).toBe(revisions.at(-1));
  });
});
