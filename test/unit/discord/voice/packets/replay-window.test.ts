import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReplayWindow } from '../../../../../src/main/discord/voice/packets';

describe('the replay window of a stream', () => {
  it('takes each packet once, in whatever order they come within the window, over the wrap as well', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xffff }),
        fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 200, maxLength: 200 }),
        (start, delays) => {
          const window = new ReplayWindow();
          const arrivals = delays
            .map((delay, index) => ({
              at: index + delay,
              counter: index,
              sequence: (start + index) & 0xffff,
            }))
            .sort((a, b) => a.at - b.at);
          for (const { sequence, counter } of arrivals) expect(window.admit(sequence, counter)).toBe('fresh');
          for (const { sequence, counter } of arrivals.slice(-100))
            expect(window.admit(sequence, counter)).toBe('replayed');
        },
      ),
    );
  });

  it('takes nothing of a recording of the stream, however much of it is played again in a row', () => {
    for (const counterOf of [
      (index: number) => 7_000_000 + index,
      // A server that counts in the other byte order.
      (index: number) => swapped(7_000_000 + index),
    ]) {
      const window = new ReplayWindow();
      for (let index = 0; index < 1_000; index += 1) window.admit(index, counterOf(index));
      for (let index = 100; index < 1_000; index += 1)
        expect(window.admit(index, counterOf(index))).not.toBe('fresh');
      expect(window.admit(1_000, counterOf(1_000))).toBe('fresh');
    }
  });

  it('believes a sender that starts over at its second packet in a row, when their counters are new', () => {
    for (const counterOf of [(index: number) => index, swapped]) {
      const window = new ReplayWindow();
      for (let index = 0; index < 400; index += 1) window.admit(40_000 + index, counterOf(index));
      expect(window.admit(20_000, counterOf(400))).toBe('stale');
      expect(window.admit(20_001, counterOf(401))).toBe('fresh');
      expect(window.admit(20_001, counterOf(401))).toBe('replayed');
      expect(window.admit(20_002, counterOf(402))).toBe('fresh');
      expect(window.admit(40_100, counterOf(100))).not.toBe('fresh');
      expect(window.admit(40_101, counterOf(101))).not.toBe('fresh');
    }
  });

  it('takes nothing of a recording that fits the numbers again, since they have gone round', () => {
    for (const counterOf of [(index: number) => 3 * index, (index: number) => swapped(3 * index)]) {
      const window = new ReplayWindow();
      const sequenceOf = (index: number) => index & 0xffff;
      for (let index = 0; index < 100_000; index += 1) {
        // Some are lost: their places in the window are free.
        if (index % 7 !== 0) expect(window.admit(sequenceOf(index), counterOf(index))).toBe('fresh');
      }
      for (let index = 0; index < 99_000; index += 1) {
        if (index % 7 !== 0) expect(window.admit(sequenceOf(index), counterOf(index))).not.toBe('fresh');
      }
      expect(window.admit(sequenceOf(100_000), counterOf(100_000))).toBe('fresh');
    }
  });

  it('believes a start by the numbers alone where nothing was counted, and not at a single packet', () => {
    const window = new ReplayWindow();
    for (let sequence = 0; sequence < 1_000; sequence += 1) window.admit(sequence, null);
    expect(window.admit(100, null)).toBe('stale');
    expect(window.admit(300, null)).toBe('stale');
    expect(window.admit(301, null)).toBe('fresh');
  });

  it('takes whatever comes next of a stream whose owner has left, and nothing of what came before', () => {
    const window = new ReplayWindow();
    for (let index = 0; index < 400; index += 1) window.admit(500 + index, index);
    window.startOver();
    for (let index = 0; index < 400; index += 1) expect(window.admit(500 + index, index)).toBe('stale');
    expect(window.admit(800, 400)).toBe('fresh');
    expect(window.admit(800, 400)).toBe('replayed');
  });

  it('forgets what a leap forward leaves behind, and what lies between is new when it comes', () => {
    const window = new ReplayWindow();
    window.admit(10, 1);
    expect(window.admit(10 + 200, 5)).toBe('fresh');
    expect(window.admit(10, 1)).toBe('replayed');
    expect(window.admit(11, 2)).toBe('fresh');
    expect(window.admit(10 + 600, 6)).toBe('fresh');
    expect(window.admit(10 + 200, 5)).toBe('stale');
  });
});

function swapped(value: number): number {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes.readUInt32LE();
}
