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
            .map((delay, index) => ({ at: index + delay, sequence: (start + index) & 0xffff }))
            .sort((a, b) => a.at - b.at);
          for (const { sequence } of arrivals) expect(window.admit(sequence)).toBe('fresh');
          for (const { sequence } of arrivals.slice(-100)) expect(window.admit(sequence)).toBe('replayed');
        },
      ),
    );
  });

  it('does not take a recording of the stream played again from the start', () => {
    const window = new ReplayWindow();
    for (let sequence = 0; sequence < 1000; sequence += 1) window.admit(sequence);
    // A restart is believed only when two packets follow each other.
    expect(window.admit(100)).toBe('stale');
    expect(window.admit(300)).toBe('stale');
    expect(window.admit(900)).toBe('replayed');
    expect(window.admit(1000)).toBe('fresh');
  });

  it('believes a sender that starts over at its second packet in a row', () => {
    const window = new ReplayWindow();
    for (let sequence = 40_000; sequence < 40_400; sequence += 1) window.admit(sequence);
    expect(window.admit(20_000)).toBe('stale');
    expect(window.admit(20_001)).toBe('fresh');
    expect(window.admit(20_001)).toBe('replayed');
    expect(window.admit(20_002)).toBe('fresh');
  });

  it('forgets what a leap forward leaves behind, and what lies between is new when it comes', () => {
    const window = new ReplayWindow();
    window.admit(10);
    expect(window.admit(10 + 200)).toBe('fresh');
    expect(window.admit(10)).toBe('replayed');
    expect(window.admit(11)).toBe('fresh');
    expect(window.admit(10 + 600)).toBe('fresh');
    expect(window.admit(10 + 200)).toBe('stale');
  });
});
