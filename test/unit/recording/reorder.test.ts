import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_HELD_MS, MAX_HELD_PACKETS, ReorderBuffer } from '../../../src/main/recording/reorder';
import type { RecordedPacket } from '../../../src/main/recording/types';

function aPacket(sequence: number, fields: Partial<RecordedPacket> = {}): RecordedPacket {
  return {
    userId: '1',
    ssrc: 1,
    sequence: sequence & 0xffff,
    rtpTimestamp: (sequence * 960) >>> 0,
    arrivalMs: 0,
    opus: new Uint8Array(3),
    ...fields,
  };
}

const sequences = (out: { packet: RecordedPacket }[]) => out.map(({ packet }) => packet.sequence);

describe('the reorder buffer', () => {
  it('passes what is in order at once, across the wrap of the sequence', () => {
    const buffer = new ReorderBuffer();
    const out = [65_534, 65_535, 65_536, 65_537].map((at) => sequences(buffer.push(aPacket(at))));
    expect(out).toEqual([[65_534], [65_535], [0], [1]]);
  });

  it('lets the next packet pass by itself, and only that', () => {
    const buffer = new ReorderBuffer();
    expect(buffer.passes(aPacket(65_534))).toBe(false);
    buffer.push(aPacket(65_534));
    expect(buffer.passes(aPacket(65_535))).toBe(true);
    expect(buffer.passes(aPacket(65_536))).toBe(true);
    expect(buffer.passes(aPacket(65_536))).toBe(false);
    expect(buffer.passes(aPacket(1, { ssrc: 2 }))).toBe(false);
    // Something is held: what is next has to be followed by it.
    expect(sequences(buffer.push(aPacket(2)))).toEqual([]);
    expect(buffer.passes(aPacket(1))).toBe(false);
    expect(sequences(buffer.push(aPacket(1)))).toEqual([1, 2]);
    expect(buffer.passes(aPacket(3))).toBe(true);
  });

  it('gives back any shuffle within its window in order, each packet once', () => {
    fc.assert(
      fc.property(
        fc.nat(65_535),
        fc.array(fc.nat(MAX_HELD_PACKETS - 1), { minLength: 30, maxLength: 30 }),
        fc.array(fc.nat(29), { maxLength: 5 }),
        (start, delays, repeats) => {
          const order = delays
            .map((delay, index) => ({ index, due: index + delay }))
            .sort((a, b) => a.due - b.due || a.index - b.index)
            .map(({ index }) => index)
            // The first fixes where the sequence begins.
            .filter((index) => index !== 0);
          const buffer = new ReorderBuffer();
          const out = [0, ...order, ...repeats].flatMap((index) =>
            sequences(buffer.push(aPacket(start + index))),
          );
          expect(out).toEqual(Array.from({ length: 30 }, (_, index) => (start + index) & 0xffff));
          expect(buffer.dropped).toBe(repeats.length);
        },
      ),
    );
  });

  it('gives a hole up after its time and says how much was missing', () => {
    const buffer = new ReorderBuffer();
    buffer.push(aPacket(10));
    expect(buffer.push(aPacket(14, { arrivalMs: 5 }))).toEqual([]);
    expect(buffer.expire(5 + MAX_HELD_MS - 1)).toEqual([]);
    expect(buffer.expire(5 + MAX_HELD_MS)).toEqual([
      { packet: expect.anything(), missing: 3, restart: false },
    ]);
    expect(buffer.push(aPacket(12))).toEqual([]);
    expect(buffer.dropped).toBe(1);
  });

  it('starts over with a new SSRC and after a jump no network makes', () => {
    const buffer = new ReorderBuffer();
    buffer.push(aPacket(10));
    expect(buffer.push(aPacket(9_000, { ssrc: 2 }))).toMatchObject([{ restart: true, missing: 0 }]);
    expect(buffer.push(aPacket(20_000, { ssrc: 2 }))).toMatchObject([{ restart: true, missing: 0 }]);
  });
});
