import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Program } from '../../../src/main/review-process/program';
import { parseLoudness } from '../../../src/main/support/loudness';

/** The stretches from a place on, at most `most`. */
function walk(program: Program, at: number, most = 6): [number, number][] {
  const found: [number, number][] = [];
  for (let run = program.from(at); run && found.length < most; run = program.after(run.to)) {
    found.push([run.from, run.to]);
  }
  return found;
}

describe('what is played', () => {
  it('is all of it to the end when nothing was chosen', () => {
    expect(walk(new Program({ durationSamples: 100, kept: null, loop: null }), 30)).toEqual([[30, 100]]);
    expect(walk(new Program({ durationSamples: 100, kept: null, loop: null }), 100)).toEqual([]);
  });

  it('leaves silence out, also where it was asked to begin', () => {
    const program = new Program({
      durationSamples: 100,
      kept: [
        [10, 20],
        [50, 60],
      ],
      loop: null,
    });
    expect(walk(program, 0)).toEqual([
      [10, 20],
      [50, 60],
    ]);
    expect(walk(program, 15)).toEqual([
      [15, 20],
      [50, 60],
    ]);
    expect(walk(program, 30)).toEqual([[50, 60]]);
    expect(walk(program, 70)).toEqual([]);
  });

  it('comes into a loop and stays in it, to the sample', () => {
    const program = new Program({ durationSamples: 100, kept: null, loop: [40, 60] });
    expect(walk(program, 10, 4)).toEqual([
      [10, 40],
      [40, 60],
      [40, 60],
      [40, 60],
    ]);
    expect(walk(program, 50, 2)).toEqual([
      [50, 60],
      [40, 60],
    ]);
    // Beyond the loop it is not in the way.
    expect(walk(program, 70)).toEqual([[70, 100]]);
  });

  it('loops what is spoken in a loop, and all of it when nothing is', () => {
    const kept = [
      [10, 20],
      [45, 50],
    ] as const;
    expect(walk(new Program({ durationSamples: 100, kept, loop: [40, 60] }), 42, 3)).toEqual([
      [45, 50],
      [45, 50],
      [45, 50],
    ]);
    expect(walk(new Program({ durationSamples: 100, kept, loop: [70, 80] }), 75, 2)).toEqual([
      [75, 80],
      [70, 80],
    ]);
  });

  it('always goes forward, within the session, whatever was chosen', () => {
    const place = fc.integer({ min: 0, max: 130 });
    const span = fc.tuple(place, place).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    fc.assert(
      fc.property(fc.option(span), fc.option(span), place, (one, loop, at) => {
        const kept = one && one[1] > one[0] ? [[one[0], Math.min(100, one[1])] as const] : null;
        for (const [from, to] of walk(new Program({ durationSamples: 100, kept, loop }), at, 20)) {
          expect(to).toBeGreaterThan(from);
          expect(to).toBeLessThanOrEqual(100);
        }
      }),
    );
  });
});

describe('the loudness FFmpeg tells', () => {
  it('is read from its summary, and nothing is what is below the gate', () => {
    const text = (lufs: string, peak: string) =>
      `[Parsed_ebur128_0 @ 0x1] Summary:\n\n  Integrated loudness:\n    I:         ${lufs} LUFS\n    Threshold: -33.0 LUFS\n\n  True peak:\n    Peak:       ${peak} dBFS\n`;
    expect(parseLoudness(text('-23.1', '-4.0'))).toEqual({ loudnessLufs: -23.1, truePeakDbtp: -4 });
    expect(parseLoudness(text('-70.0', '-inf'))).toEqual({ loudnessLufs: null, truePeakDbtp: null });
    expect(parseLoudness('')).toEqual({ loudnessLufs: null, truePeakDbtp: null });
  });
});
