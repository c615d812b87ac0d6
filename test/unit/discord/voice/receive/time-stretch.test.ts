import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stretch } from '../../../../../src/main/discord/voice/receive/time-stretch';

function sine(hz: number, samples = 1_920, amplitude = 10_000): Int16Array {
  const pcm = new Int16Array(samples * 2);
  for (let i = 0; i < samples; i += 1) {
    const value = Math.round(amplitude * Math.sin((2 * Math.PI * hz * i) / 48_000));
    pcm[2 * i] = value;
    pcm[2 * i + 1] = value;
  }
  return pcm;
}

const steepest = (pcm: Int16Array) => {
  let most = 0;
  for (let i = 2; i < pcm.length; i += 1) most = Math.max(most, Math.abs((pcm[i] ?? 0) - (pcm[i - 2] ?? 0)));
  return most;
};

describe('time stretch', () => {
  it('leaves out whole periods of a tone, so that nothing but its length changes', () => {
    const tone = sine(200);
    const shorter = stretch(tone, 960);
    expect(shorter?.removed).toBeGreaterThanOrEqual(120);
    expect((shorter?.removed ?? 1) % 240).toBeLessThanOrEqual(2);
    expect(shorter?.pcm.length).toBe(tone.length - 2 * (shorter?.removed ?? 0));
    expect(steepest(shorter?.pcm ?? tone)).toBeLessThanOrEqual(steepest(tone) * 1.2);
    expect(shorter?.pcm[0]).toBe(tone[0]);
    expect(shorter?.pcm.at(-1)).toBe(tone.at(-1));
  });

  it('repeats a period to make a tone longer', () => {
    const tone = sine(150);
    const longer = stretch(tone, -960);
    expect(longer?.removed).toBeLessThanOrEqual(-120);
    expect(longer?.pcm.length).toBe(tone.length - 2 * (longer?.removed ?? 0));
    expect(steepest(longer?.pcm ?? tone)).toBeLessThanOrEqual(steepest(tone) * 1.2);
    expect(longer?.pcm[0]).toBe(tone[0]);
    expect(longer?.pcm.at(-1)).toBe(tone.at(-1));
  });

  it('leaves out as much as is wanted where it is quiet', () => {
    expect(stretch(sine(440, 1_920, 20), 500)?.removed).toBe(500);
  });

  it('does nothing to noise, to too little sound, or for too little a change', () => {
    const noise = new Int16Array(3_840);
    let seed = 1;
    for (let i = 0; i < noise.length; i += 1) {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      noise[i] = (seed % 20_000) - 10_000;
    }
    expect(stretch(noise, 960)).toBeNull();
    expect(stretch(sine(200, 1_000), 960)).toBeNull();
    expect(stretch(sine(200), 100)).toBeNull();
  });

  it('never removes more than was wanted, and the lengths add up, whatever the sound is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -2_000, max: 2_000 }),
        fc.integer({ min: 40, max: 2_000 }),
        fc.integer({ min: 0, max: 32_767 }),
        (wanted, hz, amplitude) => {
          const pcm = sine(hz, 1_920, amplitude);
          const result = stretch(pcm, wanted);
          if (!result) return;
          expect(Math.sign(result.removed)).toBe(Math.sign(wanted));
          expect(Math.abs(result.removed)).toBeLessThanOrEqual(Math.abs(wanted));
          expect(result.pcm.length).toBe(pcm.length - 2 * result.removed);
        },
      ),
    );
  });
});
