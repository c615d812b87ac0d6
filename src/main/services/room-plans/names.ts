/** Filling in the patterns of templates. Pure. */

export interface NameValues {
  atMs: number;
  timeZone: string;
  /** Whom it is opened for; empty when nobody. */
  person: string;
}

const LIMIT = 100;

/** `Stage {n}` → `Stage 1`, `Stage 2` …; several rooms without `{n}` are numbered at the end. */
export function fillNames(pattern: string, count: number, values: NameValues): string[] {
  const numbered = count > 1 && !pattern.includes('{n}') ? `${pattern} {n}` : pattern;
  return Array.from({ length: count }, (_, i) => fillName(numbered, i + 1, values));
}

/** A name that is empty once filled in becomes "Room"; a long one is cut, its number kept. */
export function fillName(pattern: string, n: number, { atMs, timeZone, person }: NameValues): string {
  const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone }).format(atMs);
  const fill = (name: string) =>
    pattern.replaceAll('{n}', String(n)).replaceAll('{date}', day).replaceAll('{name}', name).trim();
  const filled = fill(person);
  const over = [...filled].length - LIMIT;
  const fitting =
    over > 0 ? fill([...person].slice(0, Math.max(0, [...person].length - over)).join('')) : filled;
  return [...fitting].slice(0, LIMIT).join('').trim() || 'Room';
}
