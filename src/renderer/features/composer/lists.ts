/** Pure changes of lists, keeping the identity of what stays. */

/** One item moved to another place; places outside leave the list as it is. */
export function moveItem<T>(items: readonly T[], from: number, to: number): T[] {
  const moved = items[from];
  if (moved === undefined || to < 0 || to >= items.length || from === to) return [...items];
  const rest = items.filter((_, index) => index !== from);
  return [...rest.slice(0, to), moved, ...rest.slice(to)];
}

export function removeItem<T>(items: readonly T[], at: number): T[] {
  return items.filter((_, index) => index !== at);
}

/** A copy behind the original. */
export function duplicateItem<T>(items: readonly T[], at: number): T[] {
  return items.flatMap((item, index) => (index === at ? [item, structuredClone(item)] : [item]));
}
