import fc from 'fast-check';
import { expect, it } from 'vitest';
import { attendanceOf, type Visit } from '../../../src/main/archive/attendance';

const END = 40;

/** Visits of a few people who are in one room at a time. */
const visits = fc
  .array(
    fc.record({
      user: fc.integer({ min: 1, max: 4 }),
      room: fc.integer({ min: 1, max: 2 }),
      gap: fc.integer({ min: 0, max: 6 }),
      stay: fc.integer({ min: 0, max: 12 }),
    }),
    { maxLength: 20 },
  )
  .map((parts) => {
    const free = new Map<number, number>();
    return parts.map(({ user, room, gap, stay }): Visit => {
      const fromMs = (free.get(user) ?? -5) + gap;
      free.set(user, fromMs + stay);
      return {
        userId: String(user),
        name: `n${user}`,
        channelId: String(room),
        channelName: `r${room}`,
        fromMs,
        toMs: fromMs + stay,
        certain: true,
      };
    });
  });

/** Who is in a room during the millisecond that begins at `at`. */
const presentAt = (all: readonly Visit[], at: number, room?: string) =>
  new Set(
    all
      .filter((v) => v.fromMs <= at && at < v.toMs && (room === undefined || v.channelId === room))
      .map((v) => v.userId),
  );

it('agrees with counting heads every millisecond', () => {
  fc.assert(
    fc.property(visits, (all) => {
      const result = attendanceOf(all, 0, END);
      const moments = Array.from({ length: END }, (_, at) => at);
      for (const person of result.people) {
        const ms = moments.filter((at) => presentAt(all, at).has(person.userId)).length;
        expect(person.totalMs).toBe(ms);
      }
      expect(result.peak.people).toBe(Math.max(0, ...moments.map((at) => presentAt(all, at).size)));
      for (const room of result.rooms) {
        const heads = moments.map((at) => presentAt(all, at, room.channelId).size);
        expect(room.totalMs).toBe(heads.reduce((sum, n) => sum + n, 0));
        expect(room.peak).toBe(Math.max(0, ...heads));
        if (room.peak > 0) expect(heads.indexOf(room.peak)).toBe(room.peakAtMs);
      }
      for (const { userIds, ms } of result.overlaps) {
        const together = moments.filter((at) =>
          ['1', '2'].some((room) => userIds.every((id) => presentAt(all, at, room).has(id))),
        );
        expect(ms).toBe(together.length);
      }
    }),
  );
});

it('counts nothing outside the period', () => {
  const visit = { userId: '1', name: 'a', channelId: '2', channelName: 'r', certain: true };
  const all = [
    { ...visit, fromMs: -9, toMs: -1 },
    { ...visit, fromMs: END, toMs: END + 5 },
  ];
  expect(attendanceOf(all, 0, END)).toMatchObject({ people: [], rooms: [], peak: { people: 0, atMs: null } });
});
