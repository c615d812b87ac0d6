import type { Database } from './database';

/** Stretches of history: which of a channel is here, and which is still to be fetched. Ids, both ends included. */
export interface Stretch {
  lo: bigint;
  hi: bigint;
}

/** Adds a stretch to others, which may overlap or touch; the result is ordered and has no two that touch. */
export function joined(stretches: readonly Stretch[]): Stretch[] {
  const ordered = [...stretches].sort((a, b) => (a.lo < b.lo ? -1 : a.lo > b.lo ? 1 : 0));
  const result: Stretch[] = [];
  for (const stretch of ordered) {
    const last = result.at(-1);
    if (last && stretch.lo <= last.hi + 1n) {
      if (stretch.hi > last.hi) last.hi = stretch.hi;
    } else result.push({ ...stretch });
  }
  return result;
}

/** What of `whole` is in none of `stretches`; the newest first. */
export function gaps(whole: Stretch, stretches: readonly Stretch[]): Stretch[] {
  const result: Stretch[] = [];
  let from = whole.lo;
  for (const { lo, hi } of joined(stretches)) {
    if (hi < from) continue;
    if (lo > whole.hi) break;
    if (lo > from) result.unshift({ lo: from, hi: lo - 1n });
    from = hi + 1n;
  }
  if (from <= whole.hi) result.unshift({ lo: from, hi: whole.hi });
  return result;
}

export function addCoverage(database: Database, channelId: string, stretch: Stretch): void {
  const all = joined([...readCoverage(database, channelId), stretch]);
  database.run('DELETE FROM coverage WHERE channel_id = @channelId', { channelId });
  for (const { lo, hi } of all) {
    database.run('INSERT INTO coverage (channel_id, lo, hi) VALUES (@channelId, @lo, @hi)', {
      channelId,
      lo: lo.toString(),
      hi: hi.toString(),
    });
  }
}

export function readCoverage(database: Database, channelId: string): Stretch[] {
  return database
    .all<{ lo: string; hi: string }>(
      `SELECT CAST(lo AS TEXT) AS lo, CAST(hi AS TEXT) AS hi FROM coverage
       WHERE channel_id = @channelId ORDER BY lo`,
      { channelId },
    )
    .map(({ lo, hi }) => ({ lo: BigInt(lo), hi: BigInt(hi) }));
}
