/** Lists in an order that a person changes; ids are unique in them. Pure. */

/** The list with `ids` before `beforeId`; at its end when that is null or not there. Those that were in it move. */
export function placeBefore(
  list: readonly string[],
  ids: readonly string[],
  beforeId: string | null,
): string[] {
  const moving = new Set(ids);
  // Put before one of those that move: what follows them stays the mark.
  let mark = beforeId;
  while (mark !== null && moving.has(mark)) mark = list[list.indexOf(mark) + 1] ?? null;
  const rest = list.filter((id) => !moving.has(id));
  const at = mark === null ? -1 : rest.indexOf(mark);
  const place = at < 0 ? rest.length : at;
  return [...rest.slice(0, place), ...new Set(ids), ...rest.slice(place)];
}
