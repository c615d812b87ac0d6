import { expect, it } from 'vitest';
import { ImpairedSender } from '../../../../src/main/practice-server/voice/impaired-sender';
import { emptyStats } from '../../../../src/main/practice-server/voice/stats';
import { SeededRandom } from '../../../../src/main/practice-server/world/random';
import { SteppedClock } from '../../../support/stepped-clock';

const TO = { address: '127.0.0.1', port: 1 };

function sendAll(
  seed: string,
  impairment: object,
): { arrived: number[]; stats: ReturnType<typeof emptyStats> } {
  const arrived: number[] = [];
  const stats = emptyStats();
  const network = new ImpairedSender(
    (datagram) => arrived.push(datagram.readUInt16BE(0)),
    new SeededRandom(seed),
    stats,
  );
  network.impair(impairment);
  for (let number = 0; number < 1000; number += 1) {
    const datagram = Buffer.alloc(2);
    datagram.writeUInt16BE(number);
    network.send(datagram, TO);
  }
  return { arrived, stats };
}

const ordered = Array.from({ length: 1000 }, (_, number) => number);

it('leaves packets alone until it is asked for', () => {
  expect(sendAll('a', {}).arrived).toEqual(ordered);
});

it('loses about the share it was told to, the same ones for one seed', () => {
  const { arrived, stats } = sendAll('a', { loss: 0.1 });
  expect(stats.lostOnPurpose).toBe(1000 - arrived.length);
  expect(stats.lostOnPurpose).toBeGreaterThan(60);
  expect(stats.lostOnPurpose).toBeLessThan(140);
  expect(sendAll('a', { loss: 0.1 }).arrived).toEqual(arrived);
});

it('reorders without losing, by one place', () => {
  const { arrived, stats } = sendAll('b', { reorder: 0.2 });
  const sorted = [...arrived].sort((a, b) => a - b);
  expect(stats.reorderedOnPurpose).toBeGreaterThan(100);
  expect(sorted.length).toBeGreaterThanOrEqual(999); // the very last one may still be held
  expect(arrived.every((number, index) => Math.abs(number - index) <= 1)).toBe(true);
  expect(arrived).not.toEqual(sorted);
});

it('doubles', () => {
  const { arrived, stats } = sendAll('c', { duplicate: 0.1 });
  expect(arrived).toHaveLength(1000 + stats.duplicatedOnPurpose);
  expect([...new Set(arrived)]).toEqual(ordered);
});

it('jitters within its bound, loses nothing, and leaves no timer once closed', () => {
  const clock = new SteppedClock();
  const arrived: { number: number; lateMs: number }[] = [];
  const sentAt: number[] = [];
  const network = new ImpairedSender(
    (datagram) => {
      const number = datagram.readUInt16BE(0);
      arrived.push({ number, lateMs: clock.monotonicMs() - (sentAt[number] ?? 0) });
    },
    new SeededRandom('d'),
    emptyStats(),
    clock,
  );
  network.impair({ jitterMs: 60 });
  for (let number = 0; number < 200; number++) {
    const datagram = Buffer.alloc(2);
    datagram.writeUInt16BE(number);
    sentAt.push(clock.monotonicMs());
    network.send(datagram, TO);
    clock.advance(20);
  }
  clock.advance(60);
  expect(arrived).toHaveLength(200);
  expect(Math.max(...arrived.map(({ lateMs }) => lateMs))).toBeLessThanOrEqual(60);
  expect(arrived.map(({ number }) => number)).not.toEqual(Array.from({ length: 200 }, (_, index) => index));
  network.send(Buffer.alloc(2), TO);
  network.close();
  expect(clock.pendingTimers).toBe(0);
});

it('lets no more through than a narrow line does, late at first and then not at all', () => {
  const clock = new SteppedClock();
  const stats = emptyStats();
  const arrived: number[] = [];
  const network = new ImpairedSender(
    () => arrived.push(clock.monotonicMs()),
    new SeededRandom('n'),
    stats,
    clock,
  );
  network.impair({ kilobitsPerSecond: 32 });
  const startMs = clock.monotonicMs();
  // 100 bytes and their headers take 32 ms each; one comes every 20 ms.
  for (let packet = 0; packet < 100; packet += 1) {
    network.send(Buffer.alloc(100), TO);
    clock.advance(20);
  }
  clock.advance(1_000);
  expect(arrived.length + stats.lostOnPurpose).toBe(100);
  expect(arrived.length).toBeGreaterThan(60);
  expect(arrived.length).toBeLessThan(73);
  const gaps = arrived.slice(1).map((atMs, index) => atMs - (arrived[index] ?? startMs));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(31);
});
