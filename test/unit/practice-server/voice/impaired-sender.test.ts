import { expect, it } from 'vitest';
import { ImpairedSender } from '../../../../src/main/practice-server/voice/impaired-sender';
import { emptyStats } from '../../../../src/main/practice-server/voice/stats';
import { SeededRandom } from '../../../../src/main/practice-server/world/random';

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
