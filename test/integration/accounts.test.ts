import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PracticeServer } from '../../src/main/practice-server/practice-server';
import { ChannelId } from '../../src/shared/discord/snowflake';
import { filesBelow } from '../support/files-below';
import { type Core, control, InProcessPracticeHost, startCore, startQuietServer } from './core-support';

describe('signing in to a server', () => {
  let server: PracticeServer;
  let core: Core;

  beforeEach(async () => {
    server = await startQuietServer();
    core = await startCore();
  });
  afterEach(async () => {
    await core.close();
    await server.close();
  });

  const connect = (overrides: Partial<{ token: string; baseUrl: string; remember: boolean }> = {}) =>
    core.accounts.connectBot({
      token: overrides.token ?? server.token,
      baseUrl: overrides.baseUrl ?? server.rest,
      label: null,
      remember: overrides.remember ?? false,
    });

  it('is connected as the bot once the gateway is ready', async () => {
    const outcome = await connect();

    expect(outcome).toMatchObject({ kind: 'connected', user: { userId: server.applicationId } });
    expect(core.accounts.snapshot().connection).toMatchObject({ kind: 'connected', target: 'selfHosted' });
  });

  it('shows the guilds, rooms, text channels and people the server has', async () => {
    await connect();
    const state = (await control(server, 'GET', '/state')) as {
      guilds: {
        id: string;
        name: string;
        channels: { id: string; type: number; name: string }[];
        voice_states: { user_id: string; channel_id: string }[];
      }[];
    };
    const snapshot = core.workspace.snapshot();

    expect(snapshot.guilds.map((g) => [g.guildId, g.name]).sort()).toEqual(
      state.guilds.map((g) => [g.id, g.name]).sort(),
    );
    const channels = state.guilds.flatMap((g) => g.channels);
    expect(snapshot.rooms.map((r) => r.channelId as string).sort()).toEqual(
      channels
        .filter((c) => c.type === 2 || c.type === 13)
        .map((c) => c.id)
        .sort(),
    );
    expect(snapshot.textChannels.map((c) => c.channelId as string).sort()).toEqual(
      channels
        // Text, announcements, forums, media, and the chats of rooms.
        .filter((c) => [0, 2, 5, 13, 15, 16].includes(c.type) && mayView(server, c.id))
        .map((c) => c.id)
        .sort(),
    );
    expect(snapshot.occupants.map((o) => [o.userId, o.channelId] as string[]).sort()).toEqual(
      state.guilds.flatMap((g) => g.voice_states.map((v) => [v.user_id, v.channel_id])).sort(),
    );
  });

  it('answers a wrong token at once and asks no second time', async () => {
    const started = Date.now();
    const outcome = await connect({ token: 'wrong.token.entirely' });

    expect(outcome).toEqual({ kind: 'badToken' });
    expect(Date.now() - started).toBeLessThan(2_000);
    expect(core.accounts.snapshot().connection).toEqual({ kind: 'signedOut' });
  });

  it('says of an unencrypted address elsewhere that it may not be used', async () => {
    const outcome = await connect({ baseUrl: 'http://example.com/api' });

    expect(outcome.kind).toBe('badAddress');
  });

  it('says of a port where nothing listens that it cannot be reached', async () => {
    const outcome = await connect({ baseUrl: 'http://127.0.0.1:9/api' });

    expect(outcome.kind).toBe('unreachable');
  });

  it('says of a server that is no Discord that it is the wrong address', async () => {
    const outcome = await connect({ baseUrl: `${new URL(server.rest).origin}/nothing` });

    expect(outcome.kind).toBe('badAddress');
  });

  it('names the intent that the bot has not been given', async () => {
    await server.close();
    server = await startQuietServer({ privilegedIntents: 0 });

    expect(await connect()).toEqual({ kind: 'missingIntents', intents: ['Message Content Intent'] });
  });

  it('fails for good, with the reason, when the token is revoked while running', async () => {
    await connect();
    await control(server, 'POST', '/token/revoke');

    const failed = await core.waitForConnection('failed');
    expect(failed.error.code).toMatch(/^(gateway\/auth-failed|rest\/unauthorized)$/);
    expect(core.accounts.sessions.current).toBeNull();
    expect(core.workspace.snapshot().guilds).toEqual([]);
  });

  it('comes back by itself when the connection is cut, and resumes', async () => {
    await connect();
    const started = Date.now();
    await control(server, 'POST', '/gateway/drop');

    const reconnecting = await core.waitForConnection('reconnecting');
    expect(reconnecting.retryAtMs).toBeGreaterThan(started);
    await core.waitForConnection('connected');
    expect(Date.now() - started).toBeLessThan(5_000);
    expect(core.accounts.counters()).toMatchObject({ 'gateway.resumes': 1, 'gateway.reconnects': 1 });
  });

  it('hears after resuming what happened in between', async () => {
    await connect();
    const occupant = core.workspace.snapshot().occupants[0];
    const member = occupant ?? { userId: await anyMember(server) };
    await control(server, 'POST', '/gateway/drop');
    await control(server, 'POST', `/members/${member.userId}/voice`, { channelId: null });
    await control(server, 'POST', `/members/${member.userId}/voice`, { channelId: server.voiceChannelId });
    await core.waitForConnection('reconnecting');
    await core.waitForConnection('connected');

    const seen = core.workspace.snapshot().occupants.find((o) => o.userId === member.userId);
    expect(seen?.channelId).toBe(server.voiceChannelId);
    expect(seen?.sinceMs).not.toBeNull();
  });

  it('starts a new session after an invalid one, without an empty window in between', async () => {
    await connect();
    const sizes: number[] = [];
    core.workspace.onChanged(() => sizes.push(core.workspace.snapshot().rooms.length));
    const before = core.workspace.snapshot();
    await control(server, 'POST', '/gateway/invalid-session', { resumable: false });
    await core.waitForConnection('reconnecting');
    await core.waitForConnection('connected', 15_000);

    expect(core.accounts.counters()['gateway.resumes']).toBe(0);
    expect(sizes.every((size) => size === before.rooms.length)).toBe(true);
    expect(core.workspace.snapshot().rooms).toEqual(before.rooms);
  });

  it('obeys a request to reconnect and resumes at once', async () => {
    await connect();
    await control(server, 'POST', '/gateway/reconnect');
    await core.waitForConnection('reconnecting');
    await core.waitForConnection('connected', 3_000);

    expect(core.accounts.counters()['gateway.resumes']).toBe(1);
  });

  it.each([4000, 4007, 4009, 1000])('is back after the gateway closed with %i', async (code) => {
    await connect();
    await control(server, 'POST', '/gateway/close', { code });
    await core.waitForConnection('reconnecting');

    await core.waitForConnection('connected', 6_000);
  });

  it('keeps trying while the server is gone and recovers when it is back', async () => {
    const port = Number(new URL(server.rest).port);
    await connect();
    await server.close();
    const reconnecting = await core.waitForConnection('reconnecting');
    expect(reconnecting.reason).not.toBe('');

    server = await startQuietServer({ port });
    await core.waitForConnection('connected', 20_000);
    expect(core.workspace.snapshot().guilds.length).toBeGreaterThan(0);
  });

  it('clears the window on signing out and leaves no session behind at the server', async () => {
    await connect();
    await core.accounts.signOut();

    expect(core.accounts.snapshot().connection).toEqual({ kind: 'signedOut' });
    expect(core.workspace.snapshot()).toMatchObject({ guilds: [], rooms: [], occupants: [] });
    await expect.poll(() => server.hub.connections.length).toBe(0);
  });

  it('stays connected when another account is tried with a wrong token', async () => {
    await connect();
    const states: string[] = [];
    core.accounts.onChanged((snapshot) => states.push(snapshot.connection.kind));

    expect(await connect({ token: 'wrong.token.entirely' })).toEqual({ kind: 'badToken' });
    expect(new Set(states)).not.toContain('connecting');
    expect(core.accounts.snapshot().connection.kind).toBe('connected');
    expect(core.workspace.snapshot().guilds).not.toEqual([]);
  });

  it('leaves no socket behind when closed', async () => {
    const sockets = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
    const before = sockets();
    await connect();
    await core.messages.list({
      channelId: ChannelId.parse(server.textChannelId),
      from: { kind: 'newest' },
      limit: 5,
    });
    expect(sockets()).toBeGreaterThan(before);
    await core.accounts.close();

    await expect.poll(sockets).toBeLessThanOrEqual(before);
  });

  it('lets a newer sign-in win over one that is under way', async () => {
    const first = connect();
    const second = connect();

    expect((await first).kind).toBe('cancelled');
    expect((await second).kind).toBe('connected');
  });
});

describe('a saved account', () => {
  let server: PracticeServer;
  let dataFolder: string;
  let core: Core;

  beforeEach(async () => {
    server = await startQuietServer();
    dataFolder = await mkdtemp(join(tmpdir(), 'roomtone-saved-'));
    core = await startCore(undefined, dataFolder);
  });
  afterEach(async () => {
    await core.close();
    await server.close();
    await rm(dataFolder, { recursive: true, force: true });
  });

  const connect = (remember: boolean) =>
    core.accounts.connectBot({ token: server.token, baseUrl: server.rest, label: 'Stage', remember });
  const restart = async () => {
    await core.close();
    core = await startCore(undefined, dataFolder);
  };

  it('connects again after a restart, once the vault is unlocked', async () => {
    await core.accounts.createPassphraseVault({ passphrase: 'a long passphrase' });
    await connect(true);
    const accountId = core.accounts.snapshot().saved[0]?.accountId ?? '';
    expect(core.accounts.snapshot().saved).toMatchObject([{ label: 'Stage', baseUrl: server.rest }]);
    await restart();

    expect(core.accounts.snapshot()).toMatchObject({
      saved: [{ accountId }],
      vault: { kind: 'passphrase', locked: true },
    });
    await expect(core.accounts.connectSaved({ accountId })).rejects.toMatchObject({ code: 'vault/locked' });
    await core.accounts.unlockVault({ passphrase: 'a long passphrase' });
    expect((await core.accounts.connectSaved({ accountId })).kind).toBe('connected');
  });

  it('is there for this session only without a lasting vault', async () => {
    await connect(true);
    const accountId = core.accounts.snapshot().saved[0]?.accountId ?? '';
    await core.accounts.signOut();
    expect((await core.accounts.connectSaved({ accountId })).kind).toBe('connected');
    await restart();

    expect(core.accounts.snapshot().saved).toEqual([]);
    // What was read is remembered; who was connected is not.
    const kept = await readdir(dataFolder, { recursive: true });
    expect(kept.filter((path) => !path.startsWith('read-marks'))).toEqual([]);
  });

  it('outlasts the session when a passphrase is set after it was saved', async () => {
    await connect(true);
    await core.accounts.createPassphraseVault({ passphrase: 'a long passphrase' });
    await restart();

    const accountId = core.accounts.snapshot().saved[0]?.accountId ?? '';
    await core.accounts.unlockVault({ passphrase: 'a long passphrase' });
    expect((await core.accounts.connectSaved({ accountId })).kind).toBe('connected');
  });

  it('is forgotten with its token', async () => {
    await core.accounts.createPassphraseVault({ passphrase: 'a long passphrase' });
    await connect(true);
    const accountId = core.accounts.snapshot().saved[0]?.accountId ?? '';
    await core.accounts.forget({ accountId });

    expect(core.accounts.snapshot().saved).toEqual([]);
    expect(await core.vault.read(accountId)).toBeNull();
    await expect(core.accounts.connectSaved({ accountId })).rejects.toMatchObject({
      code: 'account/unknown',
    });
  });

  it('that cannot be written is told, and the connection stands', async () => {
    await core.accounts.createPassphraseVault({ passphrase: 'a long passphrase' });
    await rm(join(dataFolder, 'vault.json'));
    await mkdir(join(dataFolder, 'vault.json'));
    expect(await connect(true)).toMatchObject({
      kind: 'connected',
      notRemembered: 'the file of the vault cannot be written',
    });
    expect(core.accounts.snapshot()).toMatchObject({ connection: { kind: 'connected' }, saved: [] });
  });

  it('is not made when the person did not ask for it', async () => {
    await connect(false);

    expect(core.accounts.snapshot().saved).toEqual([]);
  });

  it('asks for the vault before it connects, not after', async () => {
    await core.accounts.createPassphraseVault({ passphrase: 'a long passphrase' });
    await restart();

    await expect(connect(true)).rejects.toMatchObject({ code: 'vault/locked' });
    expect(core.accounts.snapshot().connection).toEqual({ kind: 'signedOut' });
  });

  it('never has its token in a file, the log, a snapshot, an outcome or an error', async () => {
    const seen: string[] = [];
    core.accounts.onChanged((snapshot) => seen.push(JSON.stringify(snapshot)));
    await core.accounts.createPassphraseVault({ passphrase: 'a long passphrase' });
    seen.push(inspect(await connect(true), { depth: 10 }));
    await control(server, 'POST', '/gateway/drop');
    await core.waitForConnection('reconnecting');
    await core.waitForConnection('connected');
    await control(server, 'POST', '/token/revoke');
    seen.push(inspect(await core.waitForConnection('failed'), { depth: 10 }));
    seen.push(inspect(core.accounts, { depth: 12, showHidden: true }), JSON.stringify(core.log));
    for (const bytes of (await filesBelow(dataFolder)).values()) seen.push(bytes.toString('latin1'));

    expect(core.log.length).toBeGreaterThan(0);
    const [secret] = server.token.split('.').slice(-1);
    for (const text of seen) {
      expect(text).not.toContain(server.token);
      expect(text).not.toContain(secret);
      expect(text).not.toContain(Buffer.from(server.token).toString('base64').replace(/=+$/, ''));
    }
  });
});

describe('the practice server as an account', () => {
  it('is stopped when another server is connected instead', async () => {
    const host = new InProcessPracticeHost();
    const other = await startQuietServer();
    const core = await startCore(host);
    try {
      await core.accounts.startPractice({ seed: null });
      const input = { token: other.token, baseUrl: other.rest, label: null, remember: false };
      expect((await core.accounts.connectBot(input)).kind).toBe('connected');
      expect(host.server).toBeUndefined();
      expect(core.accounts.snapshot().connection).toMatchObject({ kind: 'connected', target: 'selfHosted' });
    } finally {
      await core.close();
      await other.close();
      await host.stop();
    }
  });

  it('is started, connected to, and stopped again by signing out', async () => {
    const host = new InProcessPracticeHost();
    const core = await startCore(host);
    try {
      expect((await core.accounts.startPractice({ seed: null })).kind).toBe('connected');
      expect(core.accounts.snapshot().connection).toMatchObject({ target: 'practice' });
      await core.accounts.signOut();
      expect(host.server).toBeUndefined();
      expect(core.accounts.snapshot().connection).toEqual({ kind: 'signedOut' });
    } finally {
      await core.close();
      await host.stop();
    }
  });
});

/** The server's own opinion of whether the bot may see a channel. */
function mayView(server: PracticeServer, channelId: string): boolean {
  for (const guild of server.world.state.guilds.values()) {
    const channel = guild.channels.get(channelId);
    if (!channel) continue;
    return (server.world.permissionsInChannel(guild, channel, server.applicationId) & (1n << 10n)) !== 0n;
  }
  return false;
}

async function anyMember(server: PracticeServer): Promise<string> {
  const state = (await control(server, 'GET', '/state')) as { users: { id: string; bot?: boolean }[] };
  const member = state.users.find((user) => !user.bot);
  if (!member) throw new Error('the practice world has no members');
  return member.id;
}
