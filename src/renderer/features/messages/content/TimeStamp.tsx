import { useEffect, useState } from 'react';
import styles from './content.module.css';
import type { TimeStyle } from './markdown';

/** `<t:…:X>` in the person's own time and way of writing it; relative ones stay current. */
export function TimeStamp({ atMs, style }: { atMs: number; style: TimeStyle }) {
  const full = formatStamp(atMs, 'F');
  return (
    <time className={styles.time} dateTime={new Date(atMs).toISOString()} title={full}>
      {style === 'R' ? <Relative atMs={atMs} /> : formatStamp(atMs, style)}
    </time>
  );
}

function Relative({ atMs }: { atMs: number }) {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const timer = setTimeout(() => setNowMs(Date.now()), refreshMs(Math.abs(nowMs - atMs)));
    return () => clearTimeout(timer);
  }, [atMs, nowMs]);
  return relativeTime(atMs, nowMs);
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long the wording of a distance stays true, about; at most an hour. */
function refreshMs(distanceMs: number): number {
  if (distanceMs < MINUTE) return SECOND;
  if (distanceMs < HOUR) return 15 * SECOND;
  return distanceMs < DAY ? 5 * MINUTE : HOUR;
}

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365.25 * DAY],
  ['month', 30.44 * DAY],
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
  ['second', SECOND],
];

/** "in 5 minutes", "3 days ago". */
export function relativeTime(atMs: number, nowMs: number, locale?: string): string {
  const distance = atMs - nowMs;
  const [unit, ms] = UNITS.find(([, size]) => Math.abs(distance) >= size) ?? (['second', SECOND] as const);
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(Math.round(distance / ms), unit);
}

const STYLES: Readonly<Record<Exclude<TimeStyle, 'R'>, Intl.DateTimeFormatOptions>> = {
  t: { hour: '2-digit', minute: '2-digit' },
  T: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  d: { year: 'numeric', month: '2-digit', day: '2-digit' },
  D: { year: 'numeric', month: 'long', day: 'numeric' },
  f: { year: 'numeric', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit' },
  F: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit' },
  s: { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  S: {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  },
};

/** A moment in one of Discord's styles. */
export function formatStamp(atMs: number, style: Exclude<TimeStyle, 'R'>, locale?: string): string {
  return new Intl.DateTimeFormat(locale, STYLES[style]).format(atMs);
}
