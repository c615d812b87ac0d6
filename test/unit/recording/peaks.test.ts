import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  activityOf,
  mergeBin,
  PeaksBuilder,
  parsePeaks,
  reducePeaks,
} from '../../../src/main/recording/peaks';

function collect(build: (builder: PeaksBuilder) => void): Uint8Array {
  const chunks: Uint8Array[] = [];
  build(new PeaksBuilder((bins) => chunks.push(bins)));
  const bins = parsePeaks(Buffer.concat(chunks));
  if (typeof bins === 'string') throw new Error(bins);
  return bins;
}

const pcm = (value: number) => new Int16Array(1_920).fill(value);

describe('peaks', () => {
  it('show sound where it was and silence where nothing came', () => {
    const bins = collect((builder) => {
      builder.add(960 * 2, pcm(16_384));
      builder.add(960 * 100, pcm(-8_192));
      builder.finish(960 * 110);
    });
    expect(bins.length).toBe(330);
    const min = Array.from(new Int8Array(bins.buffer, bins.byteOffset, bins.length)).filter(
      (_, at) => at % 3 === 0,
    );
    const max = Array.from(bins).filter((_, at) => at % 3 === 1);
    expect(max.flatMap((value, bin) => (value > 0 ? [[bin, value]] : []))).toEqual([[2, 64]]);
    expect(min.flatMap((value, bin) => (value < 0 ? [[bin, value]] : []))).toEqual([[100, -32]]);
    expect(activityOf(bins)).toBeCloseTo(2 / 110);
  });

  it('take sound that comes a little out of order, and leave out what comes far too late', () => {
    const bins = collect((builder) => {
      builder.add(960 * 10, pcm(1_000));
      builder.add(960 * 5, pcm(30_000));
      builder.add(960 * 200, pcm(1_000));
      builder.add(960 * 3, pcm(32_000));
      builder.finish(960 * 201);
    });
    expect(bins[5 * 3 + 1]).toBe(118);
    expect(bins[3 * 3 + 1]).toBe(0);
  });

  it('always have one bin for each 20 ms, in any order of input', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300), { maxLength: 60 }), fc.nat(400), (places, end) => {
        const bins = collect((builder) => {
          for (const place of places) builder.add(place * 960, pcm(5_000));
          builder.finish(end * 960);
        });
        expect(bins.length / 3).toBe(Math.max(end, ...places.map((place) => place + 1), 0));
      }),
    );
  });

  it('are the least, the greatest and the mean power of any sound, of any length', () => {
    const sample = fc.oneof(
      fc.integer({ min: -32_768, max: 32_767 }),
      fc.constantFrom(-32_768, 32_767, 0, -1, 1),
    );
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 40 }), fc.nat(3), (samples, before) => {
        const bytes = new Uint8Array(6);
        const signed = new Int8Array(bytes.buffer);
        const sound = Int16Array.from([...new Array<number>(before).fill(32_767), ...samples]);
        mergeBin(bytes, signed, 3, sound, before, sound.length);
        const power = samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
        expect([...signed.subarray(3, 5), bytes[5]]).toEqual([
          Math.floor(Math.min(0, ...samples) / 256),
          Math.min(127, Math.ceil(Math.max(0, ...samples) / 256)),
          Math.min(255, Math.round((Math.sqrt(power) / 32_768) * 255)),
        ]);
        expect([...bytes.subarray(0, 3)]).toEqual([0, 0, 0]);
      }),
    );
  });

  it('keep the extremes at every zoom', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -128, max: 127 }), { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 1, max: 900 }),
        (values, bucketMs) => {
          const bins = new Uint8Array(values.flatMap((value) => [Math.min(value, 0), Math.max(value, 0), 0]));
          const reduced = reducePeaks(bins, bucketMs);
          expect(reduced.length).toBe(2 * Math.ceil((values.length * 20) / bucketMs));
          const lows = Array.from(reduced).filter((_, at) => at % 2 === 0);
          const highs = Array.from(reduced).filter((_, at) => at % 2 === 1);
          expect(Math.min(...lows)).toBe(Math.min(0, ...values));
          expect(Math.max(...highs)).toBe(Math.max(0, ...values));
        },
      ),
    );
  });

  it('are handed out half a second at a time, and late sound still finds its place meanwhile', () => {
    const chunks: number[] = [];
    const builder = new PeaksBuilder((bins) => chunks.push(bins.length));
    for (let bin = 0; bin < 500; bin += 1) builder.add(bin * 960, pcm(1_000));
    // The header, then half seconds: what is left stays open.
    expect(chunks.length).toBeLessThanOrEqual(1 + 500 / 25);
    builder.finish(500 * 960);
    expect(chunks.reduce((sum, bytes) => sum + bytes, 0)).toBe(16 + 500 * 3);
  });

  it('say why a file is none', () => {
    expect(parsePeaks(new Uint8Array(7))).toBe('truncated');
    expect(parsePeaks(new Uint8Array(40))).toBe('not-peaks');
  });
});
