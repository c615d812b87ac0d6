/** The least voice server that lets clients hear each other: gateway v8 over ws, one key each, no DAVE, no delay. */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import {
  AES_GCM_MODE,
  buildIpDiscoveryResponse,
  createTransportKey,
  parseIpDiscoveryRequest,
  parseRtpHeader,
  type TransportKey,
} from '../../src/main/discord/voice/packets';

const HOST = '127.0.0.1';

interface Member {
  userId: string;
  ssrc: number;
  socket: WebSocket;
  key: TransportKey | undefined;
  port: number | undefined;
  counter: number;
}

export class RelayServer {
  readonly #udp = createSocket('udp4');
  readonly #gateway = new WebSocketServer({ host: HOST, port: 0 });
  readonly #members = new Map<WebSocket, Member>();

  static async start(): Promise<RelayServer> {
    const relay = new RelayServer();
    relay.#udp.on('message', (datagram, from) => relay.#onDatagram(datagram, from.port));
    relay.#gateway.on('connection', (socket) => relay.#serve(socket));
    await Promise.all([
      new Promise<void>((done) => relay.#udp.bind(0, HOST, done)),
      new Promise<void>((done) => relay.#gateway.once('listening', done)),
    ]);
    return relay;
  }

  get endpoint(): string {
    return `${HOST}:${(this.#gateway.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#members.keys()) socket.terminate();
    await new Promise<void>((done) => this.#udp.close(done));
    await new Promise<void>((done) => this.#gateway.close(() => done()));
  }

  #serve(socket: WebSocket): void {
    const ssrc = 1_000 + this.#members.size;
    const member: Member = { userId: '', ssrc, socket, key: undefined, port: undefined, counter: 0 };
    this.#members.set(socket, member);
    socket.on('close', () => this.#members.delete(socket));
    socket.on('message', (data: Buffer, binary) => {
      if (!binary) void this.#onMessage(member, JSON.parse(String(data)) as { op: number; d: never });
    });
    say(socket, 8, { v: 8, heartbeat_interval: 13_750 });
  }

  async #onMessage(member: Member, { op, d }: { op: number; d: Record<string, unknown> }): Promise<void> {
    const { socket } = member;
    if (op === 0) {
      member.userId = String(d.user_id);
      const { port } = this.#udp.address();
      say(socket, 2, { ssrc: member.ssrc, ip: HOST, port, modes: [AES_GCM_MODE] });
    }
    if (op === 1) {
      const key = randomBytes(32);
      member.key = await createTransportKey(AES_GCM_MODE, key);
      say(socket, 4, { mode: AES_GCM_MODE, secret_key: [...key], dave_protocol_version: 0 });
      for (const other of this.#members.values()) {
        say(other.socket, 11, { user_ids: [...this.#members.values()].map(({ userId }) => userId) });
        if (other === member) continue;
        say(socket, 5, { user_id: other.userId, ssrc: other.ssrc, speaking: 1 });
        say(other.socket, 5, { user_id: member.userId, ssrc: member.ssrc, speaking: 1 });
      }
    }
    if (op === 3) say(socket, 6, { t: d.t });
  }

  #onDatagram(datagram: Buffer, port: number): void {
    const request = parseIpDiscoveryRequest(datagram);
    if (request.ok) {
      for (const member of this.#members.values()) {
        if (member.ssrc === request.value.ssrc) member.port = port;
      }
      this.#udp.send(buildIpDiscoveryResponse({ ...request.value, address: HOST, port }), port, HOST);
      return;
    }
    if (datagram.length === 8) {
      this.#udp.send(datagram, port, HOST);
      return;
    }
    const header = parseRtpHeader(datagram);
    const sender = [...this.#members.values()].find((member) => member.port === port);
    if (!header.ok || !sender?.key) return;
    const opened = sender.key.open(datagram, header.value.clearBytes);
    if (!opened.ok) return;
    const clear = datagram.subarray(0, header.value.clearBytes);
    for (const member of this.#members.values()) {
      if (member === sender || !member.key || member.port === undefined) continue;
      member.counter += 1;
      this.#udp.send(member.key.seal(clear, opened.value, member.counter), member.port, HOST);
    }
  }
}

function say(socket: WebSocket, op: number, d: unknown): void {
  socket.send(JSON.stringify({ op, d }));
}
