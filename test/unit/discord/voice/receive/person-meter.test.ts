import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PersonMeter } from '../../../../../src/main/discord/voice/receive/person-meter';

const sample = fc.integer({ min: -32_768, max: 32_767 });

describe('meter of a person', () => {
  it('measures and mixes mono sound as it does the same sound in stereo, at any gain and while it glides', () => {
    fc.assert(
      fc.property(
        fc.array(sample, { minLength: 960, maxLength: 960 }),
        fc.array(fc.constantFrom(0, 0.5, 1, 2), { minLength: 1, maxLength: 4 }),
        (samples, factors) => {
          const mono = Int16Array.from(samples);
          const pcm = Int16Array.from(samples.flatMap((value) => [value, value]));
          const [one, both, single] = [new PersonMeter(), new PersonMeter(), new PersonMeter()];
          const [oneMix, bothMix, singleMix] = [0, 1, 2].map(() => new Float32Array(1_920)) as [
            Float32Array,
            Float32Array,
            Float32Array,
          ];
          for (const factor of factors) {
            one.add(pcm, oneMix, factor, true, true);
            both.add(pcm, bothMix, factor, true);
            single.add(mono, singleMix, factor, false, true);
            expect(single.frameRmsDbfs).toBeCloseTo(both.frameRmsDbfs, 9);
            expect(one.frameRmsDbfs).toBeCloseTo(both.frameRmsDbfs, 9);
          }
          expect(oneMix).toEqual(bothMix);
          expect(singleMix).toEqual(bothMix);
          expect(single.clippedSamples).toBe(both.clippedSamples);
          const level = both.take();
          const { rmsDbfs, peakDbfs } = single.take();
          expect(peakDbfs).toBe(level.peakDbfs);
          expect(rmsDbfs).toBeCloseTo(level.rmsDbfs, 9);
          expect(one.clippedSamples).toBe(both.clippedSamples);
          expect(one.momentaryLufs).toBe(both.momentaryLufs);
          expect(one.take()).toEqual(level);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('tells the level since it was asked last, and silence when nothing came', () => {
    const meter = new PersonMeter();
    meter.add(new Int16Array(1_920).fill(16_384), new Float32Array(1_920), 1, false, true);
    expect(meter.take()).toEqual({ rmsDbfs: expect.closeTo(-6.02, 2), peakDbfs: expect.closeTo(-6.02, 2) });
    expect(meter.take()).toEqual({ rmsDbfs: -60, peakDbfs: -60 });
  });
});
