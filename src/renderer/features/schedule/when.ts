import { toLocal, toUnixMs, weekdayOf } from '@shared/schedule/local-time';

/** Times a person often means, in the zone they choose. Pure. */

export interface Preset {
  id: 'hour' | 'tomorrow' | 'monday';
  atMs: number;
}

const HOUR_MS = 3_600_000;
const MORNING = 9;

export function presets(nowMs: number, timeZone: string): Preset[] {
  const now = toLocal(nowMs, timeZone);
  const morning = { ...now, hour: MORNING, minute: 0, second: 0, ms: 0 };
  const tomorrow = { ...morning, day: now.day + 1 };
  // On a Monday the next one is meant, not today.
  const toMonday = (8 - weekdayOf(now)) % 7 || 7;
  const monday = { ...morning, day: now.day + toMonday };
  return [
    { id: 'hour', atMs: Math.ceil((nowMs + HOUR_MS) / 60_000) * 60_000 },
    { id: 'tomorrow', atMs: toUnixMs(tomorrow, timeZone) },
    // On a Sunday, Monday is tomorrow: once is enough.
    ...(toMonday === 1 ? [] : [{ id: 'monday' as const, atMs: toUnixMs(monday, timeZone) }]),
  ];
}

/** `2026-11-23T09:00`, as a date and time field takes it, in a zone. */
export function toFieldValue(unixMs: number, timeZone: string): string {
  const { year, month, day, hour, minute } = toLocal(unixMs, timeZone);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;
}

/** The moment a field's value means in a zone; null for what is no date and time. */
export function fromFieldValue(value: string, timeZone: string): number | null {
  const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(value);
  if (!found) return null;
  const [year, month, day, hour, minute] = found.slice(1).map(Number);
  if (year === undefined || month === undefined || day === undefined) return null;
  return toUnixMs({ year, month, day, hour: hour ?? 0, minute: minute ?? 0, second: 0, ms: 0 }, timeZone);
}

/** The zones Intl knows, the person's own first. */
export function timeZones(own: string): string[] {
  const all = Intl.supportedValuesOf('timeZone');
  return [
    own,
    ...['UTC', ...all].filter((zone, index, list) => zone !== own && list.indexOf(zone) === index),
  ];
}

export function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
