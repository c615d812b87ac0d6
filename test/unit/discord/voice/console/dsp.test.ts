import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossfadeGains } from '../../../../../src/main/discord/voice/console/dsp/crossfade-law';
import { Ducker } from '../../../../../src/main/discord/voice/console/dsp/ducker';
import { LevelGate } from '../../../../../src/main/discord/voice/console/dsp/gate';
import { Limiter, LOOK_AHEAD_SAMPLES } from '../../../../../src/main/discord/voice/console/dsp/limiter';
import { applyRamp, Glide, mixRamp } from '../../../../../src/main/discord/voice/console/dsp/ramp';
import { DriftResampler } from '../../../../../src/main/discord/voice/console/dsp/resampler';
import { SampleFifo } from '../../../../../src/main/discord/voice/console/dsp/sample-fifo';
import { parseLoudness } from '../../../../../src/main/discord/voice/console/file-loudness';
import { levellingGainDb } from '../../../../../src/main/discord/voice/console/levelling';

const CEILING = 10 ** (-1 / 20);
const sine = (count: number, hz: number, amplitude: number, from = 0) =>
  Float32Array.from(
    { length: count * 2 },
    (_, i) => amplitude * Math.sin((2 * Math.PI * hz * (from + Math.floor(i / 2))) / 48_000),
  );

describe('limiter', () => {
  it('lets nothing above its ceiling through, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 959 }), fc.float({ min: -8, max: 8, noNaN: true })), {
          maxLength: 60,
        }),
        (peaks) => {
          const limiter = new Limiter(CEILING);
          for (let frame = 0; frame < 4; frame += 1) {
            const samples = sine(960, 50, 0.5, frame * 960);
            for (const [at, value] of peaks) samples[at * 2 + (at % 2)] = value;
            limiter.process(samples);
            const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
            expect(peak).toBeLessThanOrEqual(Math.fround(CEILING));
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('passes what is below the ceiling bit for bit, later by its look-ahead', () => {
    const limiter = new Limiter(CEILING);
    const input = sine(9_600, 440, 0.8);
    const output = new Float32Array(input.length);
    for (let at = 0; at < input.length; at += 1_920) {
      const frame = input.slice(at, at + 1_920);
      limiter.process(frame);
      output.set(frame, at);
    }
    expect(output.subarray(LOOK_AHEAD_SAMPLES * 2)).toEqual(
      input.subarray(0, input.length - LOOK_AHEAD_SAMPLES * 2),
    );
    expect(limiter.idle).toBe(true);
    expect(limiter.takeLeastGain()).toBe(1);
  });

  it('has its gain down before the peak comes, smoothly, and is idle again within a second', () => {
    const limiter = new Limiter(CEILING);
    const heard: number[] = [];
    for (let frame = 0; frame < 60; frame += 1) {
      const samples = sine(960, 997, frame === 5 ? 3 : 0.5, frame * 960);
      limiter.process(samples);
      for (let i = 0; i < samples.length; i += 2) heard.push(samples[i] ?? 0);
    }
    expect(limiter.idle).toBe(true);
    expect(20 * Math.log10(limiter.takeLeastGain())).toBeCloseTo(20 * Math.log10(CEILING / 3), 0);
  });
});

describe('crossfade law', () => {
  it('keeps the power everywhere and leaves a deck alone at the ends', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (position) => {
        const { a, b } = crossfadeGains(position);
        expect(a * a + b * b).toBeCloseTo(1, 10);
      }),
    );
    expect(crossfadeGains(0)).toEqual({ a: 1, b: 0 });
    expect(crossfadeGains(1)).toEqual({ a: 0, b: 1 });
    expect(crossfadeGains(Number.NaN)).toEqual({ a: 1, b: 0 });
  });
});

describe('ramps', () => {
  it('go from where they were to where they shall be within the frame', () => {
    const samples = new Float32Array(1_920).fill(1);
    applyRamp(samples, 0.2, 0.8);
    expect(samples[0]).toBeCloseTo(0.2, 2);
    expect(samples.at(-1)).toBeCloseTo(0.8, 5);
    const mix = new Float32Array(1_920);
    mixRamp(mix, new Float32Array(1_920).fill(1), 0.2, 0.8);
    expect(mix).toEqual(samples);
  });

  it('a glide arrives exactly, after the ticks it was given', () => {
    fc.assert(
      fc.property(
        fc.float({ min: -60, max: 12, noNaN: true }),
        fc.float({ min: -60, max: 12, noNaN: true }),
        fc.integer({ min: 1, max: 500 }),
        (from, to, ticks) => {
          const glide = new Glide(from);
          glide.moveTo(to, ticks);
          for (let i = 0; i < ticks + 1; i += 1) glide.tick();
          expect(glide.value).toBe(to);
          expect(glide.moving).toBe(false);
        },
      ),
    );
  });
});

describe('sample queue', () => {
  it('gives back what it was given, in any lengths', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 30 }),
        fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 60 }),
        (writes, reads) => {
          const fifo = new SampleFifo();
          let written = 0;
          for (const count of writes) {
            const first = written;
            fifo.push(Float32Array.from({ length: count * 2 }, (_, i) => first + i + 1));
            written += count * 2;
          }
          let seen = 0;
          for (const count of reads) {
            const out = new Float32Array(count * 2);
            const got = fifo.read(out);
            expect([...out.subarray(0, got * 2)]).toEqual(
              Array.from({ length: got * 2 }, (_, i) => seen + i + 1),
            );
            seen += got * 2;
          }
          expect(fifo.length).toBe((written - seen) / 2);
        },
      ),
    );
  });

  it('keeps what it was given when the giver goes on using its memory, and takes back what was read', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 4_000 }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 1_000 }),
        fc.integer({ min: 0, max: 1_000 }),
        (writes, read, unread) => {
          const fifo = new SampleFifo();
          const kept: number[] = [];
          for (const count of writes) {
            const pcm = Int16Array.from({ length: count * 2 }, (_, i) => (kept.length + i) % 30_000);
            kept.push(...pcm);
            fifo.pushPcm16(pcm);
            pcm.fill(-1);
            const float = Float32Array.from({ length: 2 }, (_, i) => i / 32_768);
            fifo.push(float);
            float.fill(9);
            kept.push(0, 1);
          }
          const out = new Float32Array(read * 2);
          const got = fifo.read(out) * 2;
          const back = Math.min(got, unread * 2);
          fifo.unread(out.slice(got - back, got));
          fifo.skip(1);
          const rest = new Float32Array(fifo.length * 2);
          fifo.read(rest);
          const expected = [...kept.slice(0, got - back), ...kept.slice(got - back + 2)];
          expect([...out.subarray(0, got - back), ...rest].map((value) => value * 32_768)).toEqual(expected);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('gate', () => {
  it('opens at once, holds, and does not flutter around its threshold', () => {
    const gate = new LevelGate();
    const heard = [-60, -39, -42, -42, -60, -60, -60].map((level) => gate.tick(level, -40, 40, 20));
    expect(heard).toEqual([false, true, true, true, true, true, false]);
  });
});

describe('ducker', () => {
  it('is never lower than its depth nor above zero, and moves no faster than it may', () => {
    const times = { depthDb: -15, attackMs: 100, holdMs: 200, releaseMs: 500 };
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 200 }), (speech) => {
        const ducker = new Ducker();
        let before = 0;
        for (const speaks of speech) {
          const now = ducker.tick(speaks, times, 20);
          expect(now).toBeLessThanOrEqual(0);
          expect(now).toBeGreaterThanOrEqual(-15);
          expect(before - now).toBeLessThanOrEqual(3 + 1e-9);
          expect(now - before).toBeLessThanOrEqual(0.6 + 1e-9);
          before = now;
        }
      }),
    );
  });
});

describe('resampler', () => {
  it.each([1.0003, 0.9997, 1.003])('keeps a tone a tone at ratio %f: noise below −70 dB', (ratio) => {
    const fifo = new SampleFifo();
    fifo.push(sine(60_000, 1_000, 0.5));
    const resampler = new DriftResampler(fifo);
    const out = new Float32Array(48_000 * 2);
    for (let at = 0; at < out.length; at += 1_920)
      expect(resampler.read(out.subarray(at, at + 1_920), ratio)).toBe(true);
    const signal = Array.from({ length: 40_000 }, (_, i) => out[(i + 4_000) * 2] ?? 0);
    // What is left after the best fitting sine of the expected frequency.
    const w = (2 * Math.PI * 1_000 * ratio) / 48_000;
    let [c, s] = [0, 0];
    signal.forEach((value, i) => {
      c += value * Math.cos(w * i);
      s += value * Math.sin(w * i);
    });
    [c, s] = [(2 * c) / signal.length, (2 * s) / signal.length];
    const rest = signal.reduce(
      (sum, value, i) => sum + (value - c * Math.cos(w * i) - s * Math.sin(w * i)) ** 2,
      0,
    );
    const power = (signal.length * (c * c + s * s)) / 2;
    expect(10 * Math.log10(rest / power)).toBeLessThan(-70);
    expect(Math.hypot(c, s)).toBeCloseTo(0.5, 3);
  });

  it('copies at ratio one', () => {
    const fifo = new SampleFifo();
    const input = sine(2_000, 3_000, 0.5);
    fifo.push(input);
    const out = new Float32Array(1_920);
    new DriftResampler(fifo).read(out, 1);
    expect(out.subarray(18, 1_000)).toEqual(input.subarray(0, 982));
  });
});

describe('levelling', () => {
  const on = { enabled: true, targetLufs: -16 };
  it.each([
    [{ lufs: -23, truePeakDb: -10 }, 7],
    [{ lufs: -23, truePeakDb: -4 }, 3],
    [{ lufs: -23, truePeakDb: null }, 0],
    [{ lufs: -9, truePeakDb: 0.5 }, -7],
    [{ lufs: -16.3, truePeakDb: -8 }, 0],
    [{ lufs: null, truePeakDb: null }, 0],
    [null, 0],
  ])('of %j is %d dB', (loudness, gainDb) => {
    expect(levellingGainDb(loudness, on)).toBeCloseTo(gainDb, 10);
    expect(levellingGainDb(loudness, { ...on, enabled: false })).toBe(0);
  });

  it('reads what FFmpeg measured, silence and a missing summary too', () => {
    const text = (i: string, peak: string) =>
      `Summary:\n\n  Integrated loudness:\n    I:         ${i} LUFS\n    Threshold: -36.0 LUFS\n\n  True peak:\n    Peak:       ${peak} dBFS\n`;
    expect(parseLoudness(text('-26.0', '-3.2'))).toEqual({ lufs: -26, truePeakDb: -3.2 });
    expect(parseLoudness(text('-70.0', '-inf'))).toEqual({ lufs: null, truePeakDb: null });
    expect(parseLoudness('Invalid data')).toBeNull();
  });
});
