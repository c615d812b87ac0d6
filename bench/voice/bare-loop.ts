/**
 * The floor: one UDP packet each 20 ms on absolute deadlines, in a process with nothing else to do. The kernel
 * wakes it at the deadline (no timer of whole milliseconds in between), then it sends what lies ready.
 */
import { createSocket } from 'node:dgram';
import { constants, setPriority } from 'node:os';
import { goRealtime } from '../../src/main/discord/voice/wire/thread-priority';
import { FRAME_MS, FRAME_SAMPLES } from '../../src/shared/audio/constants';

/** As in `sink.ts`, which cannot be imported here: it starts itself. */
const FLOOR_SSRC = 1;
try {
  // The voice process asks for the same: both or neither get it.
  setPriority(constants.priority.PRIORITY_HIGH);
} catch (error) {
  process.stderr.write(`bare loop: priority unchanged: ${String(error)}\n`);
}
const udpPort = Number(process.argv[2]);
const never = new Int32Array(new SharedArrayBuffer(4));
const packet = Buffer.alloc(200);
packet[0] = 0x80;
packet[1] = 120;
packet.writeUInt32BE(FLOOR_SSRC, 8);
const socket = createSocket('udp4');
let startMs = 0;
let slot = 1;

function step(): void {
  const remainingMs = startMs + slot * FRAME_MS - performance.now();
  if (remainingMs > 0) Atomics.wait(never, 0, 0, remainingMs);
  packet.writeUInt32BE((slot * FRAME_SAMPLES) >>> 0, 4);
  socket.send(packet);
  slot += 1;
  setImmediate(step);
}
// As the wire's thread does.
const ready = goRealtime().catch((error) =>
  process.stderr.write(`bare loop: no real time: ${String(error)}\n`),
);
socket.connect(udpPort, '127.0.0.1', async () => {
  await ready;
  startMs = performance.now();
  process.send?.('playing');
  step();
});
process.on('disconnect', () => process.exit(0));
