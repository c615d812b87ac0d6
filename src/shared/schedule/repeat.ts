import type { Repeat } from '../models/outbox';
import { daysInMonth, type LocalTime, toLocal, toUnixMs, weekdayOf } from './local-time';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/**
 * The first time after `afterMs` at which a series that began at `anchorMs` is due, or null when it is over. Each
 * occurrence is counted from the anchor, so nothing drifts: the local time of day stays through summer time, and
 * a series on the 31st takes the last day of shorter months and goes back to the 31st.
 */
export function nextOccurrence(anchorMs: number, repeat: Repeat, afterMs: number): number | null {
  const next = afterAnchor(anchorMs, repeat, Math.max(afterMs, anchorMs - 1));
  return repeat.untilMs !== null && next > repeat.untilMs ? null : next;
}

function afterAnchor(anchorMs: number, { every, timeZone }: Repeat, afterMs: number): number {
  if (every === 'hour') {
    const hours = Math.floor((afterMs - anchorMs) / HOUR_MS) + 1;
    return anchorMs + Math.max(0, hours) * HOUR_MS;
  }
  const anchor = toLocal(anchorMs, timeZone);
  if (every === 'month') {
    const elapsed = toLocal(afterMs, timeZone);
    let months = Math.max(0, (elapsed.year - anchor.year) * 12 + elapsed.month - anchor.month - 1);
    for (;;) {
      const dueMs = toUnixMs(monthsLater(anchor, months), timeZone);
      if (dueMs > afterMs) return dueMs;
      months += 1;
    }
  }
  const stepDays = every === 'week' ? 7 : 1;
  // One step less than elapsed at most: a day has 23 to 25 hours.
  let steps = Math.max(0, Math.floor((afterMs - anchorMs) / (stepDays * DAY_MS)) - 1);
  for (;;) {
    const local = { ...anchor, day: anchor.day + steps * stepDays };
    const dueMs = toUnixMs(local, timeZone);
    if (dueMs > afterMs && (every !== 'weekday' || isWeekday(local))) return dueMs;
    steps += 1;
  }
}

function monthsLater(anchor: LocalTime, months: number): LocalTime {
  const index = anchor.year * 12 + (anchor.month - 1) + months;
  const year = Math.floor(index / 12);
  const month = (index % 12) + 1;
  return { ...anchor, year, month, day: Math.min(anchor.day, daysInMonth(year, month)) };
}

function isWeekday(local: LocalTime): boolean {
  const day = weekdayOf(local);
  return day !== 0 && day !== 6;
}

/** The next `count` times from `afterMs` on, for showing what was chosen. */
export function nextOccurrences(anchorMs: number, repeat: Repeat, afterMs: number, count: number): number[] {
  const times: number[] = [];
  let at = afterMs;
  while (times.length < count) {
    const next = nextOccurrence(anchorMs, repeat, at);
    if (next === null) break;
    times.push(next);
    at = next;
  }
  return times;
}
