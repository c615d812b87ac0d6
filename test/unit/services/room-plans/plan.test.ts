import { describe, expect, it } from 'vitest';
import { fillName, fillNames } from '../../../../src/main/services/room-plans/names';
import { dueOf, endOf, handled, viewOf } from '../../../../src/main/services/room-plans/occurrences';
import type { StoredSchedule } from '../../../../src/main/services/room-plans/stored';
import { GuildId } from '../../../../src/shared/discord/snowflake';

const values = { atMs: Date.UTC(2026, 10, 24, 23), timeZone: 'Europe/Berlin', person: 'Mira' };
const HOUR = 3_600_000;

describe('names of a template', () => {
  it('count, tell the day where the schedule is, and name whom they are for', () => {
    expect(fillNames('Stage {n}', 2, values)).toEqual(['Stage 1', 'Stage 2']);
    expect(fillNames('Stage', 2, values)).toEqual(['Stage 1', 'Stage 2']);
    expect(fillNames('Stage', 1, values)).toEqual(['Stage']);
    expect(fillName('{name}, {date}', 1, values)).toBe('Mira, 25 Nov');
  });

  it('are never empty and never longer than Discord allows, the number kept', () => {
    expect(fillName('{name}', 1, { ...values, person: ' ' })).toBe('Room');
    const long = fillName('{name} table {n}', 7, { ...values, person: '🦊'.repeat(120) });
    expect([...long]).toHaveLength(100);
    expect(long.endsWith(' table 7')).toBe(true);
  });
});

/** Tuesdays at 20:00 UTC. */
const aSchedule = (over: Partial<StoredSchedule> = {}): StoredSchedule => ({
  scheduleId: 's',
  accountKey: 'a',
  name: 'Tuesday stage',
  guildId: GuildId.parse('1'),
  templateId: 't',
  when: { kind: 'weekly', repeat: { weekdays: [2], minuteOfDay: 1_200, timeZone: 'UTC', untilMs: null } },
  end: { kind: 'after', durationMs: 2 * HOUR },
  temporary: null,
  lateMs: HOUR,
  paused: false,
  skipMs: null,
  outcomes: [],
  handledMs: Date.UTC(2026, 10, 20),
  ...over,
});
const TUESDAY = Date.UTC(2026, 10, 24, 20);
const WEEK = 7 * 24 * HOUR;

describe('times of a schedule', () => {
  it('opens on time, late within its grace, and not after', () => {
    const schedule = aSchedule();
    expect(dueOf(schedule, TUESDAY - 1)).toEqual({ kind: 'none', nextMs: TUESDAY });
    expect(dueOf(schedule, TUESDAY)).toEqual({ kind: 'open', dueMs: TUESDAY, isLate: false });
    expect(dueOf(schedule, TUESDAY + HOUR)).toEqual({ kind: 'open', dueMs: TUESDAY, isLate: true });
    expect(dueOf(schedule, TUESDAY + HOUR + 1)).toMatchObject({ kind: 'miss', dueMs: TUESDAY });
  });

  it('of several that passed only the last can be opened, and none whose end has come', () => {
    const away = aSchedule({ lateMs: 24 * HOUR });
    const now = TUESDAY + WEEK + HOUR;
    const first = dueOf(away, now);
    expect(first).toMatchObject({ kind: 'miss', dueMs: TUESDAY });
    const after = handled(away, { dueMs: TUESDAY, kind: 'missed', setId: null, detail: null });
    expect(dueOf(after, now)).toMatchObject({ kind: 'open', dueMs: TUESDAY + WEEK, isLate: true });
    expect(dueOf(after, now + 2 * HOUR)).toMatchObject({ kind: 'miss' });
  });

  it('leaves out what is skipped, once', () => {
    const schedule = aSchedule({ skipMs: TUESDAY });
    expect(viewOf(schedule, TUESDAY - 1).nextMs.slice(0, 2)).toEqual([TUESDAY + WEEK, TUESDAY + 2 * WEEK]);
    expect(dueOf(schedule, TUESDAY)).toMatchObject({ kind: 'skip' });
    const after = handled(schedule, { dueMs: TUESDAY, kind: 'skipped', setId: null, detail: null });
    expect(after.skipMs).toBeNull();
    expect(dueOf(after, TUESDAY + WEEK)).toMatchObject({ kind: 'open' });
  });

  it('a pause has no times, and a single time comes once', () => {
    expect(dueOf(aSchedule({ paused: true }), TUESDAY)).toEqual({ kind: 'none', nextMs: null });
    const once = aSchedule({ when: { kind: 'once', atMs: TUESDAY } });
    expect(dueOf(once, TUESDAY)).toMatchObject({ kind: 'open' });
    const done = handled(once, { dueMs: TUESDAY, kind: 'opened', setId: 'x', detail: null });
    expect(dueOf(done, TUESDAY + 1)).toEqual({ kind: 'none', nextMs: null });
    expect(viewOf(done, TUESDAY + 1).nextMs).toEqual([]);
  });

  it('ends after a while, or when the clocks show it next', () => {
    expect(endOf({ kind: 'after', durationMs: HOUR }, TUESDAY)).toBe(TUESDAY + HOUR);
    expect(endOf({ kind: 'at', minuteOfDay: 60, timeZone: 'UTC' }, TUESDAY)).toBe(Date.UTC(2026, 10, 25, 1));
    expect(endOf({ kind: 'never' }, TUESDAY)).toBeNull();
  });
});
