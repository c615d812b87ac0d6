import { afterEach, describe, expect, it } from 'vitest';
import { createGuildCache } from '../../src/main/discord/cache';
import { createGatewayClient, type GatewayClient, type GatewayPlan } from '../../src/main/discord/gateway';
import type { PracticeServer } from '../../src/main/practice-server/practice-server';
import { type Clock, systemClock } from '../../src/main/support/clock';
import { silentLogger } from '../../src/main/support/logger';
import { Secret } from '../../src/main/support/secret';
import type { IntentName } from '../../src/shared/discord/intents';
import type { Dispatch } from '../../src/shared/discord/wire/dispatch';
import { startQuietServer } from './core-support';

/** Timers twenty times as fast: the wait between two sessions is seconds. */
const hurriedClock: Clock = {
  ...systemClock,
  monotonicMs: () => systemClock.monotonicMs() * 20,
  setTimer: (callback, delayMs) => systemClock.setTimer(callback, delayMs / 20),
};
const INTENTS: IntentName[] = ['GUILDS', 'GUILD_MEMBERS', 'GUILD_PRESENCES', 'GUILD_VOICE_STATES'];

describe('the gateway client', () => {
  let server: PracticeServer;
  let client: GatewayClient;
  const closers: (() => Promise<void>)[] = [];

  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  async function planOf(): Promise<GatewayPlan> {
    const response = await fetch(`${server.rest}/v10/gateway/bot`, {
      headers: { authorization: `Bot ${server.token}` },
    });
    const told = (await response.json()) as { url: string; shards: number };
    return {
      url: told.url,
      shards: told.shards,
      sessionStart: { total: 1_000, remaining: 1_000, resetAfterMs: 0, maxConcurrency: 1 },
    };
  }

  async function start(
    options: Parameters<typeof startQuietServer>[0] = {},
    plan: (told: GatewayPlan) => GatewayPlan = (told) => told,
  ) {
    server = await startQuietServer(options);
    closers.push(() => server.close());
    const cache = createGuildCache(hurriedClock);
    const dispatches: Dispatch[] = [];
    client = createGatewayClient({
      plan: plan(await planOf()),
      replan: planOf,
      token: new Secret(server.token),
      intents: INTENTS,
      clock: hurriedClock,
      random: Math.random,
      logger: silentLogger,
    });
    closers.push(() => client.close());
    client.onDispatch((dispatch) => {
      cache.apply(dispatch);
      dispatches.push(dispatch);
    });
    client.start();
    return { cache, dispatches };
  }

  const onAir = () => expect.poll(() => client.state.kind, { timeout: 10_000 }).toBe('ready');
  const guildOf = (cache: ReturnType<typeof createGuildCache>) => {
    const guild = [...cache.state.guilds.values()][0];
    if (!guild) throw new Error('no guild came');
    return guild;
  };

  it('runs as many shards as it is told to, and is on air when all of them are', async () => {
    const { cache, dispatches } = await start({ requiredShards: 2 });
    await onAir();

    expect(client.shardStates.map((state) => state.kind)).toEqual(['ready', 'ready']);
    expect(client.counters().shards).toBe(2);
    const shards = dispatches.flatMap((d) => (d.t === 'READY' ? [d.d.shard] : []));
    expect(shards).toEqual([
      [0, 2],
      [1, 2],
    ]);
    await expect.poll(() => cache.state.guilds.size).toBe(1);
  });

  it('takes on more shards when it is refused for having too few', async () => {
    const { cache } = await start({ requiredShards: 3 }, (told) => ({ ...told, shards: 1 }));
    await expect.poll(() => client.counters().shards, { timeout: 10_000 }).toBe(3);
    await onAir();
    await expect.poll(() => cache.state.guilds.size).toBe(1);
  });

  it('stops with a reason when more shards are demanded than the server says', async () => {
    server = await startQuietServer({ requiredShards: 2 });
    closers.push(() => server.close());
    const plan = { ...(await planOf()), shards: 1 };
    client = createGatewayClient({
      plan,
      replan: async () => plan,
      token: new Secret(server.token),
      intents: INTENTS,
      clock: hurriedClock,
      random: Math.random,
      logger: silentLogger,
    });
    closers.push(() => client.close());
    client.start();

    await expect
      .poll(() => client.state, { timeout: 5_000 })
      .toMatchObject({ kind: 'stopped', error: { details: { closeCode: 4011 } } });
  });

  it("waits for the day's sessions instead of using one it has not got", async () => {
    await start({}, (told) => ({
      ...told,
      sessionStart: { total: 5, remaining: 0, resetAfterMs: 20_000, maxConcurrency: 1 },
    }));
    expect(client.state).toMatchObject({ kind: 'waiting', demanded: true });
    client.checkConnection();
    expect(client.state.kind).toBe('waiting');
    await onAir();
  });

  it('asks for people by id and by name, and the cache learns of them', async () => {
    const { cache } = await start({ members: 40 });
    await onAir();
    await expect.poll(() => cache.state.guilds.size).toBe(1);
    const guild = guildOf(cache);
    const everybody = await client.requestMembers({ guildId: guild.id, who: 'everybody', presences: true });
    expect(everybody.members.length).toBe(guild.memberCount);
    const known = everybody.members.flatMap((member) => (member.user ? [member.user] : []));
    for (const user of known) expect(guildOf(cache).members.has(user.id)).toBe(true);

    const wanted = known[3];
    if (!wanted) throw new Error('the guild is empty');
    const some = await client.requestMembers({ guildId: guild.id, who: { userIds: [wanted.id, '42'] } });
    expect(some.members.map((member) => member.user?.id)).toEqual([wanted.id]);
    expect(some.notFound).toEqual(['42']);
    const namePrefix = wanted.username.slice(0, 3);
    const named = await client.requestMembers({ guildId: guild.id, who: { namePrefix, limit: 50 } });
    expect(named.members.map((member) => member.user?.id)).toContain(wanted.id);
  });

  it('asks again when it asked for everybody too soon', async () => {
    const { cache, dispatches } = await start();
    await onAir();
    await expect.poll(() => cache.state.guilds.size).toBe(1);
    const guildId = guildOf(cache).id;
    await client.requestMembers({ guildId, who: 'everybody' });
    const again = await client.requestMembers({ guildId, who: 'everybody' }).catch((error: unknown) => error);

    expect(dispatches.some((d) => d.t === 'RATE_LIMITED')).toBe(true);
    // The server's thirty seconds are real ones here, so that each of the tries is too soon.
    expect(again).toMatchObject({ code: 'gateway/network', retryable: true });
  });

  it('asks for what rooms are about', async () => {
    const { cache } = await start();
    await onAir();
    await expect.poll(() => cache.state.guilds.size).toBe(1);
    const guildId = guildOf(cache).id;
    expect(await client.requestChannelInfo(guildId)).toMatchObject({ guild_id: guildId });
    await expect(client.requestChannelInfo(guildId, AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  it('ends what was asked for when it is closed, and asks nothing while off air', async () => {
    await start();
    await expect(client.requestChannelInfo('1')).rejects.toMatchObject({ code: 'gateway/network' });
    await onAir();
    const unanswered = client.requestChannelInfo('404');
    const outcome = expect(unanswered).rejects.toMatchObject({ name: 'AbortError' });
    await client.close();
    await outcome;
  });
});
