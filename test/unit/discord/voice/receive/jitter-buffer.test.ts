import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  INITIAL_DEPTH,
  JitterBuffer,
  sequenceDistance,
} from '../../../../../src/main/discord/voice/receive/jitter-buffer';

const packet = (sequence: number) => ({
  sequence: sequence & 0xffff,
  timestamp: (sequence * 960) >>> 0,
  opus: Buffer.of(1),
});

function drain(buffer: JitterBuffer, pulls: number): (number | 'missed' | 'filling')[] {
  const out: (number | 'missed' | 'filling')[] = [];
  for (let i = 0; i < pulls; i += 1) {
    const pull = buffer.pull();
    out.push(pull.kind === 'packet' ? pull.packet.sequence : pull.kind);
  }
  return out;
}

describe('jitter buffer', () => {
  it('gathers 60 ms, then plays in order across the wrap', () => {
    const buffer = new JitterBuffer();
    buffer.push(packet(65_535));
    expect(buffer.pull()).toEqual({ kind: 'filling' });
    buffer.push(packet(65_537));
    buffer.push(packet(65_536));
    expect(drain(buffer, 4)).toEqual([65_535, 0, 1, 'filling']);
  });

  it('plays a burst shorter than its depth after the same wait', () => {
    const buffer = new JitterBuffer();
    buffer.push(packet(7));
    expect(drain(buffer, 5)).toEqual(['filling', 'filling', 'filling', 7, 'filling']);
  });

  it('says missed for a hole with packets behind it, and refuses the packet that comes too late', () => {
    const buffer = new JitterBuffer();
    for (const sequence of [10, 11, 13]) buffer.push(packet(sequence));
    expect(drain(buffer, 3)).toEqual([10, 11, 'missed']);
    expect(buffer.push(packet(12))).toBe('late');
    expect(drain(buffer, 1)).toEqual([13]);
    expect(buffer.missed).toBe(1);
  });

  it('takes the next sentence after a silence without calling it lost', () => {
    const buffer = new JitterBuffer();
    for (const sequence of [1, 2, 3]) buffer.push(packet(sequence));
    expect(drain(buffer, 6)).toEqual([1, 2, 3, 'filling', 'filling', 'filling']);
    for (const sequence of [4, 5, 6]) buffer.push(packet(sequence));
    expect(drain(buffer, 3)).toEqual([4, 5, 6]);
    expect(buffer.missed).toBe(0);
  });

  it('starts anew when the numbers jump far, and drops the oldest when over-full', () => {
    const buffer = new JitterBuffer();
    for (const sequence of [1, 2, 3]) buffer.push(packet(sequence));
    expect(buffer.push(packet(30_000))).toBe('restarted');
    for (let sequence = 30_001; sequence < 30_020; sequence += 1) buffer.push(packet(sequence));
    expect(buffer.size).toBeLessThanOrEqual(15);
    expect(buffer.overflowed).toBeGreaterThan(0);
    const played = drain(buffer, buffer.size);
    expect(played.at(-1)).toBe(30_019);
    expect(played).not.toContain('missed');
  });

  it('delivers every packet once and in order when arrivals are shuffled within its depth', () => {
    fc.assert(
      fc.property(
        fc.nat(0xffff),
        fc.integer({ min: 4, max: 60 }),
        fc.infiniteStream(fc.integer({ min: 0, max: INITIAL_DEPTH - 1 })),
        (start, count, delays) => {
          const arrivals = Array.from({ length: count }, (_, index) => ({
            at: index + (index === 0 ? 0 : (delays.next().value as number)),
            sequence: start + index,
          }));
          const buffer = new JitterBuffer();
          const played: number[] = [];
          for (let tick = 0; tick < count + 2 * INITIAL_DEPTH + 2; tick += 1) {
            for (const arrival of arrivals) {
              if (arrival.at === tick) expect(buffer.push(packet(arrival.sequence))).toBe('stored');
            }
            const pull = buffer.pull();
            if (pull.kind === 'packet') played.push(pull.packet.sequence);
          }
          expect(played).toEqual(arrivals.map((arrival) => arrival.sequence & 0xffff));
          expect(buffer.missed).toBe(0);
        },
      ),
    );
  });

  it('accounts for every packet under loss, doubling and disorder, and never goes back', () => {
    fc.assert(
      fc.property(
        fc.nat(0xffff),
        fc.array(fc.integer({ min: -20, max: 40 }), { maxLength: 200 }),
        (start, offsets) => {
          const buffer = new JitterBuffer();
          const counts = { stored: 0, late: 0, duplicate: 0, restarted: 0 };
          let played = 0;
          let last: number | undefined;
          offsets.forEach((offset, index) => {
            counts[buffer.push(packet(start + 65_536 + Math.floor(index / 2) + offset))] += 1;
            const pull = buffer.pull();
            if (pull.kind !== 'packet') return;
            if (last !== undefined) expect(sequenceDistance(pull.packet.sequence, last)).toBeGreaterThan(0);
            last = pull.packet.sequence;
            played += 1;
          });
          expect(counts.restarted).toBe(0);
          expect(counts.stored).toBe(played + buffer.size + buffer.overflowed);
          expect(buffer.size).toBeLessThanOrEqual(15);
        },
      ),
    );
  });
});
