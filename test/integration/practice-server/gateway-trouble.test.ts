import type { TroubleInput } from '@shared/models/practice-trouble';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PracticeServer, startPracticeServer } from '../../../src/main/practice-server/practice-server';
import { control, RawGateway } from './clients';

const ALL = 0b1111_1111_1111_1111;
const MEMBERS = 1 << 1;

let server: PracticeServer;
const open: RawGateway[] = [];
const start = async (more: object = {}) => {
  server = await startPracticeServer({
    seed: 'gateway trouble',
    scripted: false,
    startVoice: null,
    identifyIntervalMs: 0,
    ...more,
  });
};
beforeEach(() => start());
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
async function login(
  more: object = {},
  query?: string,
  intents = ALL,
): Promise<{ gateway: RawGateway; sessionId: string }> {
  const gateway = await connect(query);
  gateway.identify(server.token, intents, more as Record<string, unknown>);
  const ready = await gateway.dispatch('READY');
  return { gateway, sessionId: String(ready.d.session_id) };
}
async function ask(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(new URL(`/practice/${path}`, server.rest), {
    method,
    headers: { Authorization: `Bot ${server.controlToken}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, ...((await response.json()) as object) };
}
const turn = (trouble: TroubleInput) => ask('PUT', 'trouble', trouble);
const somebody = (): string => [...(server.world.guild(server.guildId)?.members.keys() ?? [])][5] ?? '';
const says = (content: string) =>
  control(server, `members/${somebody()}/messages`, { channelId: server.textChannelId, content });

describe('the trouble dial of the gateway', () => {
  it('is read, set and taken back, and refuses what is none', async () => {
    await turn({ gateway: { latencyMs: 40, cut: { everyMs: 5000 } }, voice: { lossRate: 0.1 } });
    expect(await ask('GET', 'trouble')).toMatchObject({
      gateway: { latencyMs: 40, cut: { everyMs: 5000, code: null }, counts: { cuts: 0 } },
      voice: { lossRate: 0.1 },
      inForce: { gateway: { latencyMs: 40 } },
    });
    expect((await turn({ gateway: { dropDispatchRate: 2 } })).status).toBe(400);
    expect((await turn({ gateway: { cut: { everyMs: 5000, code: 1006 } } })).status).toBe(400);
    await ask('DELETE', 'trouble');
    expect(server.hub.trouble.settings?.latencyMs).toBe(0);
  });

  it('cuts every so often, so many times; the session is resumed with nothing lost', async () => {
    const { sessionId, gateway } = await login();
    await gateway.dispatch('GUILD_CREATE');
    await turn({ gateway: { cut: { everyMs: 40, count: 1, code: null } } });
    expect(await gateway.closed()).toBe(1006);
    await says('while you were away');
    const second = await connect();
    second.send(6, { token: server.token, session_id: sessionId, seq: 2 });
    expect((await second.dispatch('MESSAGE_CREATE')).d.content).toBe('while you were away');
    await second.dispatch('RESUMED');
    expect(server.hub.trouble.counted('cuts')).toBe(1);
    await turn({ gateway: { cut: { everyMs: 40, code: 4008 } } });
    expect(await second.closed()).toBe(4008);
  });

  it('lets a line go dead: nothing goes out, nothing is heard, and a resume elsewhere has it all', async () => {
    const { gateway, sessionId } = await login();
    await gateway.dispatch('GUILD_CREATE');
    await turn({ gateway: { zombie: { mode: 'silent', count: 1 } } });
    await new Promise((resolve) => setTimeout(resolve, 20));
    const before = gateway.frames.length;
    gateway.send(1, 2);
    await says('into the void');
    const second = await connect();
    second.send(6, { token: server.token, session_id: sessionId, seq: 2 });
    expect((await second.dispatch('MESSAGE_CREATE')).d.content).toBe('into the void');
    expect(gateway.frames).toHaveLength(before);
    await ask('DELETE', 'trouble');
    expect(await gateway.closed()).toBe(1006);
  });

  it('leaves heartbeats unanswered and goes on otherwise', async () => {
    await turn({ gateway: { zombie: { mode: 'noAck' } } });
    const { gateway } = await login();
    gateway.send(1, null);
    await says('still here');
    await gateway.dispatch('MESSAGE_CREATE');
    expect(gateway.frames.some(({ op }) => op === 11)).toBe(false);
  });

  it('turns resumes away once, resumable or not', async () => {
    const { gateway, sessionId } = await login();
    gateway.socket.terminate();
    await turn({ gateway: { invalidSession: { resumable: true, count: 1 } } });
    const second = await connect();
    const resume = { token: server.token, session_id: sessionId, seq: 1 };
    second.send(6, resume);
    expect((await second.op(9)).d).toBe(true);
    second.send(6, resume);
    await second.dispatch('RESUMED');
  });

  it.each([4000, 4001, 4002, 4003, 4004, 4005, 4007, 4008, 4009, 4010, 4011, 4012, 4013, 4014])(
    'closes an identify with %i on demand',
    async (code) => {
      await turn({ gateway: { refuseIdentify: { code } } });
      const gateway = await connect();
      gateway.identify(server.token, 1);
      expect(await gateway.closed()).toBe(code);
    },
  );

  it('answers the upgrade with an error of HTTP', async () => {
    await turn({ gateway: { refuseConnect: { status: 502, count: 1 } } });
    const refused = new RawGateway(server.gateway);
    const message = await new Promise<string>((resolve) =>
      refused.socket.once('error', (error) => resolve(error.message)),
    );
    expect(message).toContain('502');
    await login();
  });

  it('lets large frames come in pieces', async () => {
    await turn({ gateway: { slowDrip: { bytes: 4000, everyMs: 1 } } });
    for (const query of [undefined, '?v=10&encoding=json&compress=zlib-stream']) {
      const { gateway } = await login({}, query);
      expect((await gateway.dispatch('GUILD_CREATE')).d.member_count).toBe(25);
    }
  });

  it('sends a frame of five megabytes, which a resume brings again', async () => {
    const { gateway, sessionId } = await login();
    await gateway.dispatch('GUILD_CREATE');
    await turn({ gateway: { hugeFrame: { everyMs: 20, count: 1 } } });
    const huge = await gateway.dispatch('PRACTICE_HUGE_EVENT');
    expect((huge.d.filler as string).length).toBe(5 * 1024 * 1024);
    gateway.socket.terminate();
    const second = await connect();
    second.send(6, { token: server.token, session_id: sessionId, seq: 2 });
    await second.dispatch('PRACTICE_HUGE_EVENT');
    await second.dispatch('RESUMED');
  });

  it('asks for a reconnect and for a heartbeat', async () => {
    const { gateway } = await login();
    await control(server, 'gateway/heartbeat');
    expect((await gateway.op(1)).d).toBeNull();
    await turn({ gateway: { reconnect: { everyMs: 20, count: 1 } } });
    await gateway.op(7);
  });

  it('follows dispatches with what nobody knows, without touching their numbers', async () => {
    const { gateway } = await login();
    await gateway.dispatch('GUILD_CREATE');
    await turn({ gateway: { unknownEventRate: 1 } });
    for (let count = 0; count < 5; count++) await says(`line ${count}`);
    await gateway.next((frame) => frame.d?.content === 'line 4');
    const numbered = gateway.frames.filter(({ s }) => typeof s === 'number').map(({ s }) => s);
    expect(numbered).toEqual(Array.from({ length: numbered.length }, (_, index) => index + 1));
  });
});

describe('sharding', () => {
  beforeEach(async () => {
    await server.close();
    await start({ guilds: 12, requiredShards: 3, maxConcurrency: 3 });
  });

  it('is asked for by GET /gateway/bot, and a session with fewer shards is refused', async () => {
    const response = await fetch(`${server.rest}/v10/gateway/bot`, {
      headers: { Authorization: `Bot ${server.token}` },
    });
    expect(await response.json()).toMatchObject({ shards: 3, session_start_limit: { max_concurrency: 3 } });
    for (const shard of [undefined, [0, 2]]) {
      const gateway = await connect();
      gateway.identify(server.token, 1, shard ? { shard } : {});
      expect(await gateway.closed()).toBe(4011);
    }
    const gateway = await connect();
    gateway.identify(server.token, 1, { shard: [3, 3] });
    expect(await gateway.closed()).toBe(4010);
  });

  it('gives each shard its guilds and their events, every guild once', async () => {
    const seen: string[] = [];
    for (const id of [0, 1, 2]) {
      const { gateway } = await login({ shard: [id, 3] });
      const ready = gateway.frames.find(({ t }) => t === 'READY');
      const guilds = ((ready?.d.guilds ?? []) as { id: string }[]).map((guild) => guild.id);
      for (const guildId of guilds) {
        expect(Number((BigInt(guildId) >> 22n) % 3n)).toBe(id);
        expect((await gateway.dispatch('GUILD_CREATE')).d.id).toBe(guildId);
      }
      seen.push(...guilds);
    }
    expect(seen.sort()).toEqual([...server.world.state.guilds.keys()].sort());
    await says('only its shard hears this');
    const own = open.filter((gateway) =>
      gateway.frames.some(({ t, d }) => t === 'GUILD_CREATE' && d.id === server.guildId),
    );
    await own[0]?.dispatch('MESSAGE_CREATE');
    const others = open.filter((gateway) => gateway !== own[0]);
    expect(others.some((gateway) => gateway.frames.some(({ t }) => t === 'MESSAGE_CREATE'))).toBe(false);
  });
});

describe('a large guild', () => {
  beforeEach(async () => {
    await server.close();
    await start({ members: 3000, rooms: 60, inVoice: 300 });
  });

  it('leaves out who is offline, unless they sit in voice', async () => {
    const { gateway } = await login();
    const { d } = await gateway.dispatch('GUILD_CREATE');
    const presences = new Set((d.presences as { user: { id: string } }[]).map(({ user }) => user.id));
    const members = (d.members as { user: { id: string } }[]).map(({ user }) => user.id);
    expect(d).toMatchObject({ large: true, member_count: 3001 });
    expect(d.voice_states).toHaveLength(300);
    expect(members.length).toBeLessThan(1500);
    expect(members.every((id) => presences.has(id))).toBe(true);
  });

  it('comes whole in chunks of a thousand, to those with the intent', async () => {
    const { gateway } = await login({}, undefined, 1 | MEMBERS);
    gateway.send(8, { guild_id: server.guildId, query: '', limit: 0, nonce: 'all' });
    const sizes: number[] = [];
    const ids = new Set<string>();
    for (let index = 0; index < 4; index++) {
      const { d } = await gateway.dispatch('GUILD_MEMBERS_CHUNK');
      expect(d).toMatchObject({ chunk_index: index, chunk_count: 4, nonce: 'all' });
      const members = d.members as { user: { id: string } }[];
      sizes.push(members.length);
      for (const { user } of members) ids.add(user.id);
    }
    expect(sizes).toEqual([1000, 1000, 1000, 1]);
    expect(ids.size).toBe(3001);
  });

  it('in a storm a client that follows the events holds what the server holds', async () => {
    const { gateway } = await login();
    const { d } = await gateway.dispatch('GUILD_CREATE');
    const report = await ask('POST', 'storm', {
      eventsPerSecond: 1000,
      forMs: 700,
      kinds: { voiceStates: 5, presence: 2, members: 2 },
    });
    expect(report).toMatchObject({ running: true, planned: 700 });
    while ((await ask('GET', 'storm')).running) await new Promise((resolve) => setTimeout(resolve, 50));
    const world = (await ask('GET', 'world')) as unknown as {
      guilds: { voice_states: { user_id: string }[]; members: { user: { id: string }; nick: string }[] }[];
      sessions: { seq: number }[];
    };
    await gateway.next(({ s }) => s === world.sessions[0]?.seq);
    const voice = new Map((d.voice_states as { user_id: string }[]).map((one) => [one.user_id, one]));
    const nicks = new Map<string, unknown>();
    for (const { t, d: event } of gateway.frames) {
      if (t === 'GUILD_MEMBER_UPDATE') nicks.set((event.user as { id: string }).id, event.nick);
      if (t !== 'VOICE_STATE_UPDATE') continue;
      const {
        member: _member,
        guild_id: _guild,
        ...state
      } = event as { user_id: string; [key: string]: unknown };
      if (state.channel_id === null) voice.delete(state.user_id);
      else voice.set(state.user_id, state);
    }
    const byUser = (states: Iterable<{ user_id: string }>) =>
      [...states].sort((a, b) => (a.user_id < b.user_id ? -1 : 1));
    expect(byUser(voice.values())).toEqual(byUser(world.guilds[0]?.voice_states ?? []));
    expect(nicks.size).toBeGreaterThan(50);
    for (const { user, nick } of world.guilds[0]?.members ?? []) {
      if (nicks.has(user.id)) expect(nicks.get(user.id)).toBe(nick);
    }
  });
});

describe('the identifies of a day', () => {
  it('end all sessions of the bot when there are more of them', async () => {
    const { gateway } = await login();
    await turn({ gateway: { sessionStartsLeft: 0 } });
    const second = await connect();
    second.identify(server.token, 1);
    expect(await second.closed()).toBe(4004);
    expect(await gateway.closed()).toBe(4004);
  });
});
