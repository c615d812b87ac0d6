import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toLocal, weekdayOf } from '../../../../src/shared/schedule/local-time';
import { nextTimeOfDay, nextWeekly } from '../../../../src/shared/schedule/weekdays';

const zone = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
);
const DAY_MS = 86_400_000;

describe('times of day on days of the week', () => {
  it('keeps the time of day through both changes of summer time', () => {
    const weekly = { weekdays: [0, 2], minuteOfDay: 20 * 60, timeZone: 'Europe/Berlin' };
    const times: string[] = [];
    let at = Date.UTC(2026, 2, 24);
    for (let i = 0; i < 4; i += 1) {
      at = nextWeekly(weekly, at) ?? Number.NaN;
      times.push(new Date(at).toISOString().slice(0, 16));
    }
    expect(times).toEqual(['2026-03-24T19:00', '2026-03-29T18:00', '2026-03-31T18:00', '2026-04-05T18:00']);
  });

  it('moves on by the hour that summer time skips, and takes the first of two', () => {
    const at = (minuteOfDay: number, afterMs: number) =>
      new Date(nextTimeOfDay(minuteOfDay, 'Europe/Berlin', afterMs)).toISOString().slice(0, 16);
    expect(at(150, Date.UTC(2026, 2, 28, 12))).toBe('2026-03-29T01:30');
    expect(at(150, Date.UTC(2026, 9, 24, 12))).toBe('2026-10-25T00:30');
  });

  it('is always later, at most eight days on, on a wanted day, and nothing wanted lies between', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) }),
        fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
        fc.integer({ min: 0, max: 1_439 }),
        zone,
        (afterMs, weekdays, minuteOfDay, timeZone) => {
          const next = nextWeekly({ weekdays, minuteOfDay, timeZone }, afterMs);
          if (next === null) throw new Error('a week has every day');
          expect(next).toBeGreaterThan(afterMs);
          expect(next - afterMs).toBeLessThanOrEqual(7 * DAY_MS + 2 * 3_600_000);
          expect(weekdays).toContain(weekdayOf(toLocal(next, timeZone)));
          expect(nextWeekly({ weekdays, minuteOfDay, timeZone }, next - 1)).toBe(next);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('has no time without a day', () => {
    expect(nextWeekly({ weekdays: [], minuteOfDay: 0, timeZone: 'UTC' }, 0)).toBeNull();
  });
});
