import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PracticeServer, startPracticeServer } from '../../../src/main/practice-server/practice-server';
import type { GuildRecord, RoleRecord } from '../../../src/main/practice-server/world/model';
import { Permission } from '../../../src/main/practice-server/world/permissions';
import { call, control, RawGateway } from './clients';

let server: PracticeServer;
let guild: GuildRecord;
beforeEach(async () => {
  server = await startPracticeServer({
    seed: 'roles',
    scripted: false,
    startVoice: null,
    limits: { globalPerSecond: null, buckets: { '*': null } },
  });
  const found = server.world.guild(server.guildId);
  if (!found) throw new Error('no guild');
  guild = found;
});
afterEach(() => server.close());

const role = (name: string): RoleRecord => {
  const found = [...guild.roles.values()].find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no role ${name}`);
  return found;
};
const botRole = (): RoleRecord => role('Roomtone practice');
const grant = (bits: bigint) => {
  botRole().permissions = (BigInt(botRole().permissions) | bits).toString();
};
const person = (index: number): string => server.world.people(guild)[index]?.user.id ?? '';
const roles = () => `/guilds/${server.guildId}/roles`;
const member = (id: string) => `/guilds/${server.guildId}/members/${id}`;
const forbidden = { status: 403, body: { code: 50013 } };

describe('roles', () => {
  it('begin lowest, with the permissions of everyone and a name of their own', async () => {
    const made = await call(server, 'POST', roles(), {});
    expect(made.body).toMatchObject({
      name: 'new role',
      position: 1,
      color: 0,
      permissions: guild.roles.get(guild.id)?.permissions,
    });
    expect(role('Regular').position).toBe(2);
    expect(botRole().position).toBe(5);
  });

  it('carry no more than their maker may itself', async () => {
    const body = { permissions: Permission.BAN_MEMBERS.toString() };
    expect(await call(server, 'POST', roles(), body)).toMatchObject(forbidden);
    grant(Permission.BAN_MEMBERS);
    expect((await call(server, 'POST', roles(), body)).status).toBe(200);
  });

  it('keep what they had when somebody with less changes them', async () => {
    role('Regular').permissions = Permission.ADMINISTRATOR.toString();
    const path = `${roles()}/${role('Regular').id}`;
    const same = await call(server, 'PATCH', path, {
      permissions: Permission.ADMINISTRATOR.toString(),
      color: 255,
    });
    expect(same.body).toMatchObject({ color: 255, colors: { primary_color: 255 } });
    const more = (Permission.ADMINISTRATOR | Permission.BAN_MEMBERS).toString();
    expect(await call(server, 'PATCH', path, { permissions: more })).toMatchObject(forbidden);
  });

  it.each([
    [{ name: 'x'.repeat(101) }, 400, 50035],
    [{ color: 0x1000000 }, 400, 50035],
    [{ permissions: 'all' }, 400, 50035],
    [{ unicode_emoji: '🎈' }, 403, 50101],
  ])('are refused when they are wrong: %j', async (body, status, code) => {
    expect(await call(server, 'POST', roles(), body)).toMatchObject({ status, body: { code } });
  });

  it('above the own one are out of reach, everyone and bots cannot be deleted', async () => {
    const above = { ...role('Host'), id: '99', name: 'Above', position: 9 };
    guild.roles.set('99', above);
    expect(await call(server, 'PATCH', `${roles()}/99`, { name: 'x' })).toMatchObject(forbidden);
    expect(await call(server, 'DELETE', `${roles()}/99`)).toMatchObject(forbidden);
    expect(await call(server, 'DELETE', `${roles()}/${guild.id}`)).toMatchObject({ body: { code: 50028 } });
    expect(await call(server, 'DELETE', `${roles()}/${botRole().id}`)).toMatchObject({
      body: { code: 50028 },
    });
    expect(await call(server, 'DELETE', `${roles()}/123456789012345678`)).toMatchObject({
      status: 404,
      body: { code: 10011 },
    });
  });

  it('are put in order below the own one, and only there', async () => {
    const move = (name: string, position: number) => ({ id: role(name).id, position });
    const order = (moves: unknown) => call(server, 'PATCH', roles(), moves as never);
    expect((await order([move('Regular', 3), move('Host', 1)])).status).toBe(200);
    const names = [...guild.roles.values()].sort((a, b) => a.position - b.position).map(({ name }) => name);
    expect(names).toEqual(['@everyone', 'Host', 'Moderator', 'Regular', 'Roomtone practice']);
    expect(await order([move('Regular', 4)])).toMatchObject(forbidden);
    expect(await order([{ id: '123456789012345678', position: 1 }])).toMatchObject({ body: { code: 10011 } });
    expect(names).toEqual(
      [...guild.roles.values()].sort((a, b) => a.position - b.position).map(({ name }) => name),
    );
  });

  it('are 250 at most', async () => {
    for (let id = 1; guild.roles.size < 250; id++)
      guild.roles.set(`${id}`, { ...role('Regular'), id: `${id}` });
    expect(await call(server, 'POST', roles(), {})).toMatchObject({ status: 400, body: { code: 30005 } });
  });

  it('go from members and channels when they are deleted', async () => {
    const gone = role('Moderator');
    const count = (await call(server, 'GET', `${roles()}/member-counts`)).body[gone.id];
    expect(count).toBeGreaterThan(0);
    expect((await call(server, 'DELETE', `${roles()}/${gone.id}`)).status).toBe(204);
    expect([...guild.members.values()].some((each) => each.roles.includes(gone.id))).toBe(false);
    const left = [...guild.channels.values()].flatMap((channel) => channel.permission_overwrites);
    expect(left.some(({ id }) => id === gone.id)).toBe(false);
  });
});

describe('members', () => {
  it('are listed only for an application that may know them all', async () => {
    const list = `/guilds/${server.guildId}/members?limit=5`;
    expect((await call(server, 'GET', list)).body).toHaveLength(5);
    const narrow = await startPracticeServer({
      seed: 'x',
      scripted: false,
      startVoice: null,
      privilegedIntents: 0,
    });
    const refused = await call(narrow, 'GET', `/guilds/${narrow.guildId}/members?limit=5`);
    await narrow.close();
    expect(refused).toMatchObject({ status: 403, body: { code: 50001 } });
  });

  it('get and lose roles one by one or all at once, below the own one', async () => {
    const id = person(6);
    const one = `${member(id)}/roles/${role('Moderator').id}`;
    expect((await call(server, 'PUT', one)).status).toBe(204);
    expect(guild.members.get(id)?.roles).toContain(role('Moderator').id);
    expect((await call(server, 'DELETE', one)).status).toBe(204);
    const all = await call(server, 'PATCH', member(id), { roles: [role('Regular').id, role('Host').id] });
    expect(all.body.roles).toEqual([role('Regular').id, role('Host').id]);
    const managed = await call(server, 'PATCH', member(id), { roles: [botRole().id] });
    expect(managed.body.code).toBe(50028);
    botRole().position = 2.5;
    expect(await call(server, 'DELETE', `${member(id)}/roles/${role('Host').id}`)).toMatchObject(forbidden);
  });

  it('are renamed from above only; the owner and equals never', async () => {
    expect((await call(server, 'PATCH', member(person(1)), { nick: 'Mod' })).body).toMatchObject({
      nick: 'Mod',
    });
    expect(await call(server, 'PATCH', member(person(0)), { nick: 'Boss' })).toMatchObject(forbidden);
    guild.members.get(person(5))?.roles.push(botRole().id);
    expect(await call(server, 'PATCH', member(person(5)), { nick: 'Equal' })).toMatchObject(forbidden);
    expect((await call(server, 'PATCH', `${member('@me')}`, { nick: 'Me' })).body).toMatchObject({
      nick: 'Me',
    });
  });

  it('are timed out for 28 days at most, administrators never', async () => {
    const until = (days: number) => new Date(server.world.now() + days * 86_400_000).toISOString();
    const patch = (id: string, days: number) =>
      call(server, 'PATCH', member(id), { communication_disabled_until: until(days) });
    expect((await patch(person(6), 27.9)).status).toBe(200);
    expect(await patch(person(6), 28.1)).toMatchObject({ status: 400, body: { code: 50035 } });
    expect(await patch(person(0), 1)).toMatchObject(forbidden);
    role('Regular').permissions = Permission.ADMINISTRATOR.toString();
    guild.members.get(person(7))?.roles.splice(0, 9, role('Regular').id);
    expect(await patch(person(7), 1)).toMatchObject(forbidden);
    expect(server.world.state.audit_log.at(-1)).toMatchObject({
      action_type: 24,
      target_id: person(6),
      changes: [{ key: 'communication_disabled_until', new_value: expect.any(String) }],
    });
  });

  it('are muted by who may in the room they are in', async () => {
    const id = person(6);
    await control(server, `members/${id}/voice`, { channelId: server.voiceChannelId });
    botRole().permissions = (BigInt(botRole().permissions) & ~Permission.MUTE_MEMBERS).toString();
    expect(await call(server, 'PATCH', member(id), { mute: true })).toMatchObject(forbidden);
    const room = guild.channels.get(server.voiceChannelId);
    const allow = Permission.MUTE_MEMBERS.toString();
    room?.permission_overwrites.push({ id: botRole().id, type: 0, allow, deny: '0' });
    expect((await call(server, 'PATCH', member(id), { mute: true })).body).toMatchObject({ mute: true });
    expect(server.world.state.audit_log.at(-1)).toMatchObject({
      action_type: 24,
      changes: [{ key: 'mute', old_value: false, new_value: true }],
    });
  });

  it('leave voice and the guild when they are kicked', async () => {
    const id = person(6);
    await control(server, `members/${id}/voice`, { channelId: server.voiceChannelId });
    const heard: string[] = [];
    server.world.events.on(({ t }) => heard.push(t));
    expect((await call(server, 'DELETE', member(id))).status).toBe(204);
    expect(heard.filter((t) => !t.startsWith('VOICE_CHANNEL'))).toEqual([
      'VOICE_STATE_UPDATE',
      'GUILD_MEMBER_REMOVE',
      'GUILD_AUDIT_LOG_ENTRY_CREATE',
    ]);
    expect(await call(server, 'DELETE', member(id))).toMatchObject({ status: 404, body: { code: 10007 } });
    expect(await call(server, 'DELETE', member(person(0)))).toMatchObject(forbidden);
  });
});

describe('bans', () => {
  const bans = () => `/guilds/${server.guildId}/bans`;

  it('need their permission', async () => {
    expect(await call(server, 'GET', bans())).toMatchObject(forbidden);
    expect(await call(server, 'PUT', `${bans()}/${person(5)}`, {})).toMatchObject(forbidden);
  });

  it('take what was written lately with them, when asked', async () => {
    grant(Permission.BAN_MEMBERS);
    const id = person(6);
    await control(server, `members/${id}/messages`, { channelId: server.textChannelId, content: 'spam' });
    const heard: string[] = [];
    server.world.events.on(({ t }) => heard.push(t));
    const reason = { 'X-Audit-Log-Reason': 'spam' };
    expect(
      (await call(server, 'PUT', `${bans()}/${id}`, { delete_message_seconds: 60 }, reason)).status,
    ).toBe(204);
    expect(heard).toEqual([
      'GUILD_MEMBER_REMOVE',
      'GUILD_BAN_ADD',
      'MESSAGE_DELETE_BULK',
      'GUILD_AUDIT_LOG_ENTRY_CREATE',
    ]);
    expect(server.world.messagesOf(server.textChannelId).some(({ content }) => content === 'spam')).toBe(
      false,
    );
    expect((await call(server, 'GET', `${bans()}/${id}`)).body).toMatchObject({
      reason: 'spam',
      user: { id },
    });
  });

  it('are listed by user, before or after one', async () => {
    grant(Permission.BAN_MEMBERS | Permission.MANAGE_GUILD);
    const ids = [person(5), person(6), person(7), person(8)].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
    expect(
      (await call(server, 'POST', `/guilds/${server.guildId}/bulk-ban`, { user_ids: ids })).body,
    ).toEqual({
      banned_users: ids,
      failed_users: [],
    });
    const page = async (query: string) => {
      const { body } = await call(server, 'GET', `${bans()}?${query}`);
      return (body as unknown as { user: { id: string } }[]).map(({ user }) => user.id);
    };
    expect(await page('limit=2')).toEqual(ids.slice(0, 2));
    expect(await page(`after=${ids[1]}`)).toEqual(ids.slice(2));
    expect(await page(`before=${ids[2]}&limit=1`)).toEqual([ids[1]]);
    const again = await call(server, 'POST', `/guilds/${server.guildId}/bulk-ban`, { user_ids: ids });
    expect(again).toMatchObject({ status: 400, body: { code: 500_000 } });
  });

  it('take the reason from the query in version 9, and not in 10', async () => {
    grant(Permission.BAN_MEMBERS);
    const ban = (version: string, id: string) =>
      fetch(`${server.rest}/${version}/guilds/${server.guildId}/bans/${id}?reason=old`, {
        method: 'PUT',
        headers: { Authorization: `Bot ${server.token}` },
      });
    await ban('v9', person(6));
    await ban('v10', person(7));
    expect(guild.bans.map(({ reason }) => reason)).toEqual(['old', null]);
  });
});

describe('the audit log', () => {
  it('is read by filters, newest first unless one asks what came after', async () => {
    for (const name of ['one', 'two', 'three']) await call(server, 'POST', roles(), { name });
    await call(server, 'PATCH', member(person(6)), { nick: 'x' });
    const read = async (query: string) => {
      const { body } = await call(server, 'GET', `/guilds/${server.guildId}/audit-logs?${query}`);
      return (
        body.audit_log_entries as { id: string; changes: { key: string; new_value?: unknown }[] }[]
      ).map((entry) => [entry.id, entry.changes[0]?.new_value]);
    };
    const all = await read('action_type=30');
    expect(all.map(([, name]) => name)).toEqual(['three', 'two', 'one']);
    expect(await read(`action_type=30&before=${all[0]?.[0]}&limit=1`)).toEqual([all[1]]);
    expect((await read('after=0&limit=2')).map(([, name]) => name)).toEqual(['one', 'two']);
    expect(await read(`user_id=${person(6)}`)).toEqual([]);
    expect((await call(server, 'GET', `/guilds/${server.guildId}/audit-logs?limit=101`)).status).toBe(400);
  });

  it('is told live to who may read it and asked for it', async () => {
    const gateway = new RawGateway(server.gateway);
    await gateway.op(10);
    gateway.identify(server.token, 1 + 4);
    await gateway.dispatch('GUILD_CREATE');
    await call(server, 'POST', roles(), { name: 'first' });
    const { d } = await gateway.dispatch('GUILD_AUDIT_LOG_ENTRY_CREATE');
    expect(d).toMatchObject({ action_type: 30, guild_id: server.guildId, user_id: server.applicationId });
    for (const each of guild.roles.values()) {
      each.permissions = (BigInt(each.permissions) & ~Permission.VIEW_AUDIT_LOG).toString();
    }
    await call(server, 'POST', roles(), { name: 'second' });
    await call(server, 'PATCH', `/channels/${server.textChannelId}`, { nsfw: true });
    await gateway.dispatch('CHANNEL_UPDATE');
    const told = gateway.frames.filter(({ t }) => t === 'GUILD_AUDIT_LOG_ENTRY_CREATE');
    expect(told).toHaveLength(1);
    expect(await call(server, 'GET', `/guilds/${server.guildId}/audit-logs`)).toMatchObject(forbidden);
    gateway.socket.close();
  });
});
