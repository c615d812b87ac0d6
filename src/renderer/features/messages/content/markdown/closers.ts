import type { Inline } from './spans';

/**
 * Where a style or code that begins at a place ends. Each kind remembers when no end was found: the same search from
 * further on is in vain too, so a text full of beginnings without ends costs one pass.
 */
export interface Closers {
  readonly text: string;
  readonly inVain: Set<string>;
}

type Mark = '**' | '*' | '__' | '_' | '~~' | '||';

export function createClosers(text: string): Closers {
  return { text, inVain: new Set() };
}

type CodeClose = { span: Inline; end: number };

export function closeOf(closers: Closers, kind: 'code', at: number): CodeClose | null;
export function closeOf(closers: Closers, kind: Mark, at: number): { end: number } | null;
export function closeOf(
  closers: Closers,
  kind: Mark | 'code',
  at: number,
): CodeClose | { end: number } | null {
  switch (kind) {
    case 'code':
      return codeClose(closers, at);
    case '*':
    case '_':
      return singleClose(closers, kind, at);
    default:
      return doubleClose(closers, kind, at);
  }
}

/** `**…**` and its like: at least one sign inside; of a longer run at the end the last two close. */
function doubleClose(closers: Closers, mark: Exclude<Mark, '*' | '_'>, at: number): { end: number } | null {
  const { text, inVain } = closers;
  if (!text.startsWith(mark, at) || inVain.has(mark)) return null;
  const sign = mark[0] ?? '';
  const escapes = mark === '**' || mark === '__';
  const from = at + 2;
  let i = from;
  while (i < text.length) {
    if (escapes && text[i] === '\\') {
      i += 2;
      continue;
    }
    if (i > from && text.startsWith(mark, i) && (mark === '||' || text[i + 2] !== sign))
      return { end: i + 2 };
    i += 1;
  }
  inVain.add(mark);
  return null;
}

/** `*…*`: no blank after the first or before the last. `_…_` ends only where a word ends. */
function singleClose(closers: Closers, mark: '*' | '_', at: number): { end: number } | null {
  const { text, inVain } = closers;
  const first = text[at + 1];
  if (first === undefined || inVain.has(mark)) return null;
  if (mark === '*' && /\s/.test(first)) return null;
  let i = at + 1;
  while (i < text.length) {
    if (text[i] === '\\') i += 2;
    else if (text.startsWith(mark + mark, i)) i += 2;
    else if (text[i] === mark) {
      if (i === at + 1) return null;
      const ends = mark === '*' ? !/\s/.test(text[i - 1] ?? ' ') : !/\w/.test(text[i + 1] ?? ' ');
      return ends ? { end: i + 1 } : null;
    } else i += 1;
  }
  inVain.add(mark);
  return null;
}

/** Three backticks make a block with an optional language; any other number, text in a line. */
function codeClose(closers: Closers, at: number): CodeClose | null {
  const { text, inVain } = closers;
  let width = 0;
  while (text[at + width] === '`') width += 1;
  if (width >= 3) {
    const block = blockClose(closers, at);
    if (block) return block;
  }
  const key = `code${width}`;
  if (inVain.has(key)) return null;
  let i = at + width;
  while (i < text.length) {
    const tick = text.indexOf('`', i);
    if (tick < 0) break;
    let end = tick;
    while (text[end] === '`') end += 1;
    if (end - tick === width) {
      const inside = text.slice(at + width, tick);
      // One blank on each side only keeps a backtick off the edge.
      const trimmed = /^ `|` $/.test(inside) ? inside.replace(/^ (?=`)/, '').replace(/(`) $/, '$1') : inside;
      return { span: { kind: 'code', text: trimmed }, end };
    }
    i = end;
  }
  inVain.add(key);
  return null;
}

function blockClose({ text, inVain }: Closers, at: number): CodeClose | null {
  if (inVain.has('block')) return null;
  const close = text.indexOf('```', at + 3);
  if (close < 0) {
    inVain.add('block');
    return null;
  }
  const inside = text.slice(at + 3, close);
  const head = /^([\w+\-.#]{1,40})\n/.exec(inside);
  const body = head ? inside.slice(head[0].length) : inside;
  const code = body.replace(/^\n/, '').replace(/\n$/, '');
  if (code.trim() === '' && !head) return null;
  return {
    span: { kind: 'codeBlock', language: head?.[1]?.toLowerCase() ?? null, text: code },
    end: close + 3,
  };
}
