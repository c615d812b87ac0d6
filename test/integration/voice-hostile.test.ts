import { createSocket, type Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import {
  AES_GCM_MODE,
  buildIpDiscoveryResponse,
  parseIpDiscoveryRequest,
} from '../../src/main/discord/voice/packets';
import { createInProcessVoiceHost } from '../../src/main/voice-process/in-process';
import type { VoiceHost } from '../../src/main/voice-process/port';
import type { VoiceEvent } from '../../src/main/voice-process/protocol';
import type { ChannelId, GuildId, UserId } from '../../src/shared/discord/snowflake';

/** A voice server that sends whatever a test tells it to, beside the least that a client needs. */
let gateway: WebSocketServer;
let media: Socket;
let host: VoiceHost;
let events: VoiceEvent[];
let client: { socket: WebSocket; media: { address: string; port: number } | undefined };

beforeEach(async () => {
  events = [];
  media = createSocket('udp4');
  await new Promise<void>((done) => media.bind(0, '127.0.0.1', done));
  media.on('message', (datagram, from) => {
    const request = parseIpDiscoveryRequest(datagram);
    if (!request.ok) return;
    client.media = { address: from.address, port: from.port };
    const answer = { ssrc: request.value.ssrc, address: from.address, port: from.port };
    media.send(buildIpDiscoveryResponse(answer), from.port, from.address);
  });
  gateway = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await new Promise((done) => gateway.once('listening', done));
  host = createInProcessVoiceHost();
  host.onEvent((event) => events.push(event));
});
afterEach(async () => {
  await host.close();
  for (const socket of gateway.clients) socket.terminate();
  await new Promise((done) => gateway.close(done));
  await new Promise<void>((done) => media.close(() => done()));
});

/** Connects the engine; `beforeHello` may send what it likes first. */
async function connect(modes: string[], beforeHello: (socket: WebSocket) => void = () => undefined) {
  gateway.once('connection', (socket) => {
    client = { socket, media: undefined };
    const send = (op: number, d: unknown) => socket.send(JSON.stringify({ op, d }));
    beforeHello(socket);
    send(8, { v: 8, heartbeat_interval: 5_000.5 });
    socket.on('message', (data, isBinary) => {
      if (isBinary) return;
      const { op, d } = JSON.parse(String(data)) as { op: number; d: { t?: number } };
      if (op === 0) send(2, { ssrc: 77, ip: '127.0.0.1', port: media.address().port, modes });
      if (op === 1) {
        send(4, { mode: AES_GCM_MODE, secret_key: Array(32).fill(5), dave_protocol_version: 1 });
      }
      if (op === 3) send(6, { t: d.t });
    });
  });
  const channelId = '2' as ChannelId;
  host.send({
    type: 'join',
    guildId: '1' as GuildId,
    channelId,
    userId: '3' as UserId,
    bitrateBps: 64_000,
    selfMute: false,
    selfDeaf: false,
    insecureLoopback: true,
  });
  const { port } = gateway.address() as AddressInfo;
  host.send({ type: 'voiceStateUpdate', guildId: '1' as GuildId, sessionId: 's', channelId });
  host.send({
    type: 'voiceServerUpdate',
    guildId: '1' as GuildId,
    token: 't',
    endpoint: `127.0.0.1:${port}`,
  });
  await until(() => ['ready', 'ended'].includes(phase()));
}

function phase(): string {
  const last = events.findLast((event) => event.type === 'connection');
  if (last?.type !== 'connection') return 'none';
  return last.connection.kind === 'active' ? last.connection.phase : last.connection.kind;
}

function stats() {
  host.send({ type: 'probe' });
  const last = events.findLast((event) => event.type === 'stats');
  if (last?.type !== 'stats') throw new Error('the engine gave no stats');
  return last.stats;
}

async function until(condition: () => boolean, timeoutMs = 30_000): Promise<void> {
  const limit = performance.now() + timeoutMs;
  while (!condition()) {
    if (performance.now() > limit) throw new Error(`waited in vain: ${JSON.stringify(events.slice(-5))}`);
    await new Promise((done) => setTimeout(done, 10));
  }
}

it('gets past a gateway that talks nonsense first, and counts it', async () => {
  await connect([AES_GCM_MODE], (socket) => {
    for (const text of ['', '{', 'null', '[]', '{"op":"8"}', '{"op":8,"d":{}}', '{"op":2,"d":{"ssrc":-1}}'])
      socket.send(text);
    socket.send(Buffer.of(1));
    socket.send(Buffer.of(0, 1, 27, 9, 9));
  });
  expect(phase()).toBe('ready');
  await until(() => stats().pingMs !== null);
  expect(stats().malformedByReason).toMatchObject({
    'gateway/invalid': 7,
    'dave/too-short': 1,
    'dave/proposals-type': 1,
  });
});

it('stays up under a rain of arbitrary frames and datagrams', async () => {
  await connect([AES_GCM_MODE]);
  const text = fc.oneof(
    fc.string(),
    fc.tuple(fc.integer({ min: 3, max: 32 }), fc.jsonValue()).map(([op, d]) => JSON.stringify({ op, d })),
  );
  const binary = fc
    .tuple(fc.integer({ min: 25, max: 31 }), fc.uint8Array({ maxLength: 120 }))
    .map(([op, body]) => Buffer.from([0, 1, op, ...body]));
  for (const value of fc.sample(fc.oneof(text, binary), 300)) client.socket.send(value);
  const to = client.media;
  if (!to) throw new Error('the client never asked for its address');
  const body = fc.uint8Array({ minLength: 40, maxLength: 200, size: 'max' });
  for (const bytes of fc.sample(fc.oneof(body, fc.uint8Array()), 300)) {
    media.send(Buffer.from([0x80, 0x78, ...bytes]), to.port, to.address);
    media.send(Buffer.from(bytes), to.port, to.address);
  }
  await until(() => (stats().malformedByReason['transport/not-authentic'] ?? 0) > 100);
  expect(stats().packetsReceived).toBe(0);
  expect(phase()).toBe('ready');
});

it('says so when the server knows no encryption of ours', async () => {
  await connect(['rot13_poly1305']);
  const last = events.findLast((event) => event.type === 'connection');
  expect(last).toMatchObject({ connection: { kind: 'ended', error: { code: 'voice/no-common-mode' } } });
});

it('gives up on an endpoint that is no address, and says why', async () => {
  host.send({
    type: 'join',
    guildId: '1' as GuildId,
    channelId: '2' as ChannelId,
    userId: '3' as UserId,
    bitrateBps: 64_000,
    selfMute: false,
    selfDeaf: false,
    insecureLoopback: true,
  });
  const guildId = '1' as GuildId;
  host.send({ type: 'voiceStateUpdate', guildId, sessionId: 's', channelId: '2' as ChannelId });
  host.send({ type: 'voiceServerUpdate', guildId, token: 't', endpoint: 'evil.example/path?' });
  await until(() => events.some((event) => JSON.stringify(event).includes('unusable address')));
  expect(phase()).not.toBe('ready');
});
