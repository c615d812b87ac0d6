import type { Repeat } from '@shared/models/outbox';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTimeZone, toLocal, toUnixMs, weekdayOf } from '../../../../src/shared/schedule/local-time';
import { nextOccurrence } from '../../../../src/shared/schedule/repeat';

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Africa/Casablanca',
];
const time = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) });
const zone = fc.constantFrom(...ZONES);
const every = fc.constantFrom<Repeat['every']>('hour', 'day', 'weekday', 'week', 'month');
const DAY_MS = 86_400_000;

function repeat(change: Partial<Repeat> = {}): Repeat {
  return { every: 'day', timeZone: 'Europe/Berlin', untilMs: null, ...change };
}

/** The first `count` occurrences after the anchor, as local times. */
function series(anchor: string, change: Partial<Repeat>, count: number): string[] {
  const rule = repeat(change);
  const anchorMs = Date.parse(anchor);
  const found: string[] = [];
  let afterMs = anchorMs;
  for (let i = 0; i < count; i++) {
    const next = nextOccurrence(anchorMs, rule, afterMs);
    if (next === null) break;
    const { year, month, day, hour, minute } = toLocal(next, rule.timeZone);
    const two = (n: number) => String(n).padStart(2, '0');
    found.push(`${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`);
    afterMs = next;
  }
  return found;
}

describe('local time', () => {
  it('goes to Unix time and back, wherever the clock is not being changed', () => {
    fc.assert(
      fc.property(time, zone, (ms, timeZone) => {
        const back = toUnixMs(toLocal(ms, timeZone), timeZone);
        // The second of two equal hours comes back as the first.
        expect([0, -3_600_000, -1_800_000]).toContain(back - ms);
      }),
      { numRuns: 400 },
    );
  });

  it('skipped by summer time moves on by the hour that was skipped', () => {
    const local = { year: 2026, month: 3, day: 29, hour: 2, minute: 30, second: 0, ms: 0 };
    expect(new Date(toUnixMs(local, 'Europe/Berlin')).toISOString()).toBe('2026-03-29T01:30:00.000Z');
  });

  it('that comes twice is the first of the two', () => {
    const local = { year: 2026, month: 10, day: 25, hour: 2, minute: 30, second: 0, ms: 0 };
    expect(new Date(toUnixMs(local, 'Europe/Berlin')).toISOString()).toBe('2026-10-25T00:30:00.000Z');
  });

  it('knows its zones', () => {
    expect(isTimeZone('Europe/Berlin')).toBe(true);
    expect(isTimeZone('Mars/Olympus')).toBe(false);
    expect(isTimeZone('')).toBe(false);
  });
});

describe('a series', () => {
  it('keeps the local time of day through both changes of the clock', () => {
    expect(series('2026-03-27T19:00:00Z', {}, 3)).toEqual([
      '2026-03-28 20:00',
      '2026-03-29 20:00',
      '2026-03-30 20:00',
    ]);
    expect(series('2026-10-24T18:00:00Z', {}, 2)).toEqual(['2026-10-25 20:00', '2026-10-26 20:00']);
  });

  it('on a skipped time is back at its own the next day', () => {
    expect(series('2026-03-28T01:30:00Z', {}, 2)).toEqual(['2026-03-29 03:30', '2026-03-30 02:30']);
  });

  it('on the 31st takes the last day of shorter months, and the 31st again after', () => {
    expect(series('2027-12-31T11:00:00Z', { every: 'month' }, 5)).toEqual([
      '2028-01-31 12:00',
      '2028-02-29 12:00',
      '2028-03-31 12:00',
      '2028-04-30 12:00',
      '2028-05-31 12:00',
    ]);
  });

  it('on weekdays leaves out Saturday and Sunday', () => {
    expect(series('2026-11-19T08:00:00Z', { every: 'weekday' }, 4)).toEqual([
      '2026-11-20 09:00',
      '2026-11-23 09:00',
      '2026-11-24 09:00',
      '2026-11-25 09:00',
    ]);
  });

  it('ends with its last day', () => {
    const untilMs = Date.parse('2026-11-21T23:00:00Z');
    expect(series('2026-11-19T08:00:00Z', { untilMs }, 9)).toEqual(['2026-11-20 09:00', '2026-11-21 09:00']);
  });

  it('comes next after any moment, never before it, and never leaves one out', () => {
    fc.assert(
      fc.property(time, time, zone, every, (anchorMs, afterMs, timeZone, kind) => {
        const rule = repeat({ timeZone, every: kind });
        const next = nextOccurrence(anchorMs, rule, afterMs);
        if (next === null) throw new Error('a series without an end ended');
        expect(next).toBeGreaterThan(afterMs);
        expect(next).toBeGreaterThanOrEqual(anchorMs);
        // Asked just before it, the answer is the same one.
        expect(nextOccurrence(anchorMs, rule, next - 1)).toBe(next);
        const longest = {
          hour: 3_600_000,
          day: 26 * 3_600_000,
          weekday: 5 * DAY_MS,
          week: 8 * DAY_MS,
          month: 33 * DAY_MS,
        };
        if (afterMs >= anchorMs) expect(next - afterMs).toBeLessThanOrEqual(longest[kind]);
        if (kind === 'weekday') expect([1, 2, 3, 4, 5]).toContain(weekdayOf(toLocal(next, timeZone)));
      }),
      { numRuns: 400 },
    );
  });

  it('asked step by step or at once gives the same times', () => {
    fc.assert(
      fc.property(time, zone, every, fc.integer({ min: 1, max: 12 }), (anchorMs, timeZone, kind, steps) => {
        const rule = repeat({ timeZone, every: kind });
        let stepMs = anchorMs;
        for (let i = 0; i < steps; i++) stepMs = nextOccurrence(anchorMs, rule, stepMs) ?? stepMs;
        expect(nextOccurrence(anchorMs, rule, stepMs - 1)).toBe(stepMs);
      }),
      { numRuns: 200 },
    );
  });
});
