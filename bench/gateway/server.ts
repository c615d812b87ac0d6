/** The gateway of the bench, in a process of its own: zlib-stream only, as plain as it can be. */
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { GUILD_ID, guild, replay, user } from './events';
import { LiveGuild } from './live-guild';
import type { Scene, ServerCommand, ServerMessage } from './protocol';
import { ZlibFrames } from './zlib-frames';

const SESSION = 'bench-session';
const HELLO = JSON.stringify({ t: null, s: null, op: 10, d: { heartbeat_interval: 41_250 } });
const ACK = JSON.stringify({ t: null, s: null, op: 11, d: null });
/** Events of the live guild each 2 ms. */
const LIVE_BURST = 2;

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
const url = () => `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
const tell = (message: ServerMessage) => process.send?.(message);

let scene: Scene = 'replay';
/** HELLO, READY and what `go` sends, compressed as one stream: each connection gets the same bytes. */
let prepared: Buffer[] = [];
let live = new LiveGuild(SESSION);
let happening: NodeJS.Timeout | undefined;
let socketNow: WebSocket | undefined;
let connections = 0;
let sayNow: ((text: string) => void) | undefined;

async function lay(next: Scene): Promise<void> {
  clearInterval(happening);
  happening = undefined;
  scene = next;
  if (scene === 'live') {
    live = new LiveGuild(SESSION);
    return;
  }
  const ready = {
    v: 10,
    user: user(0),
    session_id: SESSION,
    resume_gateway_url: url(),
    guilds: [{ id: GUILD_ID, unavailable: true }],
  };
  const events = [
    { t: 'READY', d: ready },
    ...(scene === 'replay'
      ? [{ t: 'GUILD_CREATE', d: guild(2_000, 200) }, ...replay()]
      : [{ t: 'GUILD_CREATE', d: guild(20_000, 2_000, 200) }]),
  ];
  const frames = new ZlibFrames();
  const texts = [HELLO, ...events.map(({ t, d }, at) => JSON.stringify({ t, s: at + 1, op: 0, d }))];
  prepared = [];
  for (const text of texts) prepared.push(await frames.frame(text));
  frames.close();
}

/** Sends without piling up more than a socket can take. */
function pour(socket: WebSocket, frames: readonly Buffer[], at = 0): void {
  let next = at;
  while (next < frames.length && socket.bufferedAmount < 4_000_000) {
    const frame = frames[next];
    if (frame) socket.send(frame);
    next += 1;
  }
  if (next < frames.length) setImmediate(() => pour(socket, frames, next));
}

server.on('connection', (socket) => {
  socketNow = socket;
  socket.on('error', () => undefined);
  if (scene === 'live') liveConnection(socket);
  else {
    socket.send(prepared[0] ?? '');
    socket.on('message', (data) => {
      const { op } = JSON.parse(String(data)) as { op: number };
      // With READY comes the small guild of the replay; heartbeats need no answer in so short a time.
      if (op === 2) pour(socket, prepared.slice(1, scene === 'replay' ? 3 : 2));
    });
  }
});

function liveConnection(socket: WebSocket): void {
  connections += 1;
  const number = connections;
  const frames = new ZlibFrames();
  let identified = false;
  const say = (text: string) => {
    void frames.frame(text).then((frame) => {
      if (socket.readyState === socket.OPEN) socket.send(frame);
    });
  };
  say(HELLO);
  socket.on('close', () => frames.close());
  socket.on('message', (data) => {
    const { op, d } = JSON.parse(String(data)) as { op: number; d: { seq?: number } | null };
    if (op === 1) say(ACK);
    // What a connection said that its client has given up in the meantime comes too late.
    if ((op !== 2 && op !== 6) || identified || number < connections) return;
    identified = true;
    if (op === 2 && live.dispatches.length > 2) live = new LiveGuild(SESSION);
    for (const text of live.dispatches.slice(op === 6 ? d?.seq : 0)) say(text);
    if (op === 6) say(told('RESUMED', {}));
    sayNow = say;
    happening ??= setInterval(() => {
      for (let n = 0; n < LIVE_BURST; n += 1) {
        const text = live.next();
        sayNow?.(text);
      }
    }, 2);
  });
}

function told(t: string, d: unknown): string {
  const text = JSON.stringify({ t, s: live.dispatches.length + 1, op: 0, d });
  live.dispatches.push(text);
  return text;
}

let cuts = 0;
function cut(): void {
  const socket = socketNow;
  sayNow = undefined;
  cuts += 1;
  // A lost network, a server that restarts, one that asks us to leave, one that does not know why.
  const ways = [
    () => socket?.terminate(),
    () => socket?.close(1001),
    () => socket?.close(4000),
    () => socket?.terminate(),
  ];
  ways[cuts % ways.length]?.();
  tell({ type: 'cut', atMs: Date.now() });
}

process.on('message', async (command: ServerCommand) => {
  switch (command.type) {
    case 'scene':
      await lay(command.scene);
      tell({ type: 'ready' });
      return;
    case 'go':
      if (socketNow) pour(socketNow, prepared.slice(scene === 'replay' ? 3 : 2));
      return;
    case 'cut':
      cut();
      return;
    case 'truth':
      // A connection that is still on its way back would set things happening again, after the truth was told.
      while (!sayNow) await new Promise((done) => setTimeout(done, 10));
      clearInterval(happening);
      happening = undefined;
      tell({ type: 'truth', truth: live.truth });
  }
});
process.on('disconnect', () => process.exit(0));
server.on('listening', () => tell({ type: 'listening', port: (server.address() as AddressInfo).port }));
