/**
 * Items of a form's list with keys for drawing. A changed item is a new object, so identity cannot be the key: the
 * place is, and a moved item is drawn anew in its new place.
 */
export function keyed<T>(items: readonly T[]): { key: string; item: T; index: number }[] {
  return items.map((item, index) => ({ key: `at-${index}`, item, index }));
}
