import { useSyncExternalStore } from 'react';
import { strings } from '../../strings';
import { formatTime, formatTimer } from '../../ui/format';
import styles from './rooms.module.css';

/** Draws itself every second, and nothing around it. */
export function Since({ sinceMs }: { sinceMs: number | null }) {
  const now = useSyncExternalStore(everySecond, wholeSecond);
  return (
    <span className={styles.since}>
      {sinceMs === null ? strings.rooms.beforeYou : formatTimer(Math.max(0, now - sinceMs))}
    </span>
  );
}

/** Since when a room has not been empty, and how long that is. */
export function LiveSince({ sinceMs }: { sinceMs: number }) {
  const now = useSyncExternalStore(everySecond, wholeSecond);
  return (
    <span className={styles.liveSince}>
      {' · '}
      {strings.rooming.liveSince(formatTime(sinceMs), formatTimer(Math.max(0, now - sinceMs)))}
    </span>
  );
}

const wholeSecond = () => Math.floor(Date.now() / 1_000) * 1_000;
const waiting = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | null = null;

/** One timer for all that count seconds, so that they are drawn together; none while nothing does. */
function everySecond(tick: () => void): () => void {
  waiting.add(tick);
  ticking ??= setInterval(() => {
    for (const each of [...waiting]) each();
  }, 1_000);
  return () => {
    waiting.delete(tick);
    if (waiting.size > 0 || ticking === null) return;
    clearInterval(ticking);
    ticking = null;
  };
}
