import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LoudnessMeter, LUFS_FLOOR } from '../../../../src/shared/audio/loudness';

/** A sine of 1 kHz in both channels, whose peak is `dbfs` (the signals of EBU Tech 3341, table 1). */
class Tone {
  readonly meter = new LoudnessMeter();
  #at = 0;

  play(dbfs: number, seconds: number, each?: () => void): this {
    let left = Math.round(seconds * 48_000);
    while (left > 0) {
      const count = Math.min(left, 960);
      const samples = new Float32Array(count * 2);
      for (let i = 0; i < count; i += 1) {
        const value = 10 ** (dbfs / 20) * Math.sin((2 * Math.PI * 1_000 * (this.#at + i)) / 48_000);
        samples[2 * i] = value;
        samples[2 * i + 1] = value;
      }
      this.meter.addFloat(samples);
      this.#at += count;
      left -= count;
      each?.();
    }
    return this;
  }
}

/** EBU Tech 3341 allows ±0.1 LU. */
const near = (value: number | null, expected: number) =>
  expect(Math.abs((value ?? 0) - expected), `${value} LUFS`).toBeLessThanOrEqual(0.1);

describe('loudness', () => {
  it.each([-23, -33])('measures a steady sine of %s dBFS alike in all windows (cases 1 and 2)', (dbfs) => {
    const { meter } = new Tone().play(dbfs, 20);
    near(meter.momentaryLufs, dbfs);
    near(meter.shortTermLufs, dbfs);
    near(meter.integratedLufs, dbfs);
  });

  it('leaves quiet parts out of the integrated figure (cases 3 and 4)', () => {
    near(new Tone().play(-36, 10).play(-23, 60).play(-36, 10).meter.integratedLufs, -23);
    const faint = new Tone().play(-72, 10).play(-36, 10).play(-23, 60).play(-36, 10).play(-72, 10);
    near(faint.meter.integratedLufs, -23);
  });

  it('averages energy, not level (case 5)', () => {
    near(new Tone().play(-26, 20).play(-20, 20.1).play(-26, 20).meter.integratedLufs, -23);
  });

  it('holds still over 3 s of alternating levels (case 9)', () => {
    const tone = new Tone();
    for (let i = 0; i < 5; i += 1) {
      tone.play(-20, 1.34);
      tone.play(-30, 1.66);
      if (i > 0) near(tone.meter.shortTermLufs, -23);
    }
  });

  it('holds still over 400 ms of alternating levels (case 12)', () => {
    const tone = new Tone();
    let heard = 0;
    const check = () => {
      heard += 1;
      if (heard > 60) near(tone.meter.momentaryLufs, -23);
    };
    for (let i = 0; i < 25; i += 1) tone.play(-20, 0.18, check).play(-30, 0.22, check);
    near(tone.meter.maxMomentaryLufs, -23);
  });

  it('weighs low tones less and high ones more than 1 kHz', () => {
    const at = (hz: number) => {
      const meter = new LoudnessMeter();
      const samples = new Float32Array(96_000);
      for (let i = 0; i < 48_000; i += 1) {
        samples[2 * i] = 0.1 * Math.sin((2 * Math.PI * hz * i) / 48_000);
        samples[2 * i + 1] = samples[2 * i] ?? 0;
      }
      meter.addFloat(samples);
      return meter.momentaryLufs;
    };
    expect(at(30)).toBeLessThan(at(1_000) - 6);
    expect(at(6_000)).toBeGreaterThan(at(1_000) + 2.5);
  });

  it('measures silence as the floor, and has no integrated figure for it', () => {
    const meter = new LoudnessMeter();
    meter.addPcm16(new Int16Array(192_000));
    expect(meter.momentaryLufs).toBe(LUFS_FLOOR);
    expect(meter.integratedLufs).toBeNull();
  });

  it('forgets at a reset', () => {
    const { meter } = new Tone().play(-10, 4);
    meter.reset();
    expect(meter.integratedLufs).toBeNull();
    expect(meter.shortTermLufs).toBe(LUFS_FLOOR);
  });

  it('begins the integrated figure anew without the last moment before, while the others go on', () => {
    const tone = new Tone().play(-10, 4.06);
    tone.meter.resetIntegrated();
    expect(tone.meter.integratedLufs).toBeNull();
    near(tone.meter.shortTermLufs, -10);
    tone.play(-30, 4);
    near(tone.meter.integratedLufs, -30);
    near(tone.meter.momentaryLufs, -30);
  });

  it('measures the same however the samples are cut up, 16-bit or float', () => {
    const pcm = new Int16Array(96_000);
    for (let i = 0; i < pcm.length; i += 1)
      pcm[i] = Math.round(8_000 * Math.sin(i / 7) * Math.sin(i / 9_000));
    const whole = new LoudnessMeter();
    whole.addFloat(Float32Array.from(pcm, (value) => value / 32_768));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 20 }), (cuts) => {
        const meter = new LoudnessMeter();
        for (let at = 0, turn = 0; at < pcm.length; turn += 1) {
          const values = 2 * (cuts[turn % cuts.length] ?? 1);
          meter.addPcm16(pcm.subarray(at, at + values));
          at += values;
        }
        expect(meter.momentaryLufs).toBeCloseTo(whole.momentaryLufs, 6);
        expect(meter.integratedLufs ?? 0).toBeCloseTo(whole.integratedLufs ?? 1, 6);
      }),
      { numRuns: 20 },
    );
  });

  it('forgets what is taken back: the same figures as if it had never come', () => {
    const frames = fc.array(fc.double({ min: -80, max: 0, noNaN: true }), { minLength: 1, maxLength: 60 });
    const frame = (dbfs: number) =>
      Float32Array.from({ length: 1_920 }, (_, i) => 10 ** (dbfs / 20) * Math.sin(i / 7));
    const add = (meter: LoudnessMeter, dbfs: number) =>
      dbfs < -70 ? meter.addSilence() : meter.addFloat(frame(dbfs));
    fc.assert(
      fc.property(
        frames,
        fc.array(fc.double({ min: -80, max: 0, noNaN: true }), { maxLength: 16 }),
        frames,
        (before, taken, after) => {
          const [untouched, meter] = [new LoudnessMeter(), new LoudnessMeter()];
          for (const dbfs of before) {
            add(untouched, dbfs);
            add(meter, dbfs);
          }
          const marks = taken.map((dbfs) => {
            const { mark } = meter;
            add(meter, dbfs);
            return mark;
          });
          for (const mark of marks.reverse()) meter.takeBack(mark);
          for (const dbfs of after) {
            add(untouched, dbfs);
            add(meter, dbfs);
          }
          expect(meter.momentaryLufs).toBe(untouched.momentaryLufs);
          expect(meter.shortTermLufs).toBe(untouched.shortTermLufs);
          expect(meter.maxMomentaryLufs).toBe(untouched.maxMomentaryLufs);
          if (untouched.integratedLufs === null) expect(meter.integratedLufs).toBeNull();
          else expect(meter.integratedLufs).toBeCloseTo(untouched.integratedLufs, 6);
        },
      ),
      { numRuns: 60 },
    );
  });
});
