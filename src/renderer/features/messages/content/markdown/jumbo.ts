import type { Block } from './spans';

/** More than this many and Discord shows them in text size. */
const JUMBO_LIMIT = 30;

/** A message of emoji alone is shown large. */
export function isJumbo(blocks: readonly Block[]): boolean {
  const [only] = blocks;
  if (blocks.length !== 1 || only?.kind !== 'paragraph') return false;
  let emoji = 0;
  for (const span of only.children) {
    if (span.kind === 'emoji' || span.kind === 'customEmoji') emoji += 1;
    else if (span.kind !== 'text' || span.text.trim() !== '') return false;
  }
  return emoji > 0 && emoji <= JUMBO_LIMIT;
}
