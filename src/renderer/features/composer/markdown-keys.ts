/** What is typed, and what of it is selected. */
export interface TextState {
  text: string;
  start: number;
  end: number;
}

export type Mark = 'bold' | 'italic' | 'underline' | 'strike' | 'spoiler' | 'code';

const SIGNS: Readonly<Record<Mark, string>> = {
  bold: '**',
  italic: '*',
  underline: '__',
  strike: '~~',
  spoiler: '||',
  code: '`',
};

/** Puts a mark around the selection, or takes it off when it stands there already. */
export function toggleMark({ text, start, end }: TextState, mark: Mark): TextState {
  const sign = SIGNS[mark];
  const n = sign.length;
  const selected = text.slice(start, end);
  if (isMarked(text, start, end, sign)) {
    return {
      text: text.slice(0, start - n) + selected + text.slice(end + n),
      start: start - n,
      end: end - n,
    };
  }
  if (selected.length >= 2 * n && selected.startsWith(sign) && selected.endsWith(sign)) {
    const inner = selected.slice(n, -n);
    return { text: text.slice(0, start) + inner + text.slice(end), start, end: start + inner.length };
  }
  return {
    text: text.slice(0, start) + sign + selected + sign + text.slice(end),
    start: start + n,
    end: end + n,
  };
}

function isMarked(text: string, start: number, end: number, sign: string): boolean {
  const n = sign.length;
  if (text.slice(start - n, start) !== sign || text.slice(end, end + n) !== sign) return false;
  // One star of two is half a bold, no italic.
  if (sign !== '*') return true;
  return (text[start - 2] === '*') === (text[start - 3] === '*') && start >= 1;
}

/** The mark a key stands for, with Ctrl or ⌘ held. */
export function markOfKey(event: {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}): Mark | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  const key = event.key.toLowerCase();
  if (event.shiftKey) return key === 'x' ? 'strike' : key === 's' ? 'spoiler' : null;
  const plain: Readonly<Record<string, Mark>> = { b: 'bold', i: 'italic', u: 'underline', e: 'code' };
  return plain[key] ?? null;
}
