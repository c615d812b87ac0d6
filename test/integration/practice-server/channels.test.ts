import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PracticeServer, startPracticeServer } from '../../../src/main/practice-server/practice-server';
import type { ChannelRecord, GuildRecord } from '../../../src/main/practice-server/world/model';
import { Permission } from '../../../src/main/practice-server/world/permissions';
import { call, control, RawGateway } from './clients';

let server: PracticeServer;
let guild: GuildRecord;
beforeEach(async () => {
  server = await startPracticeServer({
    seed: 'channels',
    scripted: false,
    startVoice: null,
    limits: { globalPerSecond: null, buckets: { '*': null, 'channels.name': null, 'channels.topic': null } },
  });
  const found = server.world.guild(server.guildId);
  if (!found) throw new Error('no guild');
  guild = found;
});
afterEach(() => server.close());

const named = (name: string): ChannelRecord => {
  const channel = [...guild.channels.values()].find((candidate) => candidate.name === name);
  if (!channel) throw new Error(`no channel ${name}`);
  return channel;
};
const list = () => `/guilds/${server.guildId}/channels`;
const create = (body: Record<string, unknown>) => call(server, 'POST', list(), body);
const patch = (name: string, body: Record<string, unknown>) =>
  call(server, 'PATCH', `/channels/${named(name).id}`, body);
/** The first code of a form error on a field. */
const fieldCode = (reply: { body: Record<string, unknown> }, ...path: (string | number)[]): unknown => {
  let node = reply.body.errors as Record<string, unknown> | undefined;
  for (const key of path) node = node?.[String(key)] as Record<string, unknown> | undefined;
  return (node?._errors as { code: string }[] | undefined)?.[0]?.code;
};
const ungrant = (permission: bigint) => {
  const role = [...guild.roles.values()].find(({ managed }) => managed);
  if (role) role.permissions = (BigInt(role.permissions) & ~permission).toString();
};

describe('the fields of a channel', () => {
  it.each([
    [{ name: '' }, ['name']],
    [{ name: 'x'.repeat(101) }, ['name']],
    [{ name: 'x', type: 99 }, ['type']],
    [{ name: 'x', topic: 'x'.repeat(1025) }, ['topic']],
    [{ name: 'x', rate_limit_per_user: 21_601 }, ['rate_limit_per_user']],
    [{ name: 'x', type: 2, bitrate: 7999 }, ['bitrate']],
    [{ name: 'x', type: 2, bitrate: 96_001 }, ['bitrate']],
    [{ name: 'x', type: 2, user_limit: 100 }, ['user_limit']],
    [{ name: 'x', type: 2, rtc_region: 'atlantis' }, ['rtc_region']],
    [{ name: 'x', type: 2, video_quality_mode: 3 }, ['video_quality_mode']],
    [{ name: 'x', default_auto_archive_duration: 61 }, ['default_auto_archive_duration']],
    [
      { name: 'x', type: 15, available_tags: [{ name: 'ok' }, { name: 'x'.repeat(21) }] },
      ['available_tags', 1, 'name'],
    ],
    [{ name: 'x', permission_overwrites: [{ id: '1', type: 7 }] }, ['permission_overwrites', 0, 'type']],
  ])('are refused where they are wrong: %j', async (body, path) => {
    const before = guild.channels.size;
    const reply = await create(body);
    expect(reply).toMatchObject({ status: 400, body: { code: 50035 } });
    expect(fieldCode(reply, ...path)).toEqual(expect.any(String));
    expect(guild.channels.size).toBe(before);
  });

  it('are kept as they were sent, and read back the same', async () => {
    const wanted = {
      type: 2,
      bitrate: 96_000,
      user_limit: 7,
      rtc_region: 'japan',
      video_quality_mode: 2,
      nsfw: true,
    };
    const made = await create({ name: 'Desk', parent_id: named('Hangout').id, ...wanted });
    expect(made).toMatchObject({
      status: 201,
      body: { name: 'Desk', parent_id: named('Hangout').id, ...wanted },
    });
    expect((await call(server, 'GET', `/channels/${String(made.body.id)}`)).body).toEqual(made.body);
  });

  it('allow more with boosts, and less on a stage', async () => {
    guild.premium_tier = 2;
    expect((await patch('Lounge', { bitrate: 256_000 })).status).toBe(200);
    expect((await patch('Lounge', { bitrate: 256_001 })).status).toBe(400);
    expect(await patch('Town hall', { bitrate: 64_001 })).toMatchObject({
      status: 400,
      body: { code: 30052 },
    });
    expect((await patch('Town hall', { user_limit: 10_000 })).status).toBe(200);
  });

  it('turn text into news and back, and nothing else into anything', async () => {
    expect((await patch('general', { type: 5 })).body).toMatchObject({ type: 5 });
    expect((await patch('general', { type: 0 })).body).toMatchObject({ type: 0 });
    expect(await patch('Lounge', { type: 0 })).toMatchObject({ status: 400, body: { code: 50024 } });
    expect(await patch('general', { type: 2 })).toMatchObject({ status: 400, body: { code: 50035 } });
  });

  it('have tags of one name once, and twenty of them', async () => {
    const tags = (names: string[]) =>
      create({ name: 'f', type: 15, available_tags: names.map((name) => ({ name })) });
    expect(await tags(['a', 'A'])).toMatchObject({ status: 400, body: { code: 40061 } });
    expect(await tags(Array.from({ length: 21 }, (_, index) => `t${index}`))).toMatchObject({
      body: { code: 30048 },
    });
    expect((await tags(['a', 'b'])).body.available_tags).toMatchObject([
      { name: 'a', moderated: false, emoji_id: null },
      { name: 'b' },
    ]);
  });

  it('need the permission to manage channels', async () => {
    ungrant(Permission.MANAGE_CHANNELS);
    expect(await create({ name: 'x' })).toMatchObject({ status: 403, body: { code: 50013 } });
    expect(await patch('general', { name: 'x' })).toMatchObject({ status: 403, body: { code: 50013 } });
  });
});

describe('how many channels', () => {
  it('a guild and a category hold', async () => {
    const category = await create({ name: 'Full', type: 4 });
    const fill = async () => create({ name: 'x', parent_id: category.body.id });
    for (let count = 0; count < 50; count++) await fill();
    expect(fieldCode(await fill(), 'parent_id')).toBe('CHANNEL_PARENT_MAX_CHANNELS');
    const template = named('music');
    for (let id = 1; guild.channels.size < 500; id++)
      guild.channels.set(`${id}`, { ...template, id: `${id}` });
    expect(await create({ name: 'one too many' })).toMatchObject({ status: 400, body: { code: 30013 } });
  });
});

describe('overwrites', () => {
  const path = (name: string, id: string) => `/channels/${named(name).id}/permissions/${id}`;
  const put = (name: string, id: string, body: Record<string, unknown>) =>
    call(server, 'PUT', path(name, id), body);

  it('come, change and go one by one, with the reason in the log', async () => {
    const reason = { 'X-Audit-Log-Reason': 'quiet%20please' };
    const body = { type: 0, allow: '0', deny: '2048' };
    expect((await call(server, 'PUT', path('general', guild.id), body, reason)).status).toBe(204);
    expect(named('general').permission_overwrites).toEqual([{ id: guild.id, ...body }]);
    expect((await put('general', guild.id, { type: 0, deny: '0' })).status).toBe(204);
    expect((await call(server, 'DELETE', path('general', guild.id))).status).toBe(204);
    expect(await call(server, 'DELETE', path('general', guild.id))).toMatchObject({
      status: 404,
      body: { code: 10009 },
    });
    expect(server.world.state.audit_log.map(({ action_type }) => action_type)).toEqual([13, 14, 15]);
    expect(server.world.state.audit_log[0]).toMatchObject({
      target_id: named('general').id,
      reason: 'quiet please',
      options: { id: guild.id, type: '0', role_name: '@everyone' },
    });
  });

  it('set only what the caller may do itself, but leave alone what others set', async () => {
    const administrator = Permission.ADMINISTRATOR.toString();
    expect(await put('general', guild.id, { type: 0, allow: administrator })).toMatchObject({
      body: { code: 50013 },
    });
    named('general').permission_overwrites = [{ id: guild.id, type: 0, allow: administrator, deny: '0' }];
    expect((await put('general', guild.id, { type: 0, allow: administrator, deny: '2048' })).status).toBe(
      204,
    );
    expect(await call(server, 'DELETE', path('general', guild.id))).toMatchObject({ body: { code: 50013 } });
  });

  it('are for roles and people that exist, and need the permission to manage roles', async () => {
    expect(await put('general', '123456789012345678', { type: 1 })).toMatchObject({
      status: 404,
      body: { code: 10009 },
    });
    expect(await put('general', guild.id, { type: 3 })).toMatchObject({ status: 400, body: { code: 50035 } });
    ungrant(Permission.MANAGE_ROLES);
    expect(await put('general', guild.id, { type: 0, deny: '2048' })).toMatchObject({
      body: { code: 50013 },
    });
  });

  it('of a category reach the children in sync with it, and those alone', async () => {
    named('music').permission_overwrites = [{ id: guild.id, type: 0, allow: '0', deny: '64' }];
    expect((await put('Hangout', guild.id, { type: 0, deny: '2048' })).status).toBe(204);
    expect(named('general').permission_overwrites).toEqual(named('Hangout').permission_overwrites);
    expect(named('music').permission_overwrites[0]?.deny).toBe('64');
  });
});

describe('the order of channels', () => {
  const order = (moves: Record<string, unknown>[]) => call(server, 'PATCH', list(), moves as never);

  it('changes for those that are named, each with an event', async () => {
    const gateway = new RawGateway(server.gateway);
    await gateway.op(10);
    gateway.identify(server.token, 1);
    await gateway.dispatch('GUILD_CREATE');
    const moves = [
      { id: named('general').id, position: 5 },
      { id: named('music').id, position: 4 },
    ];
    expect((await order(moves)).status).toBe(204);
    const heard = [await gateway.dispatch('CHANNEL_UPDATE'), await gateway.dispatch('CHANNEL_UPDATE')];
    expect(heard.map(({ d }) => [d.id, d.position])).toEqual([
      [named('general').id, 5],
      [named('music').id, 4],
    ]);
    gateway.socket.close();
  });

  it('moves one channel to another category, with its overwrites when asked', async () => {
    const events = named('Events');
    events.permission_overwrites = [{ id: guild.id, type: 0, allow: '0', deny: '64' }];
    const move = (name: string) => ({ id: named(name).id, parent_id: events.id, lock_permissions: true });
    expect(await order([move('general'), move('music')])).toMatchObject({
      status: 400,
      body: { code: 40009 },
    });
    expect(named('general').parent_id).not.toBe(events.id);
    expect((await order([move('general')])).status).toBe(204);
    expect(named('general')).toMatchObject({
      parent_id: events.id,
      permission_overwrites: events.permission_overwrites,
    });
  });

  it('may hold channels that the caller cannot see, as long as they stay where they are', async () => {
    expect((await order([{ id: named('staff').id, position: 7 }])).status).toBe(204);
    expect(await order([{ id: named('staff').id, parent_id: named('Events').id }])).toMatchObject({
      status: 403,
      body: { code: 50001 },
    });
    expect(await order([{ id: '123456789012345678', position: 1 }])).toMatchObject({ body: { code: 10003 } });
  });
});

describe('the status of a room', () => {
  const put = (body: Record<string, unknown>) =>
    call(server, 'PUT', `/channels/${server.voiceChannelId}/voice-status`, body);

  it('may be set from outside by who manages channels, from inside by who may set it', async () => {
    expect((await put({ status: 'on air' })).status).toBe(204);
    ungrant(Permission.MANAGE_CHANNELS);
    expect(await put({ status: 'off' })).toMatchObject({ status: 403, body: { code: 50013 } });
    expect(server.world.state.audit_log.at(-1)).toMatchObject({
      action_type: 192,
      options: { channel_id: server.voiceChannelId, status: 'on air' },
    });
  });
});

describe('voice regions', () => {
  it('are the same for all and for the guild', async () => {
    const all = await call(server, 'GET', '/voice/regions');
    expect((await call(server, 'GET', `/guilds/${server.guildId}/regions`)).body).toEqual(all.body);
    expect(all.body).toContainEqual(expect.objectContaining({ id: 'practice', optimal: true }));
  });
});

describe('a live stage', () => {
  const stages = '/stage-instances';
  const open = (body: Record<string, unknown> = {}) =>
    call(server, 'POST', stages, { channel_id: named('Town hall').id, topic: 'Talk', ...body });

  it('has a topic of 1 to 120 characters, on a stage, once', async () => {
    expect(await open({ topic: '' })).toMatchObject({ status: 400, body: { code: 50035 } });
    expect(await open({ topic: 'x'.repeat(121) })).toMatchObject({ status: 400, body: { code: 50035 } });
    expect(await open({ channel_id: named('Lounge').id })).toMatchObject({ body: { code: 50024 } });
    expect((await open()).body).toMatchObject({ topic: 'Talk', privacy_level: 2, guild_id: server.guildId });
    expect(await open()).toMatchObject({ status: 400, body: { code: 150006 } });
    expect((await call(server, 'GET', `${stages}/${named('Town hall').id}`)).body.topic).toBe('Talk');
  });

  it('needs all three permissions of its moderators', async () => {
    ungrant(Permission.MUTE_MEMBERS);
    expect(await open()).toMatchObject({ status: 403, body: { code: 50013 } });
  });

  it('ends with its channel', async () => {
    await open();
    const id = named('Town hall').id;
    const ended: string[] = [];
    server.world.events.on(({ t }) => ended.push(t));
    await call(server, 'DELETE', `/channels/${id}`);
    expect(ended.slice(0, 2)).toEqual(['STAGE_INSTANCE_DELETE', 'CHANNEL_DELETE']);
    expect(guild.stage_instances).toEqual([]);
  });

  it('lets people be invited to speak and be silenced again', async () => {
    const userId = server.world.people(guild)[4]?.user.id ?? '';
    const stage = named('Town hall').id;
    const path = `/guilds/${server.guildId}/voice-states/${userId}`;
    await control(server, `members/${userId}/voice`, { channelId: stage });
    const elsewhere = { channel_id: server.voiceChannelId, suppress: false };
    expect((await call(server, 'PATCH', path, elsewhere)).status).toBe(404);
    expect((await call(server, 'PATCH', path, { channel_id: stage, suppress: false })).status).toBe(204);
    expect(guild.voice_states.get(userId)).toMatchObject({
      suppress: false,
      request_to_speak_timestamp: expect.any(String),
    });
    expect((await call(server, 'PATCH', path, { channel_id: stage, suppress: true })).status).toBe(204);
    expect(guild.voice_states.get(userId)).toMatchObject({
      suppress: true,
      request_to_speak_timestamp: null,
    });
  });
});
