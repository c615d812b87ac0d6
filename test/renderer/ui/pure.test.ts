import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialsOf } from '../../../src/renderer/ui/Avatar';
import {
  formatBytes,
  formatDb,
  formatPosition,
  formatTimer,
  spokenDuration,
} from '../../../src/renderer/ui/format';
import {
  METER_MIN_DBFS,
  meterFraction,
  PEAK_HOLD_MS,
  RESTING,
  stepMeter,
} from '../../../src/renderer/ui/meter-ballistics';

describe('formatting', () => {
  it('writes times as people read them', () => {
    expect(formatTimer(0)).toBe('0:00');
    expect(formatTimer(61_999)).toBe('1:01');
    expect(formatTimer(3_729_000)).toBe('1:02:09');
    expect(formatPosition(5_960)).toBe('0:05.9');
    expect(spokenDuration(125_000)).toBe('2 minutes 5 seconds');
  });

  it('writes sizes in decimal units without jumping to 1000 of one', () => {
    expect(formatBytes(999, 'en')).toBe('999 B');
    expect(formatBytes(999_960, 'en')).toBe('1.0 MB');
    expect(formatBytes(18_400_000, 'en')).toBe('18.4 MB');
  });

  it('writes gain with a sign and silence as such', () => {
    expect([formatDb(-60), formatDb(0), formatDb(3), formatDb(-6.5)]).toEqual([
      '−∞ dB',
      '0 dB',
      '+3 dB',
      '−6.5 dB',
    ]);
  });

  it('takes initials without splitting a letter', () => {
    expect(initialsOf('mira de jong')).toBe('MD');
    expect(initialsOf('𝒜lpha')).toBe('𝒜');
    expect(initialsOf('!!')).toBe('?');
  });
});

describe('stepMeter', () => {
  const loud = { rmsDbfs: -6, peakDbfs: -2 };

  it('rises at once and falls 20 dB in 300 ms', () => {
    const up = stepMeter(RESTING, loud, 1_000, 16);
    expect(up.levelDbfs).toBe(-6);
    expect(stepMeter(up, null, 1_300, 300).levelDbfs).toBeCloseTo(-26);
  });

  it('holds the peak, then lets it sink', () => {
    const up = stepMeter(RESTING, loud, 1_000, 16);
    const held = stepMeter(up, null, 1_000 + PEAK_HOLD_MS - 1, 16);
    expect(held.peakDbfs).toBe(-2);
    expect(stepMeter(held, null, 1_000 + PEAK_HOLD_MS + 1, 500).peakDbfs).toBeLessThan(-2);
  });

  it('keeps the clip lamp lit once a sample met full scale', () => {
    const clipped = stepMeter(RESTING, { rmsDbfs: -3, peakDbfs: 0 }, 0, 16);
    expect(stepMeter(clipped, null, 60_000, 60_000).clipped).toBe(true);
    expect(stepMeter(RESTING, loud, 0, 16).clipped).toBe(false);
  });

  it('stays within its scale whatever it is fed', () => {
    const any = fc.double({ noDefaultInfinity: false });
    fc.assert(
      fc.property(any, any, fc.nat(10_000), (rmsDbfs, peakDbfs, elapsed) => {
        const { levelDbfs, peakDbfs: peak } = stepMeter(RESTING, { rmsDbfs, peakDbfs }, 5_000, elapsed);
        for (const value of [levelDbfs, peak]) {
          expect(value).toBeGreaterThanOrEqual(METER_MIN_DBFS);
          expect(value).toBeLessThanOrEqual(0);
        }
        expect(meterFraction(levelDbfs)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
