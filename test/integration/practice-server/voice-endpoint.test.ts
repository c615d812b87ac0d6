import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startVoiceServer, type VoiceServer } from '../../../src/main/practice-server/voice/voice-server';
import { VoiceSeats } from '../../../src/main/practice-server/world/voice-seats';
import { systemClock } from '../../../src/main/support/clock';
import { silentLogger } from '../../../src/main/support/logger';

const USER = '158049329150427136';
const GUILD = '1100000000000000001';
let seats: VoiceSeats;
let server: VoiceServer;

beforeEach(async () => {
  seats = new VoiceSeats();
  server = await startVoiceServer({
    authority: seats,
    clock: systemClock,
    logger: silentLogger,
    seed: 'endpoint',
    voicesDir: resolve('resources/practice-voices'),
  });
});
afterEach(() => server.close());

async function firstMessage(socket: WebSocket): Promise<unknown> {
  const [data] = (await once(socket, 'message')) as [Buffer];
  return JSON.parse(data.toString());
}

const hello = { op: 8, d: { v: 8, heartbeat_interval: 13_750 } };

it('speaks plain WebSocket on its endpoint', async () => {
  const socket = new WebSocket(`ws://${server.endpoint}/?v=8`);
  expect(await firstMessage(socket)).toEqual(hello);
  socket.terminate();
});

it('speaks TLS on the same endpoint, with a certificate that a client can be told to trust', async () => {
  const socket = new WebSocket(`wss://${server.endpoint}/?v=8`, { ca: server.certificatePem });
  expect(await firstMessage(socket)).toEqual(hello);
  socket.terminate();
});

it('is not trusted by a client that was not told', async () => {
  const socket = new WebSocket(`wss://${server.endpoint}/?v=8`);
  const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
});

it('survives connections that speak neither', async () => {
  const [host = '', port = ''] = server.endpoint.split(':');
  for (const noise of ['\x16\x03\x01garbage', 'GET / HTTP/1.1\r\n\r\n', '\x00\x00\x00']) {
    const raw = connect(Number(port), host);
    raw.on('error', () => undefined);
    raw.write(noise);
    await new Promise((done) => setTimeout(done, 20));
    raw.destroy();
  }
  const socket = new WebSocket(`ws://${server.endpoint}/?v=8`);
  expect(await firstMessage(socket)).toEqual(hello);
  socket.terminate();
});

it.each(['/?v=3', '/', '/?v=8x', '//'])('refuses a gateway version it does not speak (%s)', async (path) => {
  const socket = new WebSocket(`ws://${server.endpoint}${path}`);
  const [error] = (await once(socket, 'error')) as [Error];
  expect(error.message).toContain('400');
});

it('answers IP discovery on the media port that Ready names', async () => {
  seats.grant(
    {
      guildId: GUILD,
      channelId: '1100000000000000002',
      userId: USER,
      channelKind: 'voice',
      bitrateBps: 64_000,
    },
    'session',
    'token',
  );
  const socket = new WebSocket(`ws://${server.endpoint}/?v=8`);
  await firstMessage(socket);
  const ready = firstMessage(socket);
  socket.send(
    JSON.stringify({
      op: 0,
      d: {
        server_id: GUILD,
        user_id: USER,
        session_id: 'session',
        token: 'token',
        max_dave_protocol_version: 1,
      },
    }),
  );
  const { d } = (await ready) as { d: { ssrc: number; ip: string; port: number } };
  const udp: Socket = createSocket('udp4');
  udp.bind(0, '127.0.0.1');
  await once(udp, 'listening');
  const request = Buffer.alloc(74);
  request.writeUInt16BE(1, 0);
  request.writeUInt16BE(70, 2);
  request.writeUInt32BE(d.ssrc, 4);
  udp.send(request, d.port, d.ip);
  const [answer] = (await once(udp, 'message')) as [Buffer];
  expect(answer.readUInt16BE(0)).toBe(2);
  expect(answer.toString('latin1', 8, answer.indexOf(0, 8))).toBe('127.0.0.1');
  expect(answer.readUInt16BE(72)).toBe(udp.address().port);
  udp.close();
  socket.terminate();
});

it('closes everything it opened', async () => {
  const socket = new WebSocket(`ws://${server.endpoint}/?v=8`);
  await firstMessage(socket);
  const closed = once(socket, 'close');
  await server.close();
  await closed;
  const late = new WebSocket(`ws://${server.endpoint}/?v=8`);
  const [error] = (await once(late, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNREFUSED');
});
