/**
 * Wall-clock time of a time zone, by what Intl knows of it. Times that summer time skips move on by the hour that
 * was skipped; times that come twice are the first of the two.
 */

export interface LocalTime {
  year: number;
  /** 1–12. */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  ms: number;
}

const DAY_MS = 86_400_000;
const formatters = new Map<string, Intl.DateTimeFormat>();

/** True for what Intl takes as a time zone: `Europe/Berlin`, `UTC`. */
export function isTimeZone(name: string): boolean {
  try {
    formatterOf(name);
    return true;
  } catch {
    return false;
  }
}

export function toLocal(unixMs: number, timeZone: string): LocalTime {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatterOf(timeZone).formatToParts(unixMs)) parts[type] = Number(value);
  return {
    year: parts.year ?? 0,
    month: parts.month ?? 1,
    day: parts.day ?? 1,
    hour: parts.hour ?? 0,
    minute: parts.minute ?? 0,
    second: parts.second ?? 0,
    ms: ((unixMs % 1_000) + 1_000) % 1_000,
  };
}

/** Days beyond the month's end run over into the next, as with `Date.UTC`. */
export function toUnixMs(local: LocalTime, timeZone: string): number {
  const asUtc = asIfUtc(local);
  const before = asUtc - offsetMs(asUtc - DAY_MS, timeZone);
  const after = asUtc - offsetMs(asUtc + DAY_MS, timeZone);
  for (const candidate of [Math.min(before, after), Math.max(before, after)]) {
    if (candidate + offsetMs(candidate, timeZone) === asUtc) return candidate;
  }
  // Skipped by summer time: the offset before the change carries it past the gap.
  return before;
}

/** 0 = Sunday. */
export function weekdayOf(local: LocalTime): number {
  return new Date(asIfUtc(local)).getUTCDay();
}

export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function asIfUtc(local: LocalTime): number {
  return Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute, local.second, local.ms);
}

/** How far the zone is ahead of UTC at a moment, ms. */
function offsetMs(unixMs: number, timeZone: string): number {
  return asIfUtc(toLocal(unixMs, timeZone)) - unixMs;
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}
