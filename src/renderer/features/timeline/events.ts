import type { TimelineEvent, TimelineQuery } from '@shared/models/archive';
import { dayKey } from '../../ui/format';

/** What is loaded of the timeline, as data. Pure. */

/** Whether a new event belongs to what is shown; as the archive itself decides for pages. */
export function fits(event: TimelineEvent, query: TimelineQuery): boolean {
  const { guildId, channelId, userId, fromMs, toMs, kinds } = query;
  if (fromMs !== null && event.atMs < fromMs) return false;
  if (toMs !== null && event.atMs > toMs) return false;
  // Who asks for what was done means the lines that say by whom as well.
  const isDeed = event.actorId !== null && kinds.includes('deed');
  if (kinds.length > 0 && !kinds.includes(event.kind) && !isDeed) return false;
  // That nobody watched concerns everybody.
  if (event.kind === 'away') return true;
  if (guildId !== null && event.guildId !== guildId) return false;
  const leftHere = event.kind === 'moved' && event.detail === channelId;
  if (channelId !== null && event.channelId !== channelId && !leftHere) return false;
  return userId === null || event.userId === userId || event.actorId === userId;
}

/** Both lists as one, newest first, each event once. */
export function merge(a: readonly TimelineEvent[], b: readonly TimelineEvent[]): readonly TimelineEvent[] {
  const first = b[0];
  const last = b.at(-1);
  if (first === undefined || last === undefined) return a;
  const isPage = b.every((event, at) => at === 0 || event.eventId < (b[at - 1]?.eventId ?? 0));
  // An older page, or news, need no sorting of all that is there.
  if (isPage && first.eventId < (a.at(-1)?.eventId ?? Number.POSITIVE_INFINITY)) return [...a, ...b];
  if (isPage && last.eventId > (a[0]?.eventId ?? 0)) return [...b, ...a];
  const byId = new Map([...a, ...b].map((event) => [event.eventId, event]));
  return [...byId.values()].sort((x, y) => y.eventId - x.eventId);
}

export type TimelineRow =
  | { kind: 'day'; key: string; atMs: number }
  | { kind: 'event'; key: string; event: TimelineEvent }
  | { kind: 'away'; key: string; event: TimelineEvent; sinceMs: number }
  | { kind: 'end'; key: string };

/** Heights as in the style sheet. */
export const ROW_PX: Readonly<Record<TimelineRow['kind'], number>> = {
  day: 40,
  event: 34,
  away: 52,
  end: 44,
};

export interface Layout {
  rows: readonly TimelineRow[];
  /** Where each row begins. */
  startsPx: readonly number[];
}

/** A heading before each day, newest first, and the end of the list. */
export function layOut(events: readonly TimelineEvent[]): Layout {
  const rows: TimelineRow[] = [];
  let day = '';
  for (const event of events) {
    const own = dayKey(event.atMs);
    if (own !== day) rows.push({ kind: 'day', key: `day:${event.eventId}`, atMs: event.atMs });
    day = own;
    const key = String(event.eventId);
    rows.push(
      event.kind === 'away' && event.sinceMs !== null
        ? { kind: 'away', key, event, sinceMs: event.sinceMs }
        : { kind: 'event', key, event },
    );
  }
  rows.push({ kind: 'end', key: 'end' });
  const startsPx: number[] = [];
  let atPx = 0;
  for (const row of rows) {
    startsPx.push(atPx);
    atPx += ROW_PX[row.kind];
  }
  return { rows, startsPx };
}

/** Where to scroll to in `after`, so that what stood at `scrollPx` in `before` does not move. */
export function keepPlace(before: Layout, after: Layout, scrollPx: number): number {
  const first = before.rows.findIndex((row, at) => {
    const endPx = (before.startsPx[at] ?? 0) + ROW_PX[row.kind];
    return endPx > scrollPx && (row.kind === 'event' || row.kind === 'away');
  });
  const anchor = before.rows[first];
  if (!anchor) return scrollPx;
  const now = after.rows.findIndex((row) => row.key === anchor.key);
  if (now === -1) return scrollPx;
  return scrollPx + (after.startsPx[now] ?? 0) - (before.startsPx[first] ?? 0);
}
