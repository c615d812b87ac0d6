import { CHANNELS, FRAME_SAMPLES, SAMPLE_RATE_HZ } from '@shared/audio/constants';
import { TimeStretch } from '@shared/audio/time-stretch';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

/** Interleaved sines, one for each channel. */
function tone(from: number, samples: number, leftHz: number, rightHz = leftHz): Float32Array {
  const out = new Float32Array(samples * CHANNELS);
  for (let i = 0; i < samples; i += 1) {
    const turn = (2 * Math.PI * (from + i)) / SAMPLE_RATE_HZ;
    out[i * CHANNELS] = 0.5 * Math.sin(turn * leftHz);
    out[i * CHANNELS + 1] = 0.5 * Math.sin(turn * rightHz);
  }
  return out;
}

/** Runs `seconds` of a tone through a stretch; the left channel of everything that comes out. */
function run(speed: number, seconds: number, hz: number): Float32Array {
  const stretch = new TimeStretch(speed);
  const frames: Float32Array[] = [];
  let at = 0;
  while (stretch.position < seconds * SAMPLE_RATE_HZ) {
    while (stretch.missing > 0) {
      stretch.push(tone(at, FRAME_SAMPLES, hz));
      at += FRAME_SAMPLES;
    }
    frames.push(stretch.frame());
  }
  const out = new Float32Array(frames.length * FRAME_SAMPLES);
  for (const [index, frame] of frames.entries()) {
    for (let i = 0; i < FRAME_SAMPLES; i += 1) out[index * FRAME_SAMPLES + i] = frame[i * CHANNELS] as number;
  }
  return out;
}

/** Pitch by rising zero crossings, interpolated between samples. */
function pitchOf(samples: Float32Array): number {
  const crossings: number[] = [];
  for (let i = 1; i < samples.length; i += 1) {
    const before = samples[i - 1] as number;
    const after = samples[i] as number;
    if (before < 0 && after >= 0) crossings.push(i - 1 + before / (before - after));
  }
  const first = crossings[0] ?? 0;
  const last = crossings.at(-1) ?? 0;
  return ((crossings.length - 1) * SAMPLE_RATE_HZ) / (last - first);
}

describe('time stretch', () => {
  it.each([0.5, 0.8, 1.25, 1.5, 2, 3])('keeps the pitch of a sine at speed %f', (speed) => {
    for (const hz of [90, 220, 997]) {
      const out = run(speed, 4, hz);
      expect(Math.abs(pitchOf(out) / hz - 1)).toBeLessThan(0.004);
      // Nothing cancels itself out where pieces join.
      const second = out.subarray(SAMPLE_RATE_HZ / 4, SAMPLE_RATE_HZ);
      let sum = 0;
      for (const value of second) sum += value * value;
      expect(Math.sqrt(sum / second.length)).toBeCloseTo(0.5 / Math.SQRT2, 1);
    }
  });

  it.each([0.5, 1.7, 3])('takes exactly its share of the source over minutes at speed %f', (speed) => {
    const stretch = new TimeStretch(speed);
    const silence = new Float32Array(FRAME_SAMPLES * CHANNELS);
    const seconds = 180;
    let frames = 0;
    while (stretch.position < seconds * SAMPLE_RATE_HZ) {
      while (stretch.missing > 0) stretch.push(silence);
      stretch.frame();
      frames += 1;
    }
    expect(Math.abs(frames * 0.02 - seconds / speed)).toBeLessThanOrEqual(0.02);
  });

  it('plays what sounds at its place', () => {
    const stretch = new TimeStretch(2);
    const source = new Float32Array(10 * SAMPLE_RATE_HZ * CHANNELS);
    // A tenth of a second of 300 Hz at 8 s.
    source.set(tone(0, 4_800, 300), 8 * SAMPLE_RATE_HZ * CHANNELS);
    stretch.push(source);
    const loud: number[] = [];
    for (let frame = 0; stretch.missing === 0; frame += 1) {
      for (const [at, value] of stretch.frame().entries()) {
        if (value > 0.3) loud.push((frame * FRAME_SAMPLES + at / CHANNELS) / SAMPLE_RATE_HZ);
      }
    }
    expect(Math.abs((loud[0] ?? 0) - 4)).toBeLessThan(0.02);
    expect(Math.abs((loud.at(-1) ?? 0) - 4.05)).toBeLessThan(0.02);
  });

  it('gives the same sound however its source comes in pieces, and keeps the channels apart', () => {
    const whole = tone(0, 24_000, 300, 500);
    const reference = new TimeStretch(1.3);
    reference.push(whole);
    const expected: Float32Array[] = [];
    while (reference.missing === 0) expected.push(reference.frame());
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 4_000 }), { minLength: 1, maxLength: 20 }),
        (lengths) => {
          const stretch = new TimeStretch(1.3);
          const got: Float32Array[] = [];
          let at = 0;
          for (let turn = 0; at < 24_000; turn += 1) {
            const length = lengths[turn % lengths.length] ?? 1;
            stretch.push(whole.subarray(at * CHANNELS, Math.min(24_000, at + length) * CHANNELS));
            at += length;
            while (stretch.missing === 0) got.push(stretch.frame());
          }
          expect(got).toEqual(expected);
        },
      ),
      { numRuns: 20 },
    );
  });
});
