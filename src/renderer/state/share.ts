/**
 * `next`, with every part that equals the same part of `previous` replaced by it, so that selectors see a change
 * only where something changed. For plain data as it comes over IPC (objects, arrays, primitives).
 */
export function share<T>(previous: unknown, next: T): T {
  if (Object.is(previous, next)) return next;
  if (Array.isArray(previous) && Array.isArray(next)) return shareArray(previous, next) as T;
  if (isPlain(previous) && isPlain(next)) return shareObject(previous, next) as T;
  return next;
}

function shareArray(previous: readonly unknown[], next: readonly unknown[]): readonly unknown[] {
  const shared = next.map((item, index) => share(matching(previous, item, index), item));
  const same = previous.length === shared.length && shared.every((item, index) => item === previous[index]);
  return same ? previous : shared;
}

/** By which an item is known, the most telling first: a deck carries the id of the item on it, too. */
const IDS = [
  'messageId',
  'userId',
  'recordingId',
  'trackId',
  'accountId',
  'deckId',
  'inputId',
  'padId',
  'cueId',
  'alarmId',
  'showId',
  'playlistId',
  'itemId',
] as const;

/** Items that carry an id are compared with the item of the same id, wherever it stood. */
function matching(previous: readonly unknown[], item: unknown, index: number): unknown {
  if (!isPlain(item)) return previous[index];
  for (const key of IDS) {
    const id = item[key];
    if (id === undefined) continue;
    return previous.find((other) => isPlain(other) && other[key] === id);
  }
  return previous[index];
}

function shareObject(
  previous: Record<string, unknown>,
  next: Record<string, unknown>,
): Record<string, unknown> {
  const keys = Object.keys(next);
  let same = keys.length === Object.keys(previous).length;
  // As entries: a key called __proto__ would be taken for the prototype by an assignment.
  const shared = keys.map((key): [string, unknown] => {
    const before = Object.hasOwn(previous, key) ? previous[key] : undefined;
    const value = share(before, next[key]);
    if (value !== before || !Object.hasOwn(previous, key)) same = false;
    return [key, value];
  });
  return same ? previous : Object.fromEntries(shared);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
