/** A part of a text: a mention or emoji under its name, or letters as they are. */
export interface TextPiece {
  /** As Discord takes it: `<@1>`. */
  raw: string;
  /** As a person reads it: `@Mira`. */
  shown: string;
  /** Stands for something: taken out as one. */
  whole: boolean;
}

export interface NamesOfMentions {
  user(id: string): string | undefined;
  role(id: string): string | undefined;
  channel(id: string): string | undefined;
}

/** Code first: in it a mention is nothing but letters. */
const TOKEN = /```[\s\S]*?(?:```|$)|`[^`\n]+`|<(@!?|@&|#)(\d{1,20})>|<a?:(\w{2,32}):\d{1,20}>/g;

/** The text in pieces; whatever has no known name stays letters. */
export function piecesOf(raw: string, names: NamesOfMentions): TextPiece[] {
  const pieces: TextPiece[] = [];
  let from = 0;
  for (const found of raw.matchAll(TOKEN)) {
    const shown = shownOf(found, names);
    if (shown === undefined) continue;
    if (found.index > from) pieces.push(letters(raw.slice(from, found.index)));
    pieces.push({ raw: found[0], shown, whole: true });
    from = found.index + found[0].length;
  }
  if (from < raw.length) pieces.push(letters(raw.slice(from)));
  return pieces;
}

/** Ids of the people a text names, in code or not. */
export function userIdsIn(raw: string): string[] {
  return [...new Set([...raw.matchAll(/<@!?(\d{1,20})>/g)].map(([, id = '']) => id))];
}

export function textOf(pieces: readonly TextPiece[]): string {
  return pieces.map((piece) => piece.shown).join('');
}

/** Where a place of the shown text lies in the raw one; within a mention, behind it. */
export function toRaw(pieces: readonly TextPiece[], at: number): number {
  let shown = 0;
  let raw = 0;
  for (const piece of pieces) {
    if (at <= shown) return raw;
    if (at < shown + piece.shown.length) return raw + (piece.whole ? piece.raw.length : at - shown);
    shown += piece.shown.length;
    raw += piece.raw.length;
  }
  return raw;
}

/** The other way; within a mention's raw form, behind its name. */
export function toShown(pieces: readonly TextPiece[], at: number): number {
  let shown = 0;
  let raw = 0;
  for (const piece of pieces) {
    if (at <= raw) return shown;
    if (at < raw + piece.raw.length) return shown + (piece.whole ? piece.shown.length : at - raw);
    shown += piece.shown.length;
    raw += piece.raw.length;
  }
  return shown;
}

/** Whether a place of the shown text belongs to a mention's name (its first letter, or any but the last border). */
export function isInMention(pieces: readonly TextPiece[], at: number): boolean {
  let shown = 0;
  for (const piece of pieces) {
    if (at < shown + piece.shown.length) return piece.whole;
    shown += piece.shown.length;
  }
  return false;
}

/**
 * Carries an edit of the shown text over to the raw one. `caret` is where the edit left it in `next`. Of a mention
 * that loses a letter nothing stays; one that is written into becomes the letters of its name.
 */
export function applyEdit(
  pieces: readonly TextPiece[],
  next: string,
  caret: number,
): { raw: string; caret: number } {
  const before = textOf(pieces);
  if (next === before) return { raw: pieces.map((piece) => piece.raw).join(''), caret: toRaw(pieces, caret) };
  // Behind the caret nothing has changed: which of two equal letters is new, only the caret tells.
  const rest = next.slice(caret);
  const behind = before.endsWith(rest) ? rest.length : commonEnd(before, next);
  const most = Math.min(before.length, next.length) - behind;
  let from = 0;
  while (from < most && before[from] === next[from]) from += 1;
  const to = before.length - behind;
  const written = next.slice(from, next.length - behind);
  let head = '';
  let tail = '';
  let start = 0;
  for (const piece of pieces) {
    const end = start + piece.shown.length;
    if (end <= from) head += piece.raw;
    else if (start >= to) tail += piece.raw;
    else if (!piece.whole || written !== '') {
      head += piece.shown.slice(0, Math.max(0, from - start));
      tail += piece.shown.slice(Math.max(0, to - start));
    }
    start = end;
  }
  return { raw: head + written + tail, caret: head.length + written.length };
}

function commonEnd(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let n = 0;
  while (n < most && a[a.length - 1 - n] === b[b.length - 1 - n]) n += 1;
  return n;
}

function shownOf(found: RegExpMatchArray, names: NamesOfMentions): string | undefined {
  const [, sign, id = '', emoji] = found;
  if (emoji !== undefined) return `:${emoji}:`;
  if (sign === undefined) return undefined;
  const name = sign === '#' ? names.channel(id) : sign === '@&' ? names.role(id) : names.user(id);
  return name === undefined ? undefined : `${sign === '#' ? '#' : '@'}${name.replace(/^@/, '')}`;
}

function letters(text: string): TextPiece {
  return { raw: text, shown: text, whole: false };
}
