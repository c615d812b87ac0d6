import { describe, expect, it } from 'vitest';
import { concealFrame, fadeIn } from '../../../../../src/main/discord/voice/receive/concealment';

describe('concealment', () => {
  it('continues the wave without a click and ends in silence', () => {
    const last = new Int16Array(1_920);
    for (let i = 0; i < 960; i += 1) {
      last[2 * i] = Math.round(20_000 * Math.sin((2 * Math.PI * 300 * i) / 48_000));
      last[2 * i + 1] = -(last[2 * i] ?? 0);
    }
    const out = concealFrame(last);
    expect(out.length).toBe(1_920);
    const largestStep = Math.ceil((20_000 * 2 * Math.PI * 300) / 48_000) + 25;
    let before = [last[1_918] ?? 0, last[1_919] ?? 0];
    for (let i = 0; i < 960; i += 1) {
      const now = [out[2 * i] ?? 0, out[2 * i + 1] ?? 0];
      expect(Math.abs((now[0] ?? 0) - (before[0] ?? 0))).toBeLessThanOrEqual(largestStep);
      expect(now[1] === -(now[0] ?? 0) || Math.abs((now[1] ?? 0) + (now[0] ?? 0)) <= 1).toBe(true);
      before = now;
    }
    expect(Math.abs(before[0] ?? 0)).toBeLessThan(30);
  });

  it('fades the next good frame in over 2.5 ms and leaves the rest alone', () => {
    const pcm = new Int16Array(1_920).fill(1_000);
    fadeIn(pcm);
    expect(pcm[0]).toBeLessThan(20);
    expect(pcm[120]).toBeGreaterThan(480);
    expect(pcm[240]).toBe(1_000);
    expect(pcm[1_919]).toBe(1_000);
  });

  it('is silent after a frame that was empty', () => {
    expect(concealFrame(new Int16Array(0)).every((value) => value === 0)).toBe(true);
  });
});
