import { snowflakeTimeMs } from '@shared/discord/snowflake';
import type { ThreadSummary } from '@shared/models/workspace';

/** When something was last written in a thread, Unix ms; an id tells its time. */
export function lastActivityMs(thread: Pick<ThreadSummary, 'lastMessageId' | 'createdAtMs'>): number {
  return thread.lastMessageId === null ? thread.createdAtMs : snowflakeTimeMs(thread.lastMessageId);
}

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000_000],
  ['month', 2_592_000_000],
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** "3 hours ago", "yesterday", "now". */
export function wordAgo(atMs: number, nowMs: number, locale?: string): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const ago = Math.max(0, nowMs - atMs);
  for (const [unit, ms] of UNITS) {
    if (ago >= ms) return format.format(-Math.floor(ago / ms), unit);
  }
  return format.format(0, 'second');
}
