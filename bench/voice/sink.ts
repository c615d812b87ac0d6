/**
 * The far end of the pacing bench, in a process of its own: a voice server that says the least a client needs
 * (gateway v8 over ws and wss on one port each, IP discovery, no DAVE) and writes down when each packet came.
 * Parent: `reset` forgets, `report` answers the arrivals.
 */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createServer as createPlain } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import { constants, setPriority } from 'node:os';
import { type WebSocket, WebSocketServer } from 'ws';
import {
  AES_GCM_MODE,
  buildIpDiscoveryResponse,
  parseIpDiscoveryRequest,
} from '../../src/main/discord/voice/packets';
import { goRealtime } from '../../src/main/discord/voice/wire/thread-priority';
import { makeSelfSigned } from '../../src/main/practice-server/voice/self-signed';

/** RTP SSRC, timestamp, and arrival in ms on this process's monotonic clock. */
export type Arrival = [ssrc: number, rtpTimestamp: number, atMs: number];

export type SinkMessage =
  | { type: 'listening'; wsPort: number; wssPort: number; udpPort: number; certificatePem: string }
  | { type: 'arrivals'; arrivals: Arrival[] };

const HOST = '127.0.0.1';
/** Given to whoever connects; the bare loop has 1. */
const CLIENT_SSRC = 4_242;
const RTP_FIRST_BYTE = 0x80;

try {
  // The measuring instrument: its own late wake-ups would count as the sender's.
  setPriority(constants.priority.PRIORITY_HIGHEST);
} catch (error) {
  process.stderr.write(`sink: priority unchanged: ${String(error)}\n`);
}

let arrivals: Arrival[] = [];
const say = (message: SinkMessage) => process.send?.(message);

const udp = createSocket('udp4');
udp.on('message', (datagram, from) => {
  const atMs = performance.now();
  if ((datagram[0] ?? 0) >= RTP_FIRST_BYTE && datagram.length >= 12) {
    arrivals.push([datagram.readUInt32BE(8), datagram.readUInt32BE(4), atMs]);
    return;
  }
  const request = parseIpDiscoveryRequest(datagram);
  if (!request.ok) return;
  const answer = { ssrc: request.value.ssrc, address: from.address, port: from.port };
  udp.send(buildIpDiscoveryResponse(answer), from.port, from.address);
});

function serve(socket: WebSocket): void {
  const send = (op: number, d: unknown) => socket.send(JSON.stringify({ op, d }));
  send(8, { v: 8, heartbeat_interval: 13_750 });
  socket.on('message', (data) => {
    const { op, d } = JSON.parse(String(data)) as { op: number; d: { t?: number } };
    if (op === 0) {
      const { port } = udp.address();
      send(2, { ssrc: CLIENT_SSRC, ip: HOST, port, modes: [AES_GCM_MODE] });
    }
    if (op === 1) {
      send(4, { mode: AES_GCM_MODE, secret_key: [...randomBytes(32)], dave_protocol_version: 0 });
    }
    if (op === 3) send(6, { t: d.t });
  });
}

const certificate = makeSelfSigned(HOST, Date.now());
const plain = createPlain();
const secure = createSecure({ key: certificate.privateKeyPem.reveal(), cert: certificate.certificatePem });
for (const server of [plain, secure]) new WebSocketServer({ server }).on('connection', serve);

async function listen(): Promise<void> {
  // Before whoever sends: not even it is to hold up the looking.
  await goRealtime(10).catch((error) => process.stderr.write(`sink: no real time: ${String(error)}\n`));
  await Promise.all([
    new Promise<void>((done) => udp.bind(0, HOST, done)),
    new Promise<void>((done) => plain.listen(0, HOST, done)),
    new Promise<void>((done) => secure.listen(0, HOST, done)),
  ]);
  say({
    type: 'listening',
    wsPort: (plain.address() as AddressInfo).port,
    wssPort: (secure.address() as AddressInfo).port,
    udpPort: udp.address().port,
    certificatePem: certificate.certificatePem,
  });
}
process.on('message', (message) => {
  if (message === 'reset') arrivals = [];
  if (message === 'report') say({ type: 'arrivals', arrivals });
});
process.on('disconnect', () => process.exit(0));
void listen();
