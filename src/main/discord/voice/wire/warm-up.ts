/**
 * The first thousands of slots, run through before anybody waits for one. V8 compiles what runs often in threads of its own,
 * which it wakes in the middle of a slot: where every core is taken the woken one goes first, and the packet waits 1 to 3 ms
 * for it. At 50 slots a second that went on for minutes.
 */
import { createSocket, type Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { ByteRing } from './byte-ring';
import { WireCells } from './counters';
import { sharedMonotonicMs } from './monotonic';
import { SLOT_QUEUE_BYTES, sendDue } from './slot-queue';
import { isControl } from './udp';
import { WireLoop } from './wire-loop';

const HOST = '127.0.0.1';
/** A packet of 64 kbit/s, sealed. */
const PACKET = Buffer.alloc(200, 0x80);
/** One in so many is sent with a callback, as the wire does. */
const ASK_EVERY_SLOTS = 25;

export interface WarmUpLimits {
  slots: number;
  durationMs: number;
}

/**
 * Runs the wire's loop over time that it leaps over, with packets to a socket of its own. Answers how many slots it came
 * through within its limits. Rejects when the system gives no socket; nothing is left open.
 */
export async function warmUp(limits: WarmUpLimits): Promise<number> {
  const socket = createSocket('udp4');
  try {
    await connectToItself(socket);
    return await runSlots(socket, limits);
  } finally {
    socket.close();
  }
}

function connectToItself(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, HOST, () => {
      socket.connect((socket.address() as AddressInfo).port, HOST, () => {
        socket.removeListener('error', reject);
        resolve();
      });
    });
  });
}

function runSlots(socket: Socket, limits: WarmUpLimits): Promise<number> {
  const outbound = new ByteRing(ByteRing.allocate(SLOT_QUEUE_BYTES));
  const inbound = new ByteRing(ByteRing.allocate(SLOT_QUEUE_BYTES));
  const cells = new WireCells(WireCells.allocate());
  const startMs = sharedMonotonicMs();
  let leaptMs = 0;
  let slots = 0;
  return new Promise((resolve, reject) => {
    const loop = new WireLoop(startMs, {
      nowMs: () => sharedMonotonicMs() + leaptMs,
      sleep(durationMs) {
        leaptMs += durationMs;
        cells.sleep(0);
      },
      turn: setImmediate,
      onDeadline(due) {
        outbound.push(0, due, PACKET);
        if (cells.claim(due)) sendDue(outbound, due, send);
        cells.add('sent', 1);
      },
      onTick() {
        slots += 1;
        cells.slot = slots;
        if (slots < limits.slots && sharedMonotonicMs() - startMs < limits.durationMs) return;
        loop.stop();
        resolve(slots);
      },
    });
    const fail = (error: Error | null) => {
      if (!error) return;
      loop.stop();
      reject(error);
    };
    function send(packet: Buffer): void {
      if (slots % ASK_EVERY_SLOTS === 0) socket.send(packet, fail);
      else socket.send(packet);
    }
    socket.on('error', fail);
    socket.on('message', (datagram) => {
      const atMs = loop.noteRead(isControl(datagram));
      if (!inbound.push(0, atMs, datagram)) inbound.take();
    });
    loop.start();
  });
}
