import { parseInline } from './inline';
import type { Block } from './spans';

/** Lists in lists in quotes: deeper than this is shown as lines. */
const MAX_DEPTH = 8;

const HEADING = /^(#{1,3})[ \t]+(\S.*)$/;
const SUBTEXT = /^-#[ \t]+(\S.*)$/;
const QUOTE = /^>[ \t](.*)$|^>$/;
const QUOTE_REST = />>>[ \t\n]/y;
const ITEM = /^([ \t]*)(?:([-*])|(\d{1,9})\.)[ \t]+(\S.*)$/;

/**
 * A message as Discord's client lays it out: headings, subtext, quotes, lists, and runs of lines between them. Code
 * blocks may begin anywhere in a line, so they are left to the lines' own parser and never split here.
 */
export function parseMarkdown(text: string, inQuote = false, depth = 0): Block[] {
  const blocks: Block[] = [];
  let runFrom = 0;
  let at = 0;
  const flush = (end: number) => {
    const run = text.slice(runFrom, end);
    if (run.trim() !== '') blocks.push({ kind: 'paragraph', children: parseInline(trimBreaks(run)) });
  };
  const take = (block: Block, end: number) => {
    flush(at);
    blocks.push(block);
    at = end;
    runFrom = end;
  };
  while (at < text.length) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end);
    QUOTE_REST.lastIndex = at;
    const heading = HEADING.exec(line);
    const subtext = SUBTEXT.exec(line);
    if (!inQuote && QUOTE_REST.test(text)) {
      take({ kind: 'quote', blocks: parseMarkdown(text.slice(at + 4), true, depth + 1) }, text.length);
    } else if (!inQuote && QUOTE.test(line)) {
      const quote = quoteAt(text, at);
      take({ kind: 'quote', blocks: parseMarkdown(quote.inside, true, depth + 1) }, quote.end);
    } else if (heading) {
      const level = (heading[1]?.length ?? 1) as 1 | 2 | 3;
      take({ kind: 'heading', level, children: parseInline((heading[2] ?? '').trim()) }, next(text, end));
    } else if (subtext) {
      take({ kind: 'subtext', children: parseInline((subtext[1] ?? '').trim()) }, next(text, end));
    } else if (depth < MAX_DEPTH && ITEM.test(line)) {
      const list = listAt(text, at, depth);
      take(list.block, list.end);
    } else at = next(text, pastCode(text, at, end));
  }
  flush(text.length);
  return blocks;
}

/** The end of the line, or of the code block that begins in it. */
function pastCode(text: string, at: number, end: number): number {
  const fence = text.slice(at, end).indexOf('```');
  if (fence < 0) return end;
  const close = text.indexOf('```', at + fence + 3);
  return close < 0 ? end : lineEnd(text, Math.max(close + 3, end));
}

function quoteAt(text: string, from: number): { inside: string; end: number } {
  const lines: string[] = [];
  let at = from;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const match = QUOTE.exec(text.slice(at, end));
    if (!match) break;
    lines.push(match[1] ?? '');
    at = next(text, end);
  }
  return { inside: lines.join('\n'), end: at };
}

/** Items of one depth; what is indented further belongs to the item before it. */
function listAt(text: string, from: number, depth: number): { block: Block; end: number } {
  const first = ITEM.exec(text.slice(from, lineEnd(text, from)));
  const indent = first?.[1]?.length ?? 0;
  const ordered = first?.[3] !== undefined;
  const items: string[][] = [];
  let at = from;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end);
    const item = ITEM.exec(line);
    const lead = /^[ \t]*/.exec(line)?.[0].length ?? 0;
    if (item && lead <= indent) {
      if (lead < indent || (item[3] !== undefined) !== ordered) break;
      items.push([item[4] ?? '']);
    } else if (lead > indent && line.trim() !== '') items.at(-1)?.push(line);
    else break;
    at = next(text, end);
  }
  const block: Block = {
    kind: 'list',
    start: ordered ? Number(first?.[3]) : null,
    items: items.map((lines) => parseMarkdown(outdented(lines), true, depth + 1)),
  };
  return { block, end: at };
}

/** The lines under an item without their common indent; the item's own text stands first. */
function outdented([own = '', ...under]: readonly string[]): string {
  const leads = under.map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0);
  const common = leads.reduce((least, lead) => Math.min(least, lead), Number.POSITIVE_INFINITY);
  return [own, ...under.map((line) => line.slice(Number.isFinite(common) ? common : 0))].join('\n');
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function next(text: string, end: number): number {
  return Math.min(text.length, end + 1);
}

/** Blocks carry their own space: one break before and after a run of lines goes. */
function trimBreaks(run: string): string {
  return run.replace(/^\n/, '').replace(/\s+$/, '');
}
