/**
 * A voice server with many speakers, in a process of its own: gateway v8 over ws and wss, DAVE with a real group, one
 * client at a time that hears all of them, 50 packets a second each, spread over the 20 ms. The practice voices speak.
 * Parent: `start` begins the speech, `stop` ends it and answers how many packets went out.
 */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createServer as createPlain } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import {
  AES_GCM_MODE,
  buildDaveServerMessage,
  buildIpDiscoveryResponse,
  buildRtpHeader,
  createTransportKey,
  parseIpDiscoveryRequest,
  type TransportKey,
} from '../../src/main/discord/voice/packets';
import { loadMlsCodec, type MlsCodec } from '../../src/main/practice-server/voice/dave/mls-codec';
import { makeSelfSigned } from '../../src/main/practice-server/voice/self-signed';
import { practiceVoicePackets } from '../../test/support/practice-voice';
import { SpeakersGroup } from './speakers-group';

export type SpeakersMessage =
  | { type: 'listening'; wsPort: number; wssPort: number; certificatePem: string }
  | { type: 'stopped'; sent: number };

const HOST = '127.0.0.1';
const CHANNEL_ID = '927310423890473011';
const CLIENT_ID = '158049329150427136';
const CLIENT_SSRC = 4_242;
const FRAME_MS = 20;
const VOICES = ['amber', 'birch', 'cedar', 'dahlia', 'elm', 'fern', 'hazel', 'linden'];

const count = Number(process.argv[2] ?? 25);
const say = (message: SpeakersMessage) => process.send?.(message);
const voices = VOICES.map(practiceVoicePackets);

interface BenchSpeaker {
  userId: string;
  ssrc: number;
  packets: readonly Buffer[];
  sequence: number;
  timestamp: number;
  nextMs: number;
}

const speakers: BenchSpeaker[] = Array.from({ length: count }, (_, index) => ({
  userId: String(200_000_000_000_000_000n + BigInt(index) * 4_194_304n),
  ssrc: 10_000 + index,
  packets: voices[index % voices.length] ?? [],
  sequence: (index * 7_919) & 0xffff,
  timestamp: (index * 1_000_003) >>> 0,
  nextMs: 0,
}));

interface Client {
  key: TransportKey;
  port: number;
  counter: number;
  group: SpeakersGroup;
}

let client: Client | undefined;
/** Discovery comes before the client's key. */
let discoveredPort = 0;
let speaking = false;
let sent = 0;

const udp = createSocket({ type: 'udp4', sendBufferSize: 4_194_304 });
udp.on('message', (datagram, from) => {
  const request = parseIpDiscoveryRequest(datagram);
  if (!request.ok) {
    // A keep-alive, to be sent back.
    if (datagram.length === 8) udp.send(datagram, from.port, from.address);
    return;
  }
  discoveredPort = from.port;
  const answer = { ssrc: request.value.ssrc, address: from.address, port: from.port };
  udp.send(buildIpDiscoveryResponse(answer), from.port, from.address);
});

function pump(): void {
  const nowMs = performance.now();
  for (const speaker of speakers) {
    while (speaking && client && speaker.nextMs <= nowMs) speak(client, speaker);
  }
  if (speaking) setTimeout(pump, 1);
}

function speak(to: Client, speaker: BenchSpeaker): void {
  speaker.nextMs += FRAME_MS;
  const opus = speaker.packets[speaker.sequence % speaker.packets.length];
  speaker.sequence = (speaker.sequence + 1) & 0xffff;
  speaker.timestamp = (speaker.timestamp + 960) >>> 0;
  const frame = opus && to.group.encrypt(speaker.userId, opus);
  if (!frame) return;
  to.counter += 1;
  udp.send(to.key.seal(buildRtpHeader(speaker), frame, to.counter), to.port, HOST);
  sent += 1;
}

function start(): void {
  const nowMs = performance.now();
  for (const [index, speaker] of speakers.entries()) speaker.nextMs = nowMs + (index * FRAME_MS) / count;
  sent = 0;
  speaking = true;
  pump();
}

function serve(mls: MlsCodec, socket: WebSocket): void {
  let sequence = 0;
  const send = (op: number, d: unknown) => socket.send(JSON.stringify({ op, d }));
  const describe = async () => {
    const key = randomBytes(32);
    send(4, { mode: AES_GCM_MODE, secret_key: [...key], dave_protocol_version: 1 });
    const userIds = speakers.map(({ userId }) => userId);
    send(11, { user_ids: userIds });
    for (const { userId, ssrc } of speakers) send(5, { user_id: userId, ssrc, speaking: 1 });
    const group = new SpeakersGroup(mls, CHANNEL_ID, userIds, {
      userId: CLIENT_ID,
      send: (outbound) => {
        sequence += 1;
        if (outbound.form === 'binary') socket.send(buildDaveServerMessage(sequence, outbound.message));
        else send(outbound.message.op, outbound.message.d);
      },
    });
    client = { key: await createTransportKey(AES_GCM_MODE, key), port: discoveredPort, counter: 0, group };
  };
  socket.on('close', () => {
    speaking = false;
    client = undefined;
  });
  socket.on('message', (data: Buffer, binary) => {
    if (binary) {
      client?.group.onBinary(CLIENT_ID, data);
      return;
    }
    const { op, d } = JSON.parse(String(data)) as { op: number; d: Record<string, number> };
    if (op === 0) send(2, { ssrc: CLIENT_SSRC, ip: HOST, port: udp.address().port, modes: [AES_GCM_MODE] });
    if (op === 1) void describe();
    if (op === 3) send(6, { t: d.t });
    if (op === 23) client?.group.onTransitionReady(CLIENT_ID, Number(d.transition_id));
  });
  send(8, { v: 8, heartbeat_interval: 13_750 });
}

async function listen(): Promise<void> {
  const certificate = makeSelfSigned(HOST, Date.now());
  const plain = createPlain();
  const secure = createSecure({
    key: certificate.privateKeyPem.reveal(),
    cert: certificate.certificatePem,
  });
  const mls = await loadMlsCodec();
  for (const server of [plain, secure]) {
    new WebSocketServer({ server }).on('connection', (socket) => serve(mls, socket));
  }
  await Promise.all([
    new Promise<void>((done) => udp.bind(0, HOST, done)),
    new Promise<void>((done) => plain.listen(0, HOST, done)),
    new Promise<void>((done) => secure.listen(0, HOST, done)),
  ]);
  process.on('message', (message) => {
    if (message === 'start') start();
    if (message === 'stop') {
      speaking = false;
      say({ type: 'stopped', sent });
    }
  });
  say({
    type: 'listening',
    wsPort: (plain.address() as AddressInfo).port,
    wssPort: (secure.address() as AddressInfo).port,
    certificatePem: certificate.certificatePem,
  });
}
process.on('disconnect', () => process.exit(0));
void listen();
