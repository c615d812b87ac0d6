/** Where the words of a search stand in a text: pure, so that marking them needs no second search. */

export interface Range {
  start: number;
  end: number;
}

const WORD = /[\p{L}\p{N}]+/gu;
/** From so many letters on a word also finds what begins with it, as the archive does. */
const PREFIX_FROM = 3;

interface Term {
  words: string[];
  isPhrase: boolean;
}

/** The words and "phrases" of a search, without case and accents. */
export function termsOf(query: string): Term[] {
  const terms: Term[] = [];
  for (const [, phrase, plain] of query.matchAll(/"([^"]*)"?|([^"\s]+)/g)) {
    const words = (fold(phrase ?? plain ?? '').text.match(WORD) ?? []) as string[];
    if (words.length > 0) terms.push({ words, isPhrase: phrase !== undefined || words.length > 1 });
  }
  return terms;
}

/** Stretches of the text that the search asked for, in order, as offsets into it. */
export function findWords(text: string, terms: readonly Term[]): Range[] {
  if (terms.length === 0) return [];
  const { text: folded, at } = fold(text);
  const tokens = [...folded.matchAll(WORD)].map((match) => ({ word: match[0], start: match.index }));
  const found: Range[] = [];
  tokens.forEach((token, index) => {
    for (const { words, isPhrase } of terms) {
      const last = tokens[index + words.length - 1];
      if (!last) continue;
      const fits = words.every((word, i) => {
        const here = tokens[index + i]?.word ?? '';
        return isPhrase || word.length < PREFIX_FROM ? here === word : here.startsWith(word);
      });
      if (!fits) continue;
      const length = isPhrase ? last.word.length : (words[0]?.length ?? 0);
      const end = at[last.start + length - 1] ?? token.start;
      found.push({ start: at[token.start] ?? 0, end: end + widthAt(text, end) });
      break;
    }
  });
  return found;
}

const widthAt = (text: string, offset: number) => ((text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1);

/** Without case and accents; `at` tells for each unit of the result where it stood in the text. */
function fold(text: string): { text: string; at: number[] } {
  let folded = '';
  const at: number[] = [];
  let offset = 0;
  for (const sign of text) {
    const plain = sign.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    for (let i = 0; i < plain.length; i += 1) at.push(offset);
    folded += plain;
    offset += sign.length;
  }
  return { text: folded, at };
}
