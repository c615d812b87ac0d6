/** What is being typed just before the caret and can be completed. */
export interface SuggestToken {
  kind: 'mention' | 'channel' | 'emoji' | 'template';
  /** What was typed after the sign. */
  query: string;
  /** Where the sign stands. */
  start: number;
}

/** Longer than this is no name that is being looked for. */
const MAX_QUERY = 40;

/**
 * The token before the caret: `@mi`, `#ge`, `:smi` (two letters at least), or `/` as the very first sign. Inside
 * code nothing is completed.
 */
export function tokenBefore(text: string, caret: number): SuggestToken | null {
  const before = text.slice(Math.max(0, caret - MAX_QUERY - 1), caret);
  const base = caret - before.length;
  if (insideCode(text, caret)) return null;
  const template = /^\/([\w -]*)$/.exec(before);
  if (base === 0 && template) return { kind: 'template', query: template[1] ?? '', start: 0 };
  const found = /(?:^|[\s([{>*_~|])([@#:])([^\s@#:<>]*(?: [^\s@#:<>]*)?)$/.exec(before);
  if (!found) return null;
  const [, sign = '', query = ''] = found;
  const start = base + found.index + found[0].length - query.length - 1;
  if (sign === ':') {
    return /^[\w+-]{2,}$/.test(query) ? { kind: 'emoji', query, start } : null;
  }
  if (sign === '#') return query.includes(' ') ? null : { kind: 'channel', query, start };
  return { kind: 'mention', query, start };
}

/** Between an odd backtick and its end. Long texts are only looked at from their last line break on. */
function insideCode(text: string, caret: number): boolean {
  const fences = text.slice(0, caret).split('```').length - 1;
  if (fences % 2 === 1) return true;
  const line = text.slice(text.lastIndexOf('\n', caret - 1) + 1, caret);
  return (line.split('`').length - 1) % 2 === 1;
}

/** The text with the token replaced by what was chosen, and where the caret goes. */
export function complete(
  text: string,
  token: SuggestToken,
  caret: number,
  insert: string,
): { text: string; caret: number } {
  const after = text.slice(caret);
  const gap = after.startsWith(' ') || insert === '' ? '' : ' ';
  const start = text.slice(0, token.start) + insert + gap;
  return { text: start + after, caret: start.length };
}
