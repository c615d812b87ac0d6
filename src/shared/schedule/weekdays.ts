import { toLocal, toUnixMs, weekdayOf } from './local-time';

/** A time of day on some days of the week, in a time zone. */
export interface WeeklyTime {
  /** 0 = Sunday; at least one. */
  weekdays: readonly number[];
  /** 0 to 1439, from midnight. */
  minuteOfDay: number;
  timeZone: string;
}

/**
 * The first such time after `afterMs`. Clocks that summer time puts forward skip no day: a time within the skipped
 * hour moves on by it, a time that comes twice is the first of the two.
 */
export function nextWeekly({ weekdays, minuteOfDay, timeZone }: WeeklyTime, afterMs: number): number | null {
  const today = toLocal(afterMs, timeZone);
  const hour = Math.floor(minuteOfDay / 60);
  const minute = minuteOfDay % 60;
  // Eight days from yesterday on: every day of the week, whichever side of midnight `afterMs` is.
  for (let days = -1; days <= 8; days += 1) {
    const local = { ...today, day: today.day + days, hour, minute, second: 0, ms: 0 };
    if (!weekdays.includes(weekdayOf(local))) continue;
    const atMs = toUnixMs(local, timeZone);
    if (atMs > afterMs) return atMs;
  }
  return null;
}

/** Every day at one time: the next moment the wall clock shows it. */
export function nextTimeOfDay(minuteOfDay: number, timeZone: string, afterMs: number): number {
  const next = nextWeekly({ weekdays: [0, 1, 2, 3, 4, 5, 6], minuteOfDay, timeZone }, afterMs);
  if (next === null) throw new RangeError('a day has this time');
  return next;
}
