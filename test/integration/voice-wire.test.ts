import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemFrameTiming } from '../../src/main/discord/voice/clock/system-timing';
import { createInThreadWire } from '../../src/main/discord/voice/wire/in-thread-wire';
import { createThreadWire } from '../../src/main/discord/voice/wire/thread-wire';
import { RELAXED_SLOTS, type Wire, type WireSocketEvents } from '../../src/main/discord/voice/wire/wire';
import { systemClock } from '../../src/main/support/clock';
import { type Logger, silentLogger } from '../../src/main/support/logger';
import { spawnWireThread } from '../support/wire-thread';

const HOST = '127.0.0.1';

/** The far end: what came, by its first byte, and when. */
class Far {
  readonly got: { first: number; atMs: number; port: number }[] = [];
  private constructor(readonly socket: Socket) {
    socket.on('message', (datagram, from) =>
      this.got.push({ first: datagram[0] ?? -1, atMs: performance.now(), port: from.port }),
    );
  }
  static async open(): Promise<Far> {
    const socket = createSocket('udp4');
    socket.bind(0, HOST);
    await once(socket, 'listening');
    return new Far(socket);
  }
  get address() {
    return { ip: HOST, port: (this.socket.address() as AddressInfo).port };
  }
}

let far: Far;
let wires: Wire[];
let threads: Worker[];
beforeEach(async () => {
  far = await Far.open();
  wires = [];
  threads = [];
});
afterEach(async () => {
  for (const wire of wires) await wire.close();
  far.socket.close();
});

function threadWire(): Wire {
  const wire = createThreadWire({
    clock: systemClock,
    logger: silentLogger,
    spawn: (data) => {
      const thread = spawnWireThread(data);
      threads.push(thread);
      return thread;
    },
  });
  wires.push(wire);
  return wire;
}

function inThreadWire(): Wire {
  const wire = createInThreadWire({ clock: systemClock, timing: systemFrameTiming });
  wires.push(wire);
  return wire;
}

function listener() {
  const heard = {
    datagrams: [] as { bytes: Buffer; arrivalMs: number }[],
    troubles: [] as string[],
    lost: [] as Error[],
  };
  const events: WireSocketEvents = {
    onDatagram: (bytes, arrivalMs) => heard.datagrams.push({ bytes: Buffer.from(bytes), arrivalMs }),
    onTrouble: (error) => heard.troubles.push(error.message),
    onLost: (error) => heard.lost.push(error),
  };
  return { heard, events };
}

async function until(what: string, condition: () => boolean, limitMs = 30_000): Promise<void> {
  const giveUpMs = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > giveUpMs) throw new Error(`waited in vain for ${what}`);
    await new Promise((done) => setTimeout(done, 5));
  }
}

/** sched(7) */
const SCHED_RR = 2;

/** Threads of this process that go first: field 41 of their `stat` (proc(5)). */
function realtimeThreads(): number {
  if (process.platform !== 'linux') return 0;
  return readdirSync('/proc/self/task').filter((thread) => {
    const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8');
    // The name, in brackets, may have blanks; the third field comes after it.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[41 - 3]) === SCHED_RR;
  }).length;
}

/** Holds this thread up, as a commit in a large group does. */
function block(durationMs: number): void {
  const untilMs = performance.now() + durationMs;
  while (performance.now() < untilMs);
}

describe.each([
  ['in a thread', threadWire],
  ['in the caller’s thread', inThreadWire],
])('the wire %s', (_where, make) => {
  it('sends control datagrams at once and hands out what comes, with the time of its arrival', async () => {
    const { heard, events } = listener();
    const socket = await make().open(far.address, events);
    socket.send(Uint8Array.of(19, 1, 2));
    await until('the datagram', () => far.got.length === 1);
    const sentMs = performance.now();
    far.socket.send(Uint8Array.of(20, 7), far.got[0]?.port ?? 0, HOST);
    await until('the answer', () => heard.datagrams.length === 1);
    expect([...(heard.datagrams[0]?.bytes ?? [])]).toEqual([20, 7]);
    // The two threads' clocks agree within a tenth of a millisecond.
    expect(heard.datagrams[0]?.arrivalMs).toBeGreaterThan(sentMs - 0.1);
    expect(heard.datagrams[0]?.arrivalMs).toBeLessThan(performance.now() + 0.1);
  });

  it('sends each packet at its slot, 20 ms apart, and ticks while something is open', async () => {
    const wire = make();
    const { events } = listener();
    const socket = await wire.open(far.address, events);
    const slots: number[] = [];
    let sealedTo = 0;
    const unsubscribe = wire.onTick(({ slot }) => {
      slots.push(slot);
      for (sealedTo = Math.max(sealedTo, slot); sealedTo < slot + 2; ) {
        sealedTo += 1;
        expect(socket.sendAt(sealedTo, Uint8Array.of(0x80 + (sealedTo % 100)))).toBe(true);
      }
    });
    await until('25 packets', () => far.got.length >= 25);
    unsubscribe();
    const span = (far.got[24]?.atMs ?? 0) - (far.got[0]?.atMs ?? 0);
    expect(span).toBeGreaterThan(24 * 20 - 40);
    expect(slots).toEqual([...slots].sort((a, b) => a - b));
    expect(wire.stats.sent).toBeGreaterThanOrEqual(25);
    await socket.close();
    expect(socket.sendAt(sealedTo + 1, Uint8Array.of(1))).toBe(false);
    const ticked = wire.slot;
    await new Promise((done) => setTimeout(done, 70));
    expect(wire.slot).toBeLessThanOrEqual(ticked + 1);
  });

  it('tells of each tick when its slot was due, however late it comes', async () => {
    const wire = make();
    const zeros: number[] = [];
    let early = false;
    const unsubscribe = wire.onTick(({ slot, dueMs }) => {
      early ||= dueMs > performance.now();
      zeros.push(dueMs - slot * 20);
      block(zeros.length % 3 === 0 ? 37 : 13);
    });
    await wire.open(far.address, listener().events);
    await until('some ticks', () => zeros.length >= 15);
    unsubscribe();
    expect(early).toBe(false);
    // What is between two readings of the clocks in a row only makes it later, so that the least is exact.
    const zero = Math.min(...zeros);
    expect(zeros.filter((each) => each - zero < 0.5).length).toBeGreaterThan(zeros.length / 2);
  });

  it('gives up packets whose slot has passed', async () => {
    const wire = make();
    const socket = await wire.open(far.address, listener().events);
    await until('some ticks', () => wire.slot > 2);
    for (let back = 2; back >= 0; back -= 1) socket.sendAt(wire.slot - back - 1, Uint8Array.of(0x80));
    await until('them to be given up', () => wire.stats.stale === 3);
    expect(far.got).toHaveLength(0);
  });

  it('refuses more than a second of packets ahead, and says so', async () => {
    const wire = make();
    const socket = await wire.open(far.address, listener().events);
    const packet = new Uint8Array(1_200);
    let taken = 0;
    while (socket.sendAt(wire.slot + 1_000 + taken, packet)) taken += 1;
    expect(taken).toBeGreaterThan(40);
    expect(taken).toBeLessThan(60);
  });

  it('reports a server that is not there and stays open', async () => {
    const { heard, events } = listener();
    const gone = await Far.open();
    const { address } = gone;
    gone.socket.close();
    const wire = make();
    const socket = await wire.open(address, events);
    const timer = setInterval(() => socket.send(Uint8Array.of(19)), 20);
    await until('the trouble', () => heard.troubles.length > 0);
    clearInterval(timer);
    expect(heard.troubles[0]).toContain('ECONNREFUSED');
    expect(heard.lost).toEqual([]);
    await socket.close();
  });

  it('refuses an address that is none', async () => {
    await expect(make().open({ ip: '999.1.1.1', port: 9 }, listener().events)).rejects.toMatchObject({
      code: 'voice/network',
    });
  });
});

describe('the wire thread', () => {
  it('goes first in real time where the system grants it, alone of its process, and says which', async () => {
    const said: Record<string, unknown>[] = [];
    const logger: Logger = {
      ...silentLogger,
      info: (_message, fields) => said.push(fields ?? {}),
    };
    const wire = createThreadWire({ clock: systemClock, logger, spawn: spawnWireThread });
    wires.push(wire);
    const before = realtimeThreads();
    await wire.open(far.address, listener().events);

    expect(said).toHaveLength(1);
    const { realtime, reason } = said[0] ?? {};
    expect(realtimeThreads() - before).toBe(realtime === true ? 1 : 0);
    // Refused only where it was asked.
    expect(reason === null).toBe(realtime === true || process.platform !== 'linux');
  });

  it('goes on at its deadlines with what was sealed ahead, while the engine’s thread is held up', async () => {
    const wire = threadWire();
    const socket = await wire.open(far.address, listener().events);
    await until('ticks', () => wire.slot > 0);
    const first = wire.slot + 1;
    for (let slot = first; slot < first + 10; slot += 1)
      socket.sendAt(slot, Uint8Array.of(0x80 + slot - first));
    block(150);
    // They left while this thread could not have sent one; a busy machine may leave the wire's out for a slot.
    expect(wire.stats.sent).toBeGreaterThanOrEqual(3);
    await until('all of them', () => far.got.length + wire.stats.stale === 10);
    const order = far.got.map(({ first: byte }) => byte - 0x80);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it('loses no datagram of a hundred speakers while the engine’s thread is held up for half a second', async () => {
    const wire = threadWire();
    const { heard, events } = listener();
    const socket = await wire.open(far.address, events);
    socket.send(Uint8Array.of(19));
    await until('our port', () => far.got.length === 1);
    const { port } = far.got[0] ?? { port: 0 };
    const sent = 2_500;
    for (let i = 0; i < sent; i += 1) {
      const datagram = Buffer.alloc(220, 0x80);
      datagram.writeUInt32BE(i, 8);
      far.socket.send(datagram, port, HOST);
      if (i % 250 === 249) await new Promise((done) => setImmediate(done));
    }
    block(500);
    await until('all datagrams', () => heard.datagrams.length === sent);
    expect(heard.datagrams.map(({ bytes }) => bytes.readUInt32BE(8))).toEqual(
      Array.from({ length: sent }, (_, i) => i),
    );
    expect(wire.stats.dropped).toBe(0);
    // They were read when they came, not when this thread had time for them.
    const last = heard.datagrams.at(-1)?.arrivalMs ?? 0;
    expect(performance.now() - last).toBeGreaterThan(300);
  });

  it('hands out what has come when it is asked to, and not again at the tick', async () => {
    const wire = threadWire();
    const { heard, events } = listener();
    let askedAgain = 0;
    const socket = await wire.open(far.address, {
      ...events,
      onDatagram: (bytes, arrivalMs) => {
        askedAgain += 1;
        // Whoever is given one may ask for the rest.
        wire.catchUp();
        events.onDatagram(bytes, arrivalMs);
      },
    });
    socket.send(Uint8Array.of(19));
    await until('our port', () => far.got.length === 1);
    const { port } = far.got[0] ?? { port: 0 };
    for (let i = 0; i < 20; i += 1) far.socket.send(Uint8Array.of(0x80, i), port, HOST);
    await new Promise((done) => setImmediate(done));
    // The wire's thread reads them meanwhile; this one has no turn in which it could look.
    block(60);
    wire.catchUp();
    expect(heard.datagrams.map(({ bytes }) => bytes[1])).toEqual(Array.from({ length: 20 }, (_, i) => i));
    await until('some ticks', () => wire.slot > 0);
    await new Promise((done) => setTimeout(done, 100));
    expect(heard.datagrams).toHaveLength(20);
    expect(askedAgain).toBe(20);
  });

  it('announces every second slot while nobody is in a hurry', async () => {
    const wire = threadWire();
    let hurry = false;
    const slots: number[] = [];
    wire.onTick(
      ({ slot, skipped }) => {
        expect(slot - skipped - 1).toBe(slots.at(-1) ?? slot - skipped - 1);
        slots.push(slot);
      },
      () => (hurry ? 1 : RELAXED_SLOTS),
    );
    await wire.open(far.address, listener().events);
    await until('20 slots', () => wire.slot > (slots[0] ?? wire.slot) + 20);
    expect(slots.length).toBeLessThanOrEqual(12);
    hurry = true;
    const [count, slot] = [slots.length, wire.slot];
    await until('20 more', () => wire.slot > slot + 20);
    expect(slots.length - count).toBeGreaterThan(11);
  });

  it('serves several engines with one tick', async () => {
    const wire = threadWire();
    const other = await Far.open();
    const [a, b] = [
      await wire.open(far.address, listener().events),
      await wire.open(other.address, listener().events),
    ];
    await until('ticks', () => wire.slot > 0);
    const slot = wire.slot + 2;
    a.sendAt(slot, Uint8Array.of(0x80));
    b.sendAt(slot, Uint8Array.of(0x81));
    await until('both', () => far.got.length === 1 && other.got.length === 1);
    expect(threads).toHaveLength(1);
    other.socket.close();
  });

  it('tells every socket when it dies, and starts anew with the next one, its slots going on', async () => {
    const wire = threadWire();
    const { heard, events } = listener();
    const socket = await wire.open(far.address, events);
    await until('ticks', () => wire.slot > 0);
    const before = wire.slot;
    await threads[0]?.terminate();
    await until('the loss', () => heard.lost.length === 1);
    expect(heard.lost[0]).toMatchObject({ code: 'voice/engine-crashed', retryable: true });
    expect(socket.sendAt(wire.slot + 1, Uint8Array.of(0x80))).toBe(false);
    await socket.close();

    const again = await wire.open(far.address, listener().events);
    again.send(Uint8Array.of(19));
    await until('the datagram', () => far.got.length === 1);
    await until('its ticks', () => wire.slot > before);
    expect(wire.stats.restarts).toBe(1);
  });

  it('opens its first socket in the thread that was prepared', async () => {
    const wire = threadWire();
    wire.prepare();
    wire.prepare();
    expect(threads).toHaveLength(1);

    const socket = await wire.open(far.address, listener().events);
    socket.send(Buffer.from([7]));
    await expect.poll(() => far.got.map(({ first }) => first)).toEqual([7]);
    expect(threads).toHaveLength(1);
  });

  it('leaves no thread behind', async () => {
    const wire = threadWire();
    await wire.open(far.address, listener().events);
    const ended = once(threads[0] as Worker, 'exit');
    await wire.close();
    await ended;
    await expect(wire.open(far.address, listener().events)).rejects.toMatchObject({ code: 'voice/network' });
  });
});
