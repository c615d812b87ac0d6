import { ChannelId, UserId } from '@shared/discord/snowflake';
import type { Attendance, AttendanceInput } from '@shared/models/archive';
import type { Bind, Database } from './database';

/** Who was there, how long, with whom, and how many at once: computed from visits. */

export interface Visit {
  userId: string;
  name: string;
  channelId: string;
  channelName: string;
  fromMs: number;
  toMs: number;
  certain: boolean;
}

const MAX_OVERLAPS = 200;
/** Pairs grow with the square of a room's people; beyond this many the rest are not compared. */
const MAX_PAIRS = 200_000;

/** `nowMs`: until when visits that still last are counted. */
export function readAttendance(database: Database, input: AttendanceInput, nowMs: number): Attendance {
  const toMs = Math.min(input.toMs, nowMs);
  const binds: Record<string, Bind> = { guildId: input.guildId, fromMs: input.fromMs, toMs };
  if (input.channelId !== null) binds['channelId'] = input.channelId;
  const rows = database.all<Omit<Visit, 'certain' | 'toMs'> & { certain: number; toMs: number | null }>(
    `SELECT CAST(s.user_id AS TEXT) AS userId, coalesce(m.nick, u.global_name, u.username, 'unknown') AS name,
       CAST(s.channel_id AS TEXT) AS channelId, coalesce(c.name, '') AS channelName,
       s.from_ms AS fromMs, s.to_ms AS toMs, s.from_certain AND s.to_certain AS certain
     FROM voice_sessions s
     LEFT JOIN users u ON u.user_id = s.user_id
     LEFT JOIN members m ON m.guild_id = s.guild_id AND m.user_id = s.user_id
     LEFT JOIN channels c ON c.channel_id = s.channel_id
     WHERE s.guild_id = @guildId AND s.from_ms < @toMs AND (s.to_ms IS NULL OR s.to_ms > @fromMs)
       ${input.channelId === null ? '' : 'AND s.channel_id = @channelId'}
     ORDER BY s.from_ms, s.session_id`,
    binds,
  );
  const visits = rows.map((row) => ({ ...row, toMs: row.toMs ?? toMs, certain: row.certain === 1 }));
  return attendanceOf(visits, input.fromMs, toMs);
}

/** Visits are cut to the period; one that lies outside it counts nothing. Pure. */
export function attendanceOf(all: readonly Visit[], fromMs: number, toMs: number): Attendance {
  const visits = all
    .filter((visit) => visit.fromMs < toMs && (visit.toMs > fromMs || visit.fromMs >= fromMs))
    .map((visit) => ({
      ...visit,
      fromMs: Math.max(visit.fromMs, fromMs),
      toMs: Math.min(visit.toMs, toMs),
    }));
  const rooms = [...groups(visits, (visit) => visit.channelId).values()];
  const names = new Map(visits.map((visit) => [visit.userId, visit.name]));
  const peak = peakOf(visits);
  return {
    fromMs,
    toMs,
    people: [...groups(visits, (visit) => visit.userId).entries()]
      .map(([userId, own]) => ({
        userId: UserId.parse(userId),
        name: names.get(userId) ?? '',
        totalMs: total(own),
        visits: own.length,
        rooms: new Set(own.map((visit) => visit.channelId)).size,
        firstMs: Math.min(...own.map((visit) => visit.fromMs)),
        lastMs: Math.max(...own.map((visit) => visit.toMs)),
        certain: own.every((visit) => visit.certain),
      }))
      .sort((a, b) => b.totalMs - a.totalMs),
    rooms: rooms
      .map((own) => {
        const highest = peakOf(own);
        return {
          channelId: ChannelId.parse(own[0]?.channelId),
          name: own[0]?.channelName ?? '',
          totalMs: total(own),
          visits: own.length,
          people: new Set(own.map((visit) => visit.userId)).size,
          peak: highest.people,
          peakAtMs: highest.atMs ?? 0,
        };
      })
      .sort((a, b) => b.totalMs - a.totalMs),
    peak,
    overlaps: overlapsOf(rooms, names),
  };
}

/** The most people at once, and when that was first so. Who leaves makes room before who comes at that moment. */
export function peakOf(visits: readonly Visit[]): { people: number; atMs: number | null } {
  // Somebody who only passed through counts as a visit, and was never there beside others.
  const stays = visits.filter((visit) => visit.toMs > visit.fromMs);
  const steps = stays.flatMap((visit) => [
    { atMs: visit.fromMs, by: 1, userId: visit.userId },
    { atMs: visit.toMs, by: -1, userId: visit.userId },
  ]);
  steps.sort((a, b) => a.atMs - b.atMs || a.by - b.by);
  const here = new Map<string, number>();
  let best = { people: 0, atMs: null as number | null };
  for (const { atMs, by, userId } of steps) {
    const count = (here.get(userId) ?? 0) + by;
    if (count <= 0) here.delete(userId);
    else here.set(userId, count);
    if (here.size > best.people) best = { people: here.size, atMs };
  }
  return best;
}

function overlapsOf(
  rooms: readonly (readonly Visit[])[],
  names: ReadonlyMap<string, string>,
): Attendance['overlaps'] {
  const shared = new Map<string, number>();
  for (const room of rooms) {
    let present: Visit[] = [];
    for (const visit of [...room].sort((a, b) => a.fromMs - b.fromMs)) {
      present = present.filter((other) => other.toMs > visit.fromMs);
      for (const other of present) {
        if (other.userId === visit.userId) continue;
        const pair = [visit.userId, other.userId].sort().join(' ');
        const ms = Math.min(visit.toMs, other.toMs) - visit.fromMs;
        if (shared.has(pair) || shared.size < MAX_PAIRS) shared.set(pair, (shared.get(pair) ?? 0) + ms);
      }
      present.push(visit);
    }
  }
  return [...shared]
    .sort(([, a], [, b]) => b - a)
    .slice(0, MAX_OVERLAPS)
    .map(([pair, ms]) => {
      const [a = '', b = ''] = pair.split(' ');
      return {
        userIds: [UserId.parse(a), UserId.parse(b)],
        names: [names.get(a) ?? '', names.get(b) ?? ''],
        ms,
      };
    });
}

function groups(visits: readonly Visit[], keyOf: (visit: Visit) => string): Map<string, Visit[]> {
  const result = new Map<string, Visit[]>();
  for (const visit of visits) {
    const own = result.get(keyOf(visit));
    if (own) own.push(visit);
    else result.set(keyOf(visit), [visit]);
  }
  return result;
}

const total = (visits: readonly Visit[]) =>
  visits.reduce((sum, visit) => sum + (visit.toMs - visit.fromMs), 0);
