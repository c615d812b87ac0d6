import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PracticeServer, startPracticeServer } from '../../../src/main/practice-server/practice-server';
import { call, control, RawGateway } from './clients';

const GUILDS = 1;
const VOICE_STATES = 1 << 7;
const MESSAGES = 1 << 9;
const MEMBERS = 1 << 1;
const PRESENCES = 1 << 8;
const CONTENT = 1 << 15;
const ALL = GUILDS | MEMBERS | VOICE_STATES | PRESENCES | MESSAGES | CONTENT;

let server: PracticeServer;
const open: RawGateway[] = [];
beforeEach(async () => {
  server = await startPracticeServer({
    seed: 'gateway',
    scripted: false,
    startVoice: null,
    identifyIntervalMs: 0,
    replayBuffer: 50,
  });
});
afterEach(async () => {
  for (const gateway of open.splice(0)) gateway.socket.terminate();
  await server.close();
});

async function connect(query?: string): Promise<RawGateway> {
  const gateway = new RawGateway(server.gateway, query);
  open.push(gateway);
  await gateway.op(10);
  return gateway;
}
async function login(intents = ALL, query?: string): Promise<{ gateway: RawGateway; sessionId: string }> {
  const gateway = await connect(query);
  gateway.identify(server.token, intents);
  const ready = await gateway.dispatch('READY');
  return { gateway, sessionId: String(ready.d.session_id) };
}
const somebody = (): string => {
  const guild = server.world.guild(server.guildId);
  const user = guild && server.world.people(guild)[4]?.user;
  if (!user) throw new Error('nobody');
  return user.id;
};
const says = (content: string) =>
  control(server, `members/${somebody()}/messages`, { channelId: server.textChannelId, content });

describe('identify', () => {
  it('answers with READY and then the guild with everything in it', async () => {
    await control(server, `members/${somebody()}/voice`, { channelId: server.voiceChannelId });
    const { gateway } = await login();
    const guild = await gateway.dispatch('GUILD_CREATE');
    expect(gateway.frames.filter(({ op }) => op === 0).map(({ s }) => s)).toEqual([1, 2]);
    expect(guild.d).toMatchObject({
      id: server.guildId,
      member_count: 25,
      voice_states: [{ user_id: somebody(), channel_id: server.voiceChannelId }],
    });
    const active = [...(server.world.guild(server.guildId)?.threads.keys() ?? [])];
    expect((guild.d.threads as { id: string }[]).map(({ id }) => id)).toEqual(active);
    expect(active.length).toBeGreaterThan(2);
    expect(guild.d.emojis).toHaveLength(6);
    expect(guild.d.members).toHaveLength(25);
    expect((guild.d.voice_states as object[])[0]).not.toHaveProperty('guild_id');
    expect(server.gateway).toBe(gateway.frames[1]?.d.resume_gateway_url);
  });

  it('lists only itself and people in voice without the presences intent', async () => {
    await control(server, `members/${somebody()}/voice`, { channelId: server.voiceChannelId });
    const { gateway } = await login(GUILDS | MEMBERS);
    const guild = await gateway.dispatch('GUILD_CREATE');
    expect(guild.d.members).toHaveLength(2);
    expect(guild.d.presences).toEqual([]);
  });

  it.each([
    ['a wrong token', 4004, (gateway: RawGateway) => gateway.identify('wrong', GUILDS)],
    ['intents that do not exist', 4013, (gateway: RawGateway) => gateway.identify(server.token, 1 << 17)],
    [
      'a shard that cannot be',
      4010,
      (gateway: RawGateway) => gateway.identify(server.token, 1, { shard: [2, 2] }),
    ],
    ['no token at all', 4002, (gateway: RawGateway) => gateway.send(2, { intents: 1 })],
    ['another payload first', 4003, (gateway: RawGateway) => gateway.send(4, {})],
    ['an unknown opcode', 4001, (gateway: RawGateway) => gateway.send(99, {})],
    ['text that is not JSON', 4002, (gateway: RawGateway) => gateway.socket.send('{')],
    ['more than 4096 bytes', 4002, (gateway: RawGateway) => gateway.send(2, 'x'.repeat(5000))],
    [
      'a resume with a wrong token',
      4004,
      (gateway: RawGateway) => gateway.send(6, { token: 'x', session_id: 'y', seq: 1 }),
    ],
  ])('closes for %s', async (_, code, act) => {
    const gateway = await connect();
    act(gateway);
    expect(await gateway.closed()).toBe(code);
  });

  it('closes for a second identify, an old API version, another encoding or compression', async () => {
    const { gateway } = await login();
    gateway.identify(server.token, GUILDS);
    expect(await gateway.closed()).toBe(4005);
    for (const [query, code] of [
      ['?v=6', 4012],
      ['?v=10&encoding=etf', 4002],
      ['?v=10&encoding=json&compress=zstd-stream', 4002],
    ] as const) {
      const other = new RawGateway(server.gateway, query);
      open.push(other);
      expect(await other.closed()).toBe(code);
    }
  });

  it('closes for a privileged intent that the application has not', async () => {
    const strict = await startPracticeServer({ scripted: false, startVoice: null, privilegedIntents: 0 });
    const gateway = new RawGateway(strict.gateway);
    await gateway.op(10);
    gateway.identify(strict.token, CONTENT);
    expect(await gateway.closed()).toBe(4014);
    await strict.close();
  });

  it('lets one in per interval', async () => {
    const slow = await startPracticeServer({ scripted: false, startVoice: null });
    const first = new RawGateway(slow.gateway);
    await first.op(10);
    first.identify(slow.token, GUILDS);
    await first.dispatch('READY');
    const second = new RawGateway(slow.gateway);
    await second.op(10);
    second.identify(slow.token, GUILDS);
    expect((await second.op(9)).d).toBe(false);
    await slow.close();
  });
});

describe('heartbeat and send limits', () => {
  it('is acknowledged, and refused from the future', async () => {
    const { gateway } = await login();
    gateway.send(1, 1);
    await gateway.op(11);
    gateway.send(1, 999);
    expect(await gateway.closed()).toBe(4007);
  });

  it('gives up on a client that stops beating', async () => {
    const quick = await startPracticeServer({ scripted: false, startVoice: null, heartbeatIntervalMs: 100 });
    const gateway = new RawGateway(quick.gateway);
    expect((await gateway.op(10)).d.heartbeat_interval).toBe(100);
    expect(await gateway.closed()).toBe(4009);
    await quick.close();
  });

  it('closes on the 121st payload in a minute', async () => {
    const gateway = await connect();
    for (let count = 0; count < 121; count++) gateway.send(1, null);
    expect(await gateway.closed()).toBe(4008);
  });
});

describe('resume', () => {
  it('replays what was missed, in order, and then says so', async () => {
    const { gateway, sessionId } = await login();
    const { s } = await gateway.dispatch('GUILD_CREATE');
    gateway.socket.terminate();
    await gateway.closed();
    for (const text of ['one', 'two', 'three']) await says(text);
    const again = await connect();
    again.send(6, { token: server.token, session_id: sessionId, seq: s });
    const resumed = await again.dispatch('RESUMED');
    const texts = again.frames.filter(({ t }) => t === 'MESSAGE_CREATE').map(({ d }) => d.content);
    expect(texts).toEqual(['one', 'two', 'three']);
    expect(resumed.s).toBe(Number(s) + 4);
    await says('four');
    expect((await again.dispatch('MESSAGE_CREATE')).d.content).toBe('four');
  });

  it('is refused when the buffer no longer reaches back, when the client said goodbye, and for a stranger', async () => {
    const { gateway, sessionId } = await login();
    gateway.socket.terminate();
    await gateway.closed();
    for (let count = 0; count < 60; count++) await says(String(count));
    const late = await connect();
    late.send(6, { token: server.token, session_id: sessionId, seq: 1 });
    expect((await late.op(9)).d).toBe(false);
    late.identify(server.token, ALL);
    const ready = await late.dispatch('READY');
    late.socket.close(1000);
    await late.closed();
    const gone = await connect();
    gone.send(6, { token: server.token, session_id: ready.d.session_id, seq: 1 });
    expect((await gone.op(9)).d).toBe(false);
    gone.send(6, { token: server.token, session_id: 'nobody', seq: 1 });
    expect((await gone.op(9)).d).toBe(false);
  });

  it('takes the session over from a socket that still hangs on', async () => {
    const { gateway, sessionId } = await login();
    const { s } = await gateway.dispatch('GUILD_CREATE');
    const again = await connect();
    again.send(6, { token: server.token, session_id: sessionId, seq: s });
    await again.dispatch('RESUMED');
    expect(await gateway.closed()).toBe(4000);
    await says('to the new one');
    await again.dispatch('MESSAGE_CREATE');
  });

  it('takes the bot out of voice when its session ends, not when its socket drops', async () => {
    const { gateway } = await login();
    gateway.send(4, {
      guild_id: server.guildId,
      channel_id: server.voiceChannelId,
      self_mute: false,
      self_deaf: false,
    });
    await gateway.dispatch('VOICE_SERVER_UPDATE');
    const states = () => server.world.guild(server.guildId)?.voice_states.size;
    await control(server, 'gateway/drop');
    await gateway.closed();
    expect(states()).toBe(1);
    const { gateway: other } = await login();
    other.send(4, { guild_id: server.guildId, channel_id: server.voiceChannelId });
    await other.dispatch('VOICE_SERVER_UPDATE');
    other.socket.close(1000);
    await other.closed();
    await expect.poll(states).toBe(0);
  });
});

describe('dispatches', () => {
  it('reach a session only with the intent for them', async () => {
    const { gateway } = await login(GUILDS);
    await says('unheard');
    await call(server, 'POST', `/guilds/${server.guildId}/channels`, { name: 'heard', type: 2 });
    await gateway.dispatch('CHANNEL_CREATE');
    expect(gateway.frames.some(({ t }) => t === 'MESSAGE_CREATE')).toBe(false);
  });

  it('carry no content without the content intent, unless the bot is mentioned', async () => {
    const { gateway } = await login(GUILDS | MESSAGES);
    await says('hidden');
    expect((await gateway.dispatch('MESSAGE_CREATE')).d.content).toBe('');
    const mention = `<@${server.world.botId}> look`;
    await says(mention);
    expect((await gateway.dispatch('MESSAGE_CREATE')).d.content).toBe(mention);
  });

  it('keep quiet about channels that the bot cannot see', async () => {
    const { gateway } = await login();
    const guild = server.world.guild(server.guildId);
    const staff = [...(guild?.channels.values() ?? [])].find(({ name }) => name === 'staff');
    await control(server, `members/${somebody()}/messages`, { channelId: staff?.id, content: 'among us' });
    await says('for all');
    expect((await gateway.dispatch('MESSAGE_CREATE')).d.content).toBe('for all');
  });

  it('come as zlib-stream when asked for', async () => {
    const { gateway } = await login(ALL, '?v=10&encoding=json&compress=zlib-stream');
    await gateway.dispatch('GUILD_CREATE');
    await says('compressed');
    expect((await gateway.dispatch('MESSAGE_CREATE')).d.content).toBe('compressed');
    const plain = gateway.frames.reduce((sum, frame) => sum + JSON.stringify(frame).length, 0);
    expect(gateway.binarySizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(plain / 2);
    await control(server, 'gateway/close', { code: 4000 });
    expect(await gateway.closed()).toBe(4000);
  });
});

describe('voice over the main gateway', () => {
  const join = (gateway: RawGateway, channelId: string | null, more = {}) =>
    gateway.send(4, {
      guild_id: server.guildId,
      channel_id: channelId,
      self_mute: false,
      self_deaf: false,
      ...more,
    });

  it('answers a join with the state and then the server, and a repeated join with both again', async () => {
    const { gateway, sessionId } = await login();
    join(gateway, server.voiceChannelId);
    const state = await gateway.dispatch('VOICE_STATE_UPDATE');
    expect(state.d).toMatchObject({
      session_id: sessionId,
      channel_id: server.voiceChannelId,
      guild_id: server.guildId,
    });
    const first = await gateway.dispatch('VOICE_SERVER_UPDATE');
    expect(first.d.token).toMatch(/^[0-9a-f]{16}$/);
    join(gateway, server.voiceChannelId);
    await gateway.dispatch('VOICE_STATE_UPDATE');
    const second = await gateway.dispatch('VOICE_SERVER_UPDATE');
    expect(second.d.token).not.toBe(first.d.token);
    join(gateway, server.voiceChannelId, { self_mute: true });
    expect((await gateway.dispatch('VOICE_STATE_UPDATE')).d.self_mute).toBe(true);
    join(gateway, null);
    expect((await gateway.dispatch('VOICE_STATE_UPDATE')).d.channel_id).toBeNull();
  });

  it('answers nothing when the channel is text, unknown, or not for the bot', async () => {
    const { gateway } = await login();
    await gateway.dispatch('GUILD_CREATE');
    const room = server.world.channel(server.voiceChannelId);
    if (!room) throw new Error('no room');
    room.channel.permission_overwrites = [
      { id: server.world.botId, type: 1, allow: '0', deny: String(1 << 20) },
    ];
    for (const channelId of [server.textChannelId, '123456789012345678', server.voiceChannelId])
      join(gateway, channelId);
    gateway.send(1, null);
    await gateway.op(11);
    expect(gateway.frames.some(({ t }) => t?.startsWith('VOICE_'))).toBe(false);
  });
});

describe('requests over the gateway', () => {
  it('sends the members in chunks, once in half a minute for the whole guild', async () => {
    const { gateway } = await login();
    gateway.send(8, { guild_id: server.guildId, query: '', limit: 0, nonce: 'n1', presences: true });
    const chunk = await gateway.dispatch('GUILD_MEMBERS_CHUNK');
    expect(chunk.d).toMatchObject({ chunk_index: 0, chunk_count: 1, nonce: 'n1' });
    expect(chunk.d.members).toHaveLength(25);
    gateway.send(8, { guild_id: server.guildId, query: '', limit: 0, nonce: 'n2' });
    const limited = await gateway.dispatch('RATE_LIMITED');
    expect(limited.d).toMatchObject({ opcode: 8, meta: { guild_id: server.guildId, nonce: 'n2' } });
    gateway.send(8, { guild_id: server.guildId, user_ids: [somebody(), '42'] });
    const some = await gateway.dispatch('GUILD_MEMBERS_CHUNK');
    expect(some.d).toMatchObject({ members: [{ user: { id: somebody() } }], not_found: ['42'] });
  });

  it('tells status and start of the calls', async () => {
    const { gateway } = await login();
    await control(server, `members/${somebody()}/voice`, { channelId: server.voiceChannelId });
    await call(server, 'PUT', `/channels/${server.voiceChannelId}/voice-status`, { status: 'on air' });
    expect((await gateway.dispatch('VOICE_CHANNEL_STATUS_UPDATE')).d.status).toBe('on air');
    gateway.send(43, { guild_id: server.guildId, fields: ['status', 'voice_start_time'] });
    const info = await gateway.dispatch('CHANNEL_INFO');
    expect(info.d.channels).toMatchObject([
      { id: server.voiceChannelId, status: 'on air', voice_start_time: expect.any(Number) },
    ]);
  });
});

describe('trouble on request', () => {
  it('asks to reconnect, invalidates, and ends a revoked session', async () => {
    const { gateway } = await login();
    await control(server, 'gateway/reconnect');
    await gateway.op(7);
    await control(server, 'gateway/invalid-session', { resumable: true });
    expect((await gateway.op(9)).d).toBe(true);
    const { gateway: other } = await login();
    await control(server, 'token/revoke');
    expect(await other.closed()).toBe(4004);
  });
});
