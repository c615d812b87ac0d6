import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assembleKernels, kernelsFile } from '../../../../../scripts/kernels.mjs';
import { Limiter } from '../../../../../src/main/discord/voice/console/dsp/limiter';
import { mixRamp } from '../../../../../src/main/discord/voice/console/dsp/ramp';
import { floatToInt16, int16ToFloat } from '../../../../../src/main/discord/voice/pcm';
import { sampleKernels } from '../../../../../src/main/discord/voice/simd/sample-kernels';
import { FRAME_VALUES } from '../../../../../src/shared/audio/constants';

const HALF = FRAME_VALUES / 2;
/** What a loop might get wrong: ends of the range, halves, what is no number, and anything. */
const value = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 1, -1, 2, -2, Number.NaN, Infinity, -Infinity, 1e-40) },
  { weight: 2, arbitrary: fc.integer({ min: -70_000, max: 70_000 }).map((n) => n / 65_536) },
  { weight: 4, arbitrary: fc.float({ min: -2, max: 2, noNaN: true }) },
);
/** The same few values over and over, and one of its own somewhere. */
const TILE = 32;
function frameOf<T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  const tile = fc.array(one, { minLength: TILE, maxLength: TILE });
  return fc.tuple(tile, one, fc.nat(FRAME_VALUES - 1)).map(([values, odd, oddAt]) => {
    const row = Array.from({ length: FRAME_VALUES / TILE }, () => values).flat();
    row[oddAt] = odd;
    return row;
  });
}
const frame = frameOf(value).map((values) => Float32Array.from(values));
const pcmFrame = frameOf(fc.integer({ min: -32_768, max: 32_767 })).map((values) => Int16Array.from(values));

// Whole frames go through the kernels and halves through the plain loops: the two have to agree.
describe('the loops over a frame of samples', () => {
  it('run as they were written: the module is the one that the source makes', async () => {
    expect(sampleKernels).not.toBeNull();
    expect(readFileSync(kernelsFile, 'utf8')).toBe(await assembleKernels());
  });

  it('round to 16 bits as the plain loop does, bit for bit', () => {
    fc.assert(
      fc.property(frame, (samples) => {
        const halves = [floatToInt16(samples.slice(0, HALF)), floatToInt16(samples.slice(HALF))];
        expect([...floatToInt16(samples)]).toEqual(halves.flatMap((half) => [...half]));
      }),
    );
  });

  it('make floats of 16 bits as the plain loop does, and the same 16 bits again', () => {
    fc.assert(
      fc.property(pcmFrame, (pcm) => {
        const halves = [int16ToFloat(pcm.slice(0, HALF)), int16ToFloat(pcm.slice(HALF))];
        const floats = int16ToFloat(pcm);
        expect([...floats]).toEqual(halves.flatMap((half) => [...half]));
        expect(floatToInt16(floats)).toEqual(pcm);
      }),
    );
  });

  it('mix as the plain loop does, to a rounding of the last bits', () => {
    const finite = frame.map((samples) => samples.map((one) => (Number.isFinite(one) ? one : 0)));
    fc.assert(
      fc.property(finite, finite, fc.float({ min: 0, max: 4, noNaN: true }), (mix, samples, gain) => {
        const whole = mix.slice();
        mixRamp(whole, samples, gain, gain);
        let worst = 0;
        for (const from of [0, HALF]) {
          const part = mix.slice(from, from + HALF);
          mixRamp(part, samples.subarray(from, from + HALF), gain, gain);
          for (let i = 0; i < HALF; i += 1) {
            worst = Math.max(worst, Math.abs((whole[from + i] ?? Number.NaN) - (part[i] ?? Number.NaN)));
          }
        }
        // Sums of up to 10 in 24 bits.
        expect(worst).toBeLessThanOrEqual(2 ** -19);
      }),
    );
  });

  it('find the one sample above the ceiling, wherever it is, and no other', () => {
    const ceiling = 0.5;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: FRAME_VALUES - 1 }), fc.boolean(), (at, below) => {
        const limiter = new Limiter(ceiling);
        const loud = new Float32Array(FRAME_VALUES).fill(ceiling);
        loud[at] = below ? -0.75 : 0.75;
        limiter.process(new Float32Array(FRAME_VALUES).fill(-ceiling));
        expect(limiter.idle).toBe(true);
        limiter.process(loud);
        expect(limiter.idle).toBe(false);
      }),
    );
  });

  it('do the same with what is shorter than a frame, or longer', () => {
    for (const length of [1, 7, FRAME_VALUES - 1, FRAME_VALUES + 1]) {
      const samples = new Float32Array(length).fill(0.25);
      expect([...new Set(floatToInt16(samples))]).toEqual([8_192]);
      expect(int16ToFloat(floatToInt16(samples))).toEqual(samples);
    }
  });
});
