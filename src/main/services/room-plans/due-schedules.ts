import type { OpenSetOutcome, PlanNews } from '@shared/models/room-plans';
import type { Clock } from '../../support/clock';
import type { Live } from './live';
import { dueOf, handled } from './occurrences';
import { inWords } from './opening';
import type { PlanStore } from './plan-store';
import type { StoredSchedule } from './stored';

export interface DueSchedules {
  clock: Clock;
  store: PlanStore;
  onNews(news: PlanNews): void;
  openSchedule(schedule: StoredSchedule, atMs: number): OpenSetOutcome;
}

/** Schedules whose time has come. Returns when the next one's will. */
export function openDue(
  { clock, store, onNews, openSchedule }: DueSchedules,
  { session, accountKey }: Live,
): number {
  const nowMs = clock.now();
  let wakeMs = Number.POSITIVE_INFINITY;
  for (const { scheduleId } of store.content.schedules.filter((one) => one.accountKey === accountKey)) {
    for (;;) {
      const schedule = store.content.schedules.find((one) => one.scheduleId === scheduleId);
      if (!schedule) break;
      const due = dueOf(schedule, nowMs);
      if (due.kind === 'none') {
        wakeMs = Math.min(wakeMs, due.nextMs ?? Number.POSITIVE_INFINITY);
        break;
      }
      const { dueMs, isLate } = due;
      const note = (
        kind: StoredSchedule['outcomes'][number]['kind'],
        setId: string | null,
        detail: string | null,
      ) => {
        const after = handled(schedule, { dueMs, kind, setId, detail });
        const { content } = store;
        store.set({
          ...content,
          schedules: content.schedules.map((one) => (one === schedule ? after : one)),
        });
      };
      if (due.kind === 'skip') note('skipped', null, null);
      else if (due.kind === 'miss') {
        note('missed', null, null);
        onNews({ kind: 'missed', scheduleId, name: schedule.name, dueMs });
      } else {
        // An outage of the guild delays it; whether it is too late then is asked again.
        const guild = session.cache.state.guilds.get(schedule.guildId);
        if (guild && !guild.available) break;
        const outcome = openSchedule(schedule, dueMs);
        if (outcome.kind === 'opening') {
          note(isLate ? 'openedLate' : 'opened', outcome.setId, null);
          onNews({ kind: 'opened', setId: outcome.setId, name: schedule.name, late: isLate });
        } else {
          const detail = outcome.kind === 'blocked' ? inWords(outcome.problems) : 'its template is gone';
          note(outcome.kind, null, detail);
          onNews({ kind: 'blocked', name: schedule.name, detail });
        }
      }
    }
  }
  return wakeMs;
}
