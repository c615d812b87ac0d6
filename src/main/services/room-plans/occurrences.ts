import type { OccurrenceOutcome, RoomSchedule, ScheduleWhen, SetEnd } from '@shared/models/room-plans';
import { nextTimeOfDay, nextWeekly } from '@shared/schedule/weekdays';
import type { StoredSchedule } from './stored';

/** When schedules are due, and what becomes of times that passed while nobody could open anything. Pure. */

/** Later than this is said to be late, however generous the schedule is. */
export const ON_TIME_MS = 60_000;
const OUTCOMES_KEPT = 20;
const SHOWN_NEXT = 5;

export function nextDue(when: ScheduleWhen, afterMs: number): number | null {
  if (when.kind === 'once') return when.atMs > afterMs ? when.atMs : null;
  const next = nextWeekly(when.repeat, afterMs);
  return next === null || (when.repeat.untilMs !== null && next > when.repeat.untilMs) ? null : next;
}

/** Nothing to say about a pause: its times pass unseen. */
export type Due =
  | { kind: 'none'; nextMs: number | null }
  | { kind: 'skip' | 'miss' | 'open'; dueMs: number; isLate: boolean };

/** What is to be done now; asked again until it says none. Of many that passed only the last can still be opened. */
export function dueOf(schedule: StoredSchedule, nowMs: number): Due {
  const dueMs = nextDue(schedule.when, schedule.handledMs);
  if (schedule.paused || dueMs === null) return { kind: 'none', nextMs: null };
  if (dueMs > nowMs) return { kind: 'none', nextMs: dueMs };
  const isLate = nowMs - dueMs > ON_TIME_MS;
  if (schedule.skipMs === dueMs) return { kind: 'skip', dueMs, isLate };
  const nextMs = nextDue(schedule.when, dueMs);
  const isOver = nowMs - dueMs > Math.max(schedule.lateMs, ON_TIME_MS);
  const superseded = nextMs !== null && nextMs <= nowMs;
  const endMs = endOf(schedule.end, dueMs);
  const hasEnded = endMs !== null && endMs <= nowMs;
  return { kind: isOver || superseded || hasEnded ? 'miss' : 'open', dueMs, isLate };
}

/** The schedule after one of its times was dealt with. */
export function handled(schedule: StoredSchedule, outcome: OccurrenceOutcome): StoredSchedule {
  return {
    ...schedule,
    handledMs: outcome.dueMs,
    skipMs: schedule.skipMs !== null && schedule.skipMs <= outcome.dueMs ? null : schedule.skipMs,
    outcomes: [outcome, ...schedule.outcomes].slice(0, OUTCOMES_KEPT),
  };
}

/** When a set opened at this time ends, Unix ms; null = never by itself. */
export function endOf(end: SetEnd, openMs: number): number | null {
  switch (end.kind) {
    case 'never':
      return null;
    case 'after':
      return openMs + end.durationMs;
    case 'at':
      return nextTimeOfDay(end.minuteOfDay, end.timeZone, openMs);
  }
}

export function viewOf(stored: StoredSchedule, nowMs: number): RoomSchedule {
  const { handledMs, ...schedule } = stored;
  const nextMs: number[] = [];
  let at: number | null = Math.max(handledMs, nowMs);
  while (!schedule.paused && nextMs.length < SHOWN_NEXT) {
    at = nextDue(schedule.when, at);
    if (at === null) break;
    if (at !== schedule.skipMs) nextMs.push(at);
  }
  return { ...schedule, nextMs };
}
