import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LaneFacts } from '../../../src/main/recording/lanes';
import { lostSound, soundLines, waveformEnd } from '../../../src/main/recording/lost-sound';

const SECOND = 48_000;

describe('what a track has lost', () => {
  it('is from where its file stops to the last sound that is known of', () => {
    const known = { waveformEnd: 80 * SECOND, lines: [[2 * SECOND, 79 * SECOND]] as const };
    expect(lostSound({ soundEnd: 0, end: 0 }, known)).toEqual([0, 80 * SECOND]);
    expect(lostSound({ soundEnd: 2 * SECOND, end: 5 * SECOND }, known)).toEqual([5 * SECOND, 80 * SECOND]);
    // Filled with silence already, by a repair that was cut off itself.
    expect(lostSound({ soundEnd: 2 * SECOND, end: 90 * SECOND }, known)).toEqual([2 * SECOND, 80 * SECOND]);
  });

  it('is nothing where the witnesses run ahead by no more than the two seconds that writing may differ', () => {
    const known = { waveformEnd: 12 * SECOND, lines: [] };
    expect(lostSound({ soundEnd: 10 * SECOND, end: 10 * SECOND }, known)).toBeNull();
    expect(lostSound({ soundEnd: 10 * SECOND - 960, end: 10 * SECOND }, known)).not.toBeNull();
  });

  it('is told by the journal alone when there is no waveform, and told once', () => {
    const lines = [[SECOND, 9 * SECOND]] as const;
    const lost = lostSound({ soundEnd: 0, end: 0 }, { waveformEnd: 0, lines });
    expect(lost).toEqual([0, 9 * SECOND]);
    expect(
      lostSound({ soundEnd: 0, end: 20 * SECOND }, { waveformEnd: 0, lines }, lost ? [lost] : []),
    ).toBeNull();
  });

  it('never begins before the sound that is there, nor ends beyond what is known', () => {
    const spans = fc.array(fc.tuple(fc.nat(1e7), fc.nat(1e6)).map(([at, long]) => [at, at + long] as const));
    fc.assert(
      fc.property(fc.nat(1e7), fc.nat(1e6), fc.nat(1e7), spans, (soundEnd, filler, drawn, lines) => {
        const present = { soundEnd, end: soundEnd + filler };
        const lost = lostSound(present, { waveformEnd: drawn, lines });
        const knownEnd = Math.max(drawn, ...lines.map(([, to]) => to), 0);
        expect(lost !== null).toBe(knownEnd > soundEnd + 2 * SECOND);
        if (!lost) return;
        expect(lost[0]).toBeGreaterThanOrEqual(soundEnd);
        expect(lost[0]).toBeLessThan(lost[1]);
        expect(lost[1]).toBe(knownEnd);
      }),
    );
  });

  it('counts no waveform that is flat, and no line of a clock that jumped', () => {
    expect(waveformEnd(null)).toBe(0);
    // One step of the least and greatest sample is what a decoder makes of nothing.
    expect(waveformEnd(Uint8Array.of(255, 1, 9, 255, 1, 0, 0, 0, 0))).toBe(960);
    const line = {
      type: 'sound' as const,
      track: 1,
      atMs: 1_000,
      fromSamples: SECOND,
      toSamples: 2 * SECOND,
    };
    const jumped = { ...line, atMs: 9e9 };
    const endless = { ...line, toSamples: 9e12 };
    expect(soundLines([jumped, line, endless, { ...line, track: 2 }], 1, 3 * SECOND)).toEqual([
      [SECOND, 2 * SECOND],
    ]);
  });
});

describe('the lane of a track that has lost something', () => {
  it('shows that and no speech there, unless it is withheld', () => {
    const line = {
      type: 'sound' as const,
      track: 1,
      atMs: 1_000,
      fromSamples: SECOND,
      toSamples: 9 * SECOND,
    };
    const facts = new LaneFacts([line], 10_000);
    const track = { number: 1, userId: '5', missing: [[4 * SECOND, 9 * SECOND]] as const };
    expect(facts.speech(track)).toEqual([[1_000, 4_000]]);
    expect(facts.spans(track, [[8_000, 10_000]], [[2_000, 2_500]])).toEqual([
      { state: 'damaged', fromMs: 2_000, toMs: 2_500 },
      { state: 'missing', fromMs: 4_000, toMs: 8_000 },
      { state: 'withheld', fromMs: 8_000, toMs: 10_000 },
    ]);
  });
});
