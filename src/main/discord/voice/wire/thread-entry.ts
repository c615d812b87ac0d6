/**
 * Entry of the wire thread: owns the UDP sockets and the 20 ms clock. Nothing here may take long: what is worked out
 * (codecs, encryption, groups) is worked out in the engine's thread and only sent from here.
 */
import type { Socket } from 'node:dgram';
import { parentPort, workerData } from 'node:worker_threads';
import { ByteRing } from './byte-ring';
import { WireCells } from './counters';
import type { WireReport, WireRequest, WireThreadData } from './messages';
import { sharedMonotonicMs } from './monotonic';
import { sendDue } from './slot-queue';
import { goRealtime, riseAboveTheProcess } from './thread-priority';
import { connectUdp, isControl } from './udp';
import { warmUp } from './warm-up';
import { WireLoop } from './wire-loop';

interface Open {
  socket: Socket;
  outbound: ByteRing;
  onSent: (error: Error | null) => void;
  /** Sends what is due. */
  send: (packet: Buffer) => void;
}

/** An unreachable server answers every packet with an error: one line a second is enough. */
const TROUBLE_EVERY_MS = 1_000;
/** 25 × 20 ms: whether sending works is asked that often; hearing of every packet costs a tenth of sending it. */
const ASK_EVERY_SLOTS = 25;
/**
 * Beside a taken core, V8's threads were woken in 7 of the 500 slots after twelve seconds without it, in 7 after 1,500 slots
 * and in one after these, which take 0.2 s. The call is being signalled meanwhile (`Wire.prepare`).
 */
const WARM_UP = { slots: 8_000, durationMs: 300 };

try {
  riseAboveTheProcess();
} catch (error) {
  if (process.env.ROOMTONE_DEBUG) process.stderr.write(`wire: priority unchanged: ${String(error)}\n`);
}

const data = workerData as WireThreadData;
const cells = new WireCells(data.cells);
const inbound = new ByteRing(data.inbound);
/** Undefined while it is being opened. */
const sockets = new Map<number, Open | undefined>();
const say = (report: WireReport) => parentPort?.postMessage(report);

/** The first socket waits for it. Real time comes last: what computes for 0.2 s is not to have a core to itself. */
const ready = warmUp(WARM_UP)
  .catch((error: unknown) => {
    if (process.env.ROOMTONE_DEBUG) process.stderr.write(`wire: not warmed up: ${String(error)}\n`);
  })
  .then(() => goRealtime())
  .then(
    (granted) => say({ kind: 'realtime', granted, reason: null }),
    (error: unknown) => say({ kind: 'realtime', granted: false, reason: String(error) }),
  );

let slot = 0;
let sentNow = 0;
const loop = new WireLoop(data.originMs, {
  nowMs: sharedMonotonicMs,
  sleep: (durationMs) => cells.sleep(durationMs),
  turn: setImmediate,
  onDeadline(due) {
    slot = due;
    if (!cells.claim(due)) return;
    for (const open of sockets.values()) {
      if (!open) continue;
      const stale = sendDue(open.outbound, due, open.send);
      if (stale > 0) cells.add('stale', stale);
    }
    if (sentNow > 0) cells.add('sent', sentNow);
    sentNow = 0;
  },
  onTick({ late, skipped }) {
    if (late) cells.add('lateTicks', 1);
    if (skipped > 0) cells.add('skippedSlots', skipped);
    // The engine's thread looks by itself: a message for each tick would cost as much as the tick.
    cells.slot = slot;
  },
});

async function open(request: Extract<WireRequest, { kind: 'open' }>): Promise<void> {
  const { socket: id, address, outbound } = request;
  sockets.set(id, undefined);
  let quietUntilMs = 0;
  let askAt = 0;
  const onTrouble = (error: Error) => {
    cells.add('sendErrors', 1);
    const nowMs = sharedMonotonicMs();
    if (nowMs < quietUntilMs) return;
    quietUntilMs = nowMs + TROUBLE_EVERY_MS;
    say({ kind: 'trouble', socket: id, message: error.message });
  };
  try {
    await ready;
    const socket = await connectUdp(address, onTrouble);
    if (!sockets.has(id)) {
      socket.close();
      return;
    }
    socket.on('message', (datagram) => receive(id, datagram));
    const onSent = (error: Error | null) => {
      if (error && sockets.has(id)) onTrouble(error);
    };
    const send = (packet: Buffer) => {
      sentNow += 1;
      if (slot < askAt) {
        socket.send(packet);
        return;
      }
      askAt = slot + ASK_EVERY_SLOTS;
      socket.send(packet, onSent);
    };
    sockets.set(id, { socket, outbound: new ByteRing(outbound), onSent, send });
    say({ kind: 'opened', socket: id });
    loop.start();
  } catch (error) {
    forget(id);
    say({ kind: 'refused', socket: id, message: String(error) });
  }
}

function receive(id: number, datagram: Buffer): void {
  const control = isControl(datagram);
  const atMs = loop.noteRead(control);
  if (!inbound.push(id, atMs, datagram)) cells.add('dropped', 1);
  else if (control) say({ kind: 'look' });
}

function close(id: number): void {
  const open = sockets.get(id);
  forget(id);
  if (open) open.socket.close(() => say({ kind: 'closed', socket: id }));
  else say({ kind: 'closed', socket: id });
}

/** Without sockets there is nothing to be on time for. */
function forget(id: number): void {
  sockets.delete(id);
  if (sockets.size === 0) loop.stop();
}

parentPort?.on('message', (request: WireRequest) => {
  switch (request.kind) {
    case 'open':
      void open(request);
      break;
    case 'send': {
      const open = sockets.get(request.socket);
      if (!open) break;
      open.socket.send(request.datagram, open.onSent);
      if (isControl(request.datagram)) loop.awaitAnswer();
      break;
    }
    case 'close':
      close(request.socket);
      break;
  }
});
