import type { AwayDigest } from '@shared/models/away';

/** In the window's own storage of this run: what happened while away is still said after a reload, and not tomorrow. */
const KEY = 'roomtone.away';

/** What was kept; nothing when there is none or it is no list of absences. */
export function keptAway(): readonly AwayDigest[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isDigest) : [];
  } catch {
    return [];
  }
}

export function keepAway(digests: readonly AwayDigest[]): void {
  try {
    if (digests.length === 0) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify(digests));
  } catch {
    // Five megabytes are full: after a reload nothing is shown rather than what was kept before.
    sessionStorage.removeItem(KEY);
  }
}

/** By shape: the window wrote it itself, of what main had told it. */
function isDigest(value: unknown): value is AwayDigest {
  if (typeof value !== 'object' || value === null) return false;
  const { awayId, guildId, sinceMs, untilMs, counts, items } = value as Record<string, unknown>;
  return (
    typeof awayId === 'string' &&
    typeof guildId === 'string' &&
    typeof sinceMs === 'number' &&
    typeof untilMs === 'number' &&
    typeof counts === 'object' &&
    counts !== null &&
    Array.isArray(items)
  );
}
