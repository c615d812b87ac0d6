import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LaneFacts } from '../../../src/main/recording/lanes';
import { lostSound, soundLines, waveformEnd } from '../../../src/main/recording/lost-sound';

const SECOND = 48_000;

/** A waveform that sounds in these parts. */
function drawn(...spans: (readonly [number, number])[]): Uint8Array {
  const bins = new Uint8Array((Math.max(0, ...spans.map(([, to]) => to)) / 960) * 3);
  for (const [from, to] of spans) for (let bin = from / 960; bin < to / 960; bin += 1) bins[bin * 3 + 2] = 9;
  return bins;
}

describe('what a track has lost', () => {
  it('is from where its file stops to the last sound that is known of', () => {
    const lines = [[2 * SECOND, 79 * SECOND]] as const;
    const known = { bins: drawn([2 * SECOND, 80 * SECOND]), lines };
    expect(lostSound({ soundEnd: 0, end: 0 }, known)).toEqual([0, 80 * SECOND]);
    expect(lostSound({ soundEnd: 2 * SECOND, end: 5 * SECOND }, known)).toEqual([5 * SECOND, 80 * SECOND]);
    // Filled with silence already, by a repair that was cut off itself.
    expect(lostSound({ soundEnd: 2 * SECOND, end: 90 * SECOND }, known)).toEqual([2 * SECOND, 80 * SECOND]);
  });

  it('is nothing where the witnesses run ahead by no more than the two seconds that writing may differ', () => {
    const known = { bins: drawn([0, 6 * SECOND], [11 * SECOND, 12 * SECOND]), lines: [] };
    expect(lostSound({ soundEnd: 6 * SECOND, end: 10 * SECOND }, known)).toBeNull();
    expect(lostSound({ soundEnd: 6 * SECOND, end: 10 * SECOND - 120 }, known)).not.toBeNull();
    // A last word that the crash has taken, and silence laid in its place since.
    expect(lostSound({ soundEnd: 6 * SECOND, end: 13 * SECOND }, known)).toBeNull();
  });

  it('is told by the journal alone when there is no waveform, and told once', () => {
    const lines = [[SECOND, 9 * SECOND]] as const;
    const lost = lostSound({ soundEnd: 0, end: 0 }, { bins: null, lines });
    expect(lost).toEqual([0, 9 * SECOND]);
    expect(lostSound({ soundEnd: 0, end: 20 * SECOND }, { bins: null, lines })).toEqual(lost);
    expect(
      lostSound({ soundEnd: 0, end: 20 * SECOND }, { bins: null, lines }, lost ? [lost] : []),
    ).toBeNull();
  });

  it('never begins before the sound that is there, nor ends beyond what is known', () => {
    const spans = fc.array(
      fc.tuple(fc.nat(300), fc.nat(50)).map(([at, long]) => [at * 48_000, (at + long) * 48_000] as const),
    );
    fc.assert(
      fc.property(fc.nat(1.5e7), fc.nat(1e7), spans, spans, (soundEnd, filler, waves, lines) => {
        const present = { soundEnd, end: soundEnd + filler };
        const lost = lostSound(present, { bins: drawn(...waves), lines });
        const knownEnd = Math.max(0, ...[...waves, ...lines].map(([from, to]) => (to > from ? to : 0)));
        if (knownEnd - present.end > 2 * SECOND) expect(lost).toEqual([present.end, knownEnd]);
        if (knownEnd - soundEnd <= 2 * SECOND) expect(lost).toBeNull();
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
