import type { AddressInfo } from 'node:net';
import { constants, createDeflate } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { createShard, type Shard } from '../../src/main/discord/gateway';
import { type Clock, systemClock } from '../../src/main/support/clock';
import { silentLogger } from '../../src/main/support/logger';
import { Secret } from '../../src/main/support/secret';
import type { Dispatch } from '../../src/shared/discord/wire/dispatch';

/** The machine's clock, twenty times as fast for timers: back-off and heartbeats without the waiting. */
const hurriedClock: Clock = {
  ...systemClock,
  setTimer: (callback, delayMs) => systemClock.setTimer(callback, delayMs / 20),
};

const user = { id: '5', username: 'ada', discriminator: '0', global_name: null, avatar: null };
const hello = { op: 10, d: { heartbeat_interval: 41_250 }, s: null, t: null };
const ready = (url: string) => ({
  op: 0,
  t: 'READY',
  s: 1,
  d: { v: 10, user, session_id: 'sess', resume_gateway_url: url, guilds: [] },
});
const typing = (s: number) => ({
  op: 0,
  t: 'TYPING_START',
  s,
  d: { channel_id: '1', user_id: '2', timestamp: s },
});

interface Heard {
  op: number;
  d: { session_id?: string; seq?: number } | null;
}

describe('the shard against a gateway that misbehaves', () => {
  let server: WebSocketServer;
  let url: string;
  let shard: Shard;
  let sockets: WebSocket[];
  let heard: Heard[];
  let dispatches: Dispatch[];
  /** What the server does with each new connection and each payload. */
  let onConnection: (socket: WebSocket, count: number) => void;
  let onPayload: (socket: WebSocket, payload: Heard, connection: number) => void;

  const say = (socket: WebSocket, payload: unknown) => socket.send(JSON.stringify(payload));

  beforeEach(async () => {
    sockets = [];
    heard = [];
    dispatches = [];
    onConnection = (socket) => say(socket, hello);
    onPayload = (socket, payload) => {
      if (payload.op === 2) say(socket, ready(url));
      if (payload.op === 6) say(socket, { op: 0, t: 'RESUMED', s: (payload.d?.seq ?? 0) + 1, d: {} });
      if (payload.op === 1) say(socket, { op: 11, d: null });
    };
    server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await new Promise((resolve) => server.on('listening', resolve));
    url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/gateway`;
    server.on('connection', (socket) => {
      sockets.push(socket);
      const count = sockets.length;
      socket.on('message', (data) => {
        const payload = JSON.parse(String(data)) as Heard;
        heard.push(payload);
        onPayload(socket, payload, count);
      });
      socket.on('error', () => undefined);
      onConnection(socket, count);
    });
    shard = createShard({
      url,
      token: new Secret('canary'),
      intents: ['GUILDS'],
      clock: hurriedClock,
      random: () => 0.5,
      logger: silentLogger,
    });
    shard.onDispatch((dispatch) => dispatches.push(dispatch));
  });
  afterEach(async () => {
    await shard.close();
    for (const socket of sockets) socket.terminate();
    await new Promise((resolve) => server.close(resolve));
  });

  const isReady = () => expect.poll(() => shard.state.kind, { timeout: 5_000 }).toBe('ready');
  const socketNow = () => {
    const socket = sockets.at(-1);
    if (!socket) throw new Error('nobody is connected');
    return socket;
  };

  it('drops frames that are no payloads, counts them, and stays on air', async () => {
    shard.start();
    await isReady();
    const socket = socketNow();
    for (const nonsense of ['', 'null', '[]', '{"op":"0"}', '{"op":0', '<html>', '{"d":{}}', '{"op":1.5}']) {
      socket.send(nonsense);
    }
    say(socket, typing(2));

    await expect.poll(() => dispatches.some((d) => d.t === 'TYPING_START')).toBe(true);
    expect(shard.counters().malformedFrames).toBe(8);
    expect(sockets).toHaveLength(1);
  });

  it('passes over opcodes and events it does not know', async () => {
    shard.start();
    await isReady();
    const socket = socketNow();
    for (const op of [3, 5, 12, 99, -1]) say(socket, { op, d: { any: 1 }, s: null, t: null });
    say(socket, { op: 0, t: 'EVENT_OF_TOMORROW', s: 2, d: { x: 1 } });
    say(socket, typing(3));

    await expect.poll(() => dispatches.some((d) => d.t === 'TYPING_START')).toBe(true);
    expect(shard.counters()).toMatchObject({ unknownOpcodes: 5, unknownDispatches: 1, malformedFrames: 0 });
  });

  it('drops a dispatch without what it needs, and counts its sequence all the same', async () => {
    shard.start();
    await isReady();
    say(socketNow(), { op: 0, t: 'MESSAGE_CREATE', s: 2, d: { id: 12 } });
    await expect.poll(() => shard.counters().malformedDispatches).toBe(1);
    socketNow().terminate();
    await expect.poll(() => heard.find((p) => p.op === 6)?.d).toMatchObject({ session_id: 'sess', seq: 2 });
  });

  it('takes in a frame of 5 MB', async () => {
    shard.start();
    await isReady();
    say(socketNow(), { ...typing(2), d: { ...typing(2).d, padding: 'x'.repeat(5_000_000) } });

    await expect.poll(() => dispatches.some((d) => d.t === 'TYPING_START')).toBe(true);
  });

  it('replaces the connection when the compressed stream is corrupt, and resumes', async () => {
    shard.start();
    await isReady();
    socketNow().send(Buffer.from('these are no deflate bytes\0\0\xff\xff', 'latin1'), { binary: true });

    await expect.poll(() => shard.counters().resumes, { timeout: 5_000 }).toBe(1);
    expect(shard.counters()).toMatchObject({ malformedFrames: 1, reconnects: 1 });
  });

  it('replaces the connection when a compressed stream breaks in its middle', async () => {
    const deflate = createDeflate();
    const chunks: Buffer[] = [];
    deflate.on('data', (chunk: Buffer) => chunks.push(chunk));
    deflate.write(JSON.stringify(hello));
    await new Promise<void>((resolve) => deflate.flush(constants.Z_SYNC_FLUSH, () => resolve()));
    deflate.destroy();
    const whole = Buffer.concat(chunks);
    onConnection = (socket, count) => {
      if (count === 1) {
        socket.send(whole.subarray(0, 5), { binary: true });
        socket.send(whole.subarray(5), { binary: true });
        socket.send(Buffer.from([9, 9, 9, 9, 9, 9, 0, 0, 0xff, 0xff]), { binary: true });
      } else say(socket, hello);
    };
    shard.start();

    await isReady();
    expect(sockets.length).toBe(2);
    expect(heard.some((p) => p.op === 2)).toBe(true);
  });

  /** One deflate stream per connection, as the gateway's own. */
  function compressor(socket: WebSocket): (text: string | Buffer) => Promise<void> {
    const deflate = createDeflate();
    let chunks: Buffer[] = [];
    deflate.on('data', (chunk: Buffer) => chunks.push(chunk));
    return async (text) => {
      deflate.write(text);
      await new Promise<void>((resolve) => deflate.flush(constants.Z_SYNC_FLUSH, () => resolve()));
      socket.send(Buffer.concat(chunks), { binary: true });
      chunks = [];
    };
  }

  // What damaged deflate bytes come to when the decompressor notices nothing: garbage in place of a payload.
  const garbled: [string, Buffer][] = [
    ['no UTF-8', Buffer.from('{"t":"TYPING_START","s":2,"op":0,"d":{"channel_id":"\xa5\xff"}}', 'latin1')],
    ['no JSON', Buffer.from('{"t":"TYPING_START","s":2,"op":0,"d":{"channel_id":"1,"user_id":"2"}}')],
  ];
  it.each(garbled)('resumes at once when the compressed stream holds what is %s', async (_what, bytes) => {
    onConnection = (socket, count) => {
      const say = compressor(socket);
      onPayload = (_socket, payload) => {
        if (payload.op === 2) void say(JSON.stringify(ready(url))).then(() => say(bytes));
        if (payload.op !== 6) return;
        void say(JSON.stringify(typing(2))).then(() =>
          say(JSON.stringify({ op: 0, t: 'RESUMED', s: 3, d: {} })),
        );
      };
      void say(JSON.stringify(hello));
      expect(count).toBeLessThan(3);
    };
    shard.start();

    await expect.poll(() => shard.counters().resumes, { timeout: 5_000 }).toBe(1);
    expect(dispatches.map((d) => d.t)).toEqual(['READY', 'TYPING_START', 'RESUMED']);
    expect(shard.counters()).toMatchObject({ malformedFrames: 1, malformedDispatches: 0, reconnects: 1 });
  });

  it('starts a fresh session when what cannot be read comes back as it was', async () => {
    onConnection = (socket) => {
      const say = compressor(socket);
      onPayload = (_socket, payload) => {
        if (payload.op === 2) void say(JSON.stringify(ready(url)));
        if (payload.op === 2 && heard.filter((p) => p.op === 2).length === 1) void say('{"t":"TYPING');
        if (payload.op === 6) void say('{"t":"TYPING');
      };
      void say(JSON.stringify(hello));
    };
    shard.start();

    await expect.poll(() => heard.filter((p) => p.op === 2).length, { timeout: 5_000 }).toBe(2);
    expect(heard.filter((p) => p.op === 6)).toHaveLength(1);
    await isReady();
  });

  it('hands out no dispatch a second time', async () => {
    shard.start();
    await isReady();
    for (const s of [2, 3, 2, 3, 1, 4, 4]) say(socketNow(), typing(s));

    await expect.poll(() => shard.counters().repeatedDispatches).toBe(4);
    const stamps = dispatches.flatMap((d) => (d.t === 'TYPING_START' ? [d.d.timestamp] : []));
    expect(stamps).toEqual([2, 3, 4]);
  });

  it('asks again for dispatches that are missing, and takes each in once and in order', async () => {
    const all = [2, 3, 4, 5, 6];
    onPayload = (socket, payload) => {
      if (payload.op === 2) {
        say(socket, ready(url));
        for (const s of [2, 3, 5, 6]) say(socket, typing(s));
      }
      if (payload.op === 6) {
        for (const s of all.filter((s) => s > (payload.d?.seq ?? 0))) say(socket, typing(s));
        say(socket, { op: 0, t: 'RESUMED', s: 7, d: {} });
      }
    };
    shard.start();

    await expect.poll(() => shard.counters().resumes, { timeout: 5_000 }).toBe(1);
    const stamps = dispatches.flatMap((d) => (d.t === 'TYPING_START' ? [d.d.timestamp] : []));
    expect(stamps).toEqual(all);
    expect(shard.counters().sequenceHoles).toBe(1);
  });

  it('starts a fresh session when what is missing does not come back', async () => {
    onPayload = (socket, payload) => {
      if (payload.op === 2) say(socket, ready(url));
      if (payload.op === 6) say(socket, typing(9));
    };
    shard.start();
    await isReady();
    say(socketNow(), typing(9));

    await expect.poll(() => heard.filter((p) => p.op === 2).length, { timeout: 5_000 }).toBe(2);
    expect(heard.filter((p) => p.op === 6)).toHaveLength(1);
    await isReady();
  });

  it('reads a guild of 60,000 in slices, keeps the order behind it, and loses nothing when cut in the middle', async () => {
    const members = Array.from({ length: 60_000 }, (_, n) => ({
      user: { ...user, id: String(1_000 + n) },
      nick: null,
      roles: ['1'],
    }));
    const guild = { op: 0, t: 'GUILD_CREATE', s: 2, d: { id: '1', name: 'Big', owner_id: '5', members } };
    const behind = [3, 4, 5].map(typing);
    let cut = false;
    onPayload = (socket, payload) => {
      if (payload.op === 2) {
        say(socket, ready(url));
        say(socket, guild);
        for (const one of behind) say(socket, one);
        say(socket, { op: 1, d: null, s: null, t: null });
      }
      if (payload.op === 1 && !cut) {
        // The answer to a heartbeat comes while the guild is being read: now the line breaks.
        cut = true;
        expect(dispatches.map((d) => d.t)).not.toContain('GUILD_CREATE');
        socket.terminate();
      }
      if (payload.op === 6) {
        for (const one of [guild, ...behind]) if (one.s > (payload.d?.seq ?? 0)) say(socket, one);
        say(socket, { op: 0, t: 'RESUMED', s: 6, d: {} });
      }
    };
    shard.start();

    await expect.poll(() => shard.counters().resumes, { timeout: 10_000 }).toBe(1);
    expect(dispatches.map((d) => d.t)).toEqual([
      'READY',
      'GUILD_CREATE',
      'TYPING_START',
      'TYPING_START',
      'TYPING_START',
      'RESUMED',
    ]);
    expect(cut).toBe(true);
  });

  it('asks the server at once after sleep, and resumes when it does not answer', async () => {
    shard.start();
    await isReady();
    onPayload = (socket, payload, connection) => {
      if (payload.op === 1 && connection > 1) say(socket, { op: 11, d: null });
      if (payload.op === 6) say(socket, { op: 0, t: 'RESUMED', s: (payload.d?.seq ?? 0) + 1, d: {} });
    };
    shard.checkConnection();

    await expect.poll(() => heard.some((p) => p.op === 1)).toBe(true);
    await expect.poll(() => shard.counters().resumes, { timeout: 5_000 }).toBe(1);
  });

  it('leaves a server whose hello makes no sense and comes back later', async () => {
    onConnection = (socket, count) =>
      say(socket, count === 1 ? { op: 10, d: { heartbeat_interval: -5 } } : hello);
    shard.start();

    await isReady();
    expect(shard.counters()).toMatchObject({ malformedFrames: 1, reconnects: 1 });
  });

  it('notices a server that stops acknowledging heartbeats, and resumes', async () => {
    onConnection = (socket) => say(socket, { ...hello, d: { heartbeat_interval: 2_000 } });
    const answerOnce = onPayload;
    onPayload = (socket, payload, connection) => {
      if (connection === 1 && payload.op === 1) return;
      answerOnce(socket, payload, connection);
    };
    shard.start();

    await expect.poll(() => shard.counters().resumes, { timeout: 5_000 }).toBe(1);
  });

  it('identifies anew on the main address when resuming is refused', async () => {
    shard.start();
    await isReady();
    onPayload = (socket, payload) => {
      if (payload.op === 6) say(socket, { op: 9, d: false });
      if (payload.op === 2) say(socket, ready(url));
    };
    socketNow().terminate();

    await expect.poll(() => heard.filter((p) => p.op === 2).length, { timeout: 5_000 }).toBe(2);
    await isReady();
  });

  it.each(['ws://elsewhere.example/steal', 'wss://[::::]/', 'javascript:alert(1)', ''])(
    'is not led astray by the resume address %j',
    async (address) => {
      onPayload = (socket, payload) => {
        if (payload.op === 2) say(socket, ready(address));
        if (payload.op === 6) say(socket, { op: 0, t: 'RESUMED', s: (payload.d?.seq ?? 0) + 1, d: {} });
      };
      shard.start();
      await isReady();
      socketNow().terminate();

      await expect.poll(() => shard.counters().resumes, { timeout: 5_000 }).toBe(1);
      expect(sockets).toHaveLength(2);
    },
  );

  it('stops for good when the token is refused', async () => {
    onPayload = (socket) => socket.close(4004, 'Authentication failed.');
    shard.start();

    await expect
      .poll(() => shard.state)
      .toMatchObject({ kind: 'stopped', error: { code: 'gateway/auth-failed' } });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(sockets).toHaveLength(1);
  });

  it('backs off more and more from a server that hangs up at once', async () => {
    onConnection = (socket) => socket.close(1011, 'no');
    const waits: number[] = [];
    shard.onState((state) => {
      if (state.kind === 'waiting') waits.push(state.retryAtMs - Date.now());
    });
    shard.start();
    await expect.poll(() => waits.length, { timeout: 5_000 }).toBe(5);

    expect(waits.map((ms) => Math.round(ms / 750))).toEqual([1, 2, 4, 8, 16]);
  });

  it('sends a voice state as opcode 4, and refuses it before the start', async () => {
    const command = { guildId: '1', channelId: '2', selfMute: false, selfDeaf: true };
    expect(shard.sendVoiceState(command)).toBe('notReady');
    shard.start();
    await isReady();

    expect(shard.sendVoiceState(command)).toBe('sent');
    await expect
      .poll(() => heard.find((p) => p.op === 4)?.d)
      .toEqual({ guild_id: '1', channel_id: '2', self_mute: false, self_deaf: true });
  });

  it('sends the last wish of each guild when it is back on air, a goodbye too', async () => {
    shard.start();
    await isReady();
    const command = { guildId: '1', channelId: '2', selfMute: false, selfDeaf: false };
    const outcomes: string[] = [];
    shard.onState((state) => {
      if (state.kind !== 'waiting') return;
      outcomes.push(shard.sendVoiceState(command));
      outcomes.push(shard.sendVoiceState({ ...command, channelId: null }));
      outcomes.push(shard.sendVoiceState({ ...command, guildId: '3' }));
    });
    socketNow().close(4_000, 'cut');

    await expect
      .poll(() => heard.filter((p) => p.op === 4).map((p) => p.d))
      .toMatchObject([
        { guild_id: '1', channel_id: null },
        { guild_id: '3', channel_id: '2' },
      ]);
    expect(outcomes).toEqual(['queued', 'queued', 'queued']);
  });

  it('holds commands back at the send limit instead of being thrown out', async () => {
    shard.start();
    await isReady();
    const outcomes = Array.from({ length: 130 }, (_, i) =>
      shard.sendVoiceState({ guildId: '1', channelId: String(i), selfMute: false, selfDeaf: false }),
    );

    expect(outcomes.filter((outcome) => outcome === 'sent').length).toBeLessThanOrEqual(110);
    expect(outcomes).toContain('queued');
  });

  it('leaves nothing behind when closed in the middle of connecting', async () => {
    onConnection = () => undefined;
    shard.start();
    await expect.poll(() => sockets.length).toBe(1);
    await shard.close();

    await expect.poll(() => socketNow().readyState).toBe(socketNow().CLOSED);
  });
});
