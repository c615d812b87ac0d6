/** Names of several rooms from what somebody writes: one name a line, `1..4` for a row of numbers. */

export const NAME_LIMIT = 100;
const RANGE = /(\d{1,4})\.\.(\d{1,4})/;

/**
 * `Tuesday 1..4` is Tuesday 1 to Tuesday 4, `Table 08..10` keeps the noughts, `4..1` counts down; lines and commas
 * part the names. Stops after `most + 1` names: more is too many anyway.
 */
export function expandNames(text: string, most: number): string[] {
  const names: string[] = [];
  for (const line of text.split(/[\n,]/)) {
    const trimmed = line.trim();
    if (trimmed === '') continue;
    for (const name of expandLine(trimmed)) {
      if (names.length > most) return names;
      names.push(name);
    }
  }
  return names;
}

function* expandLine(line: string): Iterable<string> {
  const found = RANGE.exec(line);
  const [whole, from = '', to = ''] = found ?? [];
  if (whole === undefined) {
    yield line;
    return;
  }
  const first = Number(from);
  const last = Number(to);
  const step = first <= last ? 1 : -1;
  const width = from.startsWith('0') ? from.length : 0;
  for (let n = first; step > 0 ? n <= last : n >= last; n += step) {
    yield line.replace(whole, String(n).padStart(width, '0'));
  }
}
