import { type RefObject, useEffect, useMemo } from 'react';
import { findWords, termsOf } from './find-words';

/** The name `::highlight()` of the style sheet paints. */
const NAME = 'archive-hit';

/** Paints the words of a search inside an element, leaving its content as it is. Without the browser's help: nothing. */
export function useMarks(ref: RefObject<HTMLElement | null>, query: string, content: unknown): void {
  const terms = useMemo(() => termsOf(query), [query]);
  useEffect(() => {
    const root = ref.current;
    // Another content is another text to look through.
    void content;
    if (!root || terms.length === 0 || typeof CSS === 'undefined' || !('highlights' in CSS)) return;
    const marks = CSS.highlights.get(NAME) ?? new Highlight();
    CSS.highlights.set(NAME, marks);
    const own: Range[] = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (const { start, end } of findWords(node.nodeValue ?? '', terms)) {
        const range = document.createRange();
        range.setStart(node, start);
        range.setEnd(node, end);
        own.push(range);
        marks.add(range);
      }
    }
    return () => {
      for (const range of own) marks.delete(range);
    };
  }, [ref, terms, content]);
}
