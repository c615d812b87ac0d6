import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteRing } from '../../../../../src/main/discord/voice/wire/byte-ring';

const RECORD_BYTES = 16;

describe('byte ring', () => {
  it('hands out what was put in, in order and byte for byte, whatever is written and read in between', () => {
    const step = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({ put: fc.uint8Array({ maxLength: 90 }), tag: fc.nat(0xffff_ffff) }),
      },
      { weight: 2, arbitrary: fc.constantFrom('take' as const, 'borrow' as const) },
    );
    fc.assert(
      fc.property(fc.integer({ min: 256, max: 600 }), fc.array(step, { maxLength: 300 }), (size, steps) => {
        const memory = ByteRing.allocate(size);
        // Two ends over the same memory, as two threads have them.
        const [writer, reader] = [new ByteRing(memory), new ByteRing(memory)];
        const expected: { tag: number; stamp: number; bytes: number[] }[] = [];
        let stamp = 0.25;
        for (const what of steps) {
          if (what === 'take' || what === 'borrow') {
            const oldest = expected.shift();
            if (oldest) expect(reader.take(oldest.stamp - 1)).toBeUndefined();
            const record = reader[what]();
            expect(record && { ...record, bytes: [...record.bytes] }).toEqual(oldest);
          } else {
            stamp += 1;
            if (writer.push(what.tag, stamp, what.put)) {
              expected.push({ tag: what.tag, stamp, bytes: [...what.put] });
            } else {
              // Refused only when it truly has no room: half is kept free at the worst, by what is cut off at the end.
              const used = expected.reduce((sum, { bytes }) => sum + RECORD_BYTES + bytes.length + 7, 0);
              expect(used + 2 * (RECORD_BYTES + what.put.length + 7)).toBeGreaterThan(size - 8);
            }
          }
        }
        for (const left of expected) expect(reader.take()?.stamp).toBe(left.stamp);
        expect(reader.take()).toBeUndefined();
      }),
      { numRuns: 400 },
    );
  });

  it('takes back the newest records, also over the wrap, and goes on after those that stay', () => {
    const step = fc.record({ put: fc.nat(80), takes: fc.nat(2), back: fc.nat(4) });
    fc.assert(
      fc.property(fc.integer({ min: 256, max: 700 }), fc.array(step, { maxLength: 200 }), (size, steps) => {
        const memory = ByteRing.allocate(size);
        const [writer, reader] = [new ByteRing(memory), new ByteRing(memory)];
        let expected: { stamp: number; length: number }[] = [];
        let next = 1;
        for (const { put, takes, back } of steps) {
          if (writer.push(0, next, new Uint8Array(put))) expected.push({ stamp: next, length: put });
          next += 1;
          for (let i = 0; i < takes; i += 1) {
            const record = reader.take();
            expect(record && { stamp: record.stamp, length: record.bytes.length }).toEqual(expected.shift());
          }
          if (back === 0) continue;
          const from = next - back;
          writer.withdraw(from);
          expected = expected.filter(({ stamp }) => stamp < from);
          next = Math.max(from, 1);
        }
        for (const { stamp } of expected) expect(reader.take()?.stamp).toBe(stamp);
        expect(reader.take()).toBeUndefined();
      }),
      { numRuns: 400 },
    );
  });

  it('refuses when it is full and takes again once enough was taken', () => {
    const ring = new ByteRing(ByteRing.allocate(256));
    let count = 0;
    while (ring.push(count, count, new Uint8Array(20))) count += 1;
    expect(count).toBeGreaterThan(4);
    expect(ring.push(99, 99, new Uint8Array(20))).toBe(false);
    expect([ring.take()?.tag, ring.take()?.tag]).toEqual([0, 1]);
    expect(ring.push(99, 99, new Uint8Array(20))).toBe(true);
  });

  it('gives copies: what was taken stays as it was while the ring goes round', () => {
    const ring = new ByteRing(ByteRing.allocate(256));
    ring.push(1, 1, Uint8Array.of(1, 2, 3));
    const first = ring.take();
    for (let round = 0; round < 50; round += 1) {
      ring.push(2, 2, new Uint8Array(40).fill(255));
      ring.take();
    }
    expect([...(first?.bytes ?? [])]).toEqual([1, 2, 3]);
  });

  it('lends records of every length, each until the next one is borrowed', () => {
    const ring = new ByteRing(ByteRing.allocate(256_000));
    const lengths = [0, 1, 3, 4, 1_499, 1_500, 1_501, 65_507, 2, 1_500];
    for (const [index, length] of lengths.entries()) {
      const bytes = Uint8Array.from({ length }, (_, at) => (at * 31 + index) & 0xff);
      expect(ring.push(index, index / 4, bytes)).toBe(true);
    }
    for (const [index, length] of lengths.entries()) {
      const bytes = Buffer.from(Uint8Array.from({ length }, (_, at) => (at * 31 + index) & 0xff));
      const lent = ring.borrow();
      expect(lent).toMatchObject({ tag: index, stamp: index / 4 });
      expect(lent?.bytes.equals(bytes)).toBe(true);
    }
    expect(ring.borrow()).toBeUndefined();
  });
});
