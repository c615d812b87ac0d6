/** The signs of a US keyboard by place, where other alphabets have letters (Ю on the full stop, Х on the bracket). */
const SIGNS: Readonly<Record<string, string>> = {
  Backquote: '`',
  BracketLeft: '[',
  BracketRight: ']',
  Semicolon: ';',
  Quote: "'",
  Comma: ',',
  Period: '.',
  Slash: '/',
};

/** A letter or part of one that no Latin keyboard types. */
const OTHER_LETTER = /^(?!\p{Script=Latin})[\p{L}\p{M}]$/u;

/**
 * What a press is called among the keys of this window, which are written with Latin letters: what it types, and where
 * that is a letter of another alphabet, what a US keyboard has at its place. A person who writes Greek or Cyrillic
 * talks, plays and saves by the same keys as everybody.
 */
export function latinKey({ key, code }: { key: string; code?: string | undefined }): string {
  if (code === undefined || !OTHER_LETTER.test(key)) return key;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter === undefined) return SIGNS[code] ?? key;
  return key === key.toLowerCase() ? letter.toLowerCase() : letter;
}
