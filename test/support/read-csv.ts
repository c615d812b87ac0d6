/** Reads CSV as RFC 4180 describes it, a sign at a time; the first line names the columns. */
export function readCsv(text: string): Record<string, string>[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') {
        cell += sign;
        at += 1;
      } else quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === ',') {
      row.push(cell);
      cell = '';
    } else if (sign === '\n') {
      rows.push([...row, cell.replace(/\r$/, '')]);
      row = [];
      cell = '';
    } else cell += sign;
  }
  if (quoted || row.length > 0 || cell !== '') throw new Error('the last line of the CSV does not end');
  const [head = [], ...body] = rows;
  return body.map((cells) => {
    if (cells.length !== head.length) throw new Error(`a line has ${cells.length} cells, not ${head.length}`);
    return Object.fromEntries(head.map((name, column) => [name, cells[column] ?? '']));
  });
}
