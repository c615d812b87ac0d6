import { matchBrackets } from './brackets';
import { closeOf, createClosers } from './closers';
import { linkAt, maskedLinkAt } from './links';
import type { GuidePlace, Inline, InlineStyle, TimeStyle } from './spans';

/** Where a span may begin: skipping to it keeps plain text cheap. */
const MARK = /[\\`*_~|<[@]|https?:\/\//g;
/** Deeper nesting than a person writes is shown as it stands. */
const MAX_DEPTH = 10;
/** What may stand between angle brackets; longer is text. */
const MAX_ANGLE = 2_100;

const ESCAPABLE = /[^0-9A-Za-z\s]/;
const ANGLES: readonly { pattern: RegExp; make: (match: RegExpExecArray) => Inline | null }[] = [
  { pattern: /^@!?(\d{1,20})$/, make: (m) => ({ kind: 'mention', of: 'user', id: m[1] ?? '' }) },
  { pattern: /^@&(\d{1,20})$/, make: (m) => ({ kind: 'mention', of: 'role', id: m[1] ?? '' }) },
  { pattern: /^#(\d{1,20})$/, make: (m) => ({ kind: 'mention', of: 'channel', id: m[1] ?? '' }) },
  {
    pattern: /^(a)?:(\w{2,32}):(\d{1,20})$/,
    make: (m) => ({ kind: 'customEmoji', animated: m[1] === 'a', name: m[2] ?? '', id: m[3] ?? '' }),
  },
  {
    pattern: /^\/([\p{L}\p{N}_-]{1,32}(?: [\p{L}\p{N}_-]{1,32}){0,2}):(\d{1,20})$/u,
    make: (m) => ({ kind: 'command', name: m[1] ?? '', id: m[2] ?? '' }),
  },
  { pattern: /^t:(-?\d{1,17})(?::([tTdDfFsSR]))?$/, make: (m) => timeOf(m[1] ?? '', m[2]) },
  {
    pattern: /^id:(customize|browse|guide|linked-roles)$/,
    make: (m) => ({ kind: 'guide', place: m[1] as GuidePlace }),
  },
  { pattern: /^(https?:\/\/[^\s<>]+)$/, make: (m) => ({ kind: 'link', url: m[1] ?? '', children: null }) },
];

/** Dates reach 100 million days around 1970; what is beyond is text. */
const MAX_DATE_MS = 8_640_000_000_000_000;

function timeOf(seconds: string, style: string | undefined): Inline | null {
  const atMs = Number(seconds) * 1_000;
  if (Math.abs(atMs) > MAX_DATE_MS) return null;
  return { kind: 'time', atMs, style: (style as TimeStyle | undefined) ?? 'f' };
}

/**
 * Parses what stands in lines: styles, code, links, mentions. Linear: every search for an end is either consumed or
 * remembered as in vain, and nesting is bounded.
 */
export function parseInline(text: string, depth = 0): Inline[] {
  const spans: Inline[] = [];
  const closers = createClosers(text);
  const brackets = text.includes('[') ? matchBrackets(text) : null;
  let plainFrom = 0;
  let at = 0;
  const flush = (end: number) => pushText(spans, text.slice(plainFrom, end));
  const take = (span: Inline, end: number) => {
    flush(at);
    spans.push(span);
    at = end;
    plainFrom = end;
  };
  const styled = (kind: InlineStyle, width: number, end: number) => {
    const inside = text.slice(at + width, end - width);
    const children: Inline[] =
      depth >= MAX_DEPTH ? [{ kind: 'text', text: inside }] : parseInline(inside, depth + 1);
    take({ kind, children }, end);
  };

  while (at < text.length) {
    MARK.lastIndex = at;
    const next = MARK.exec(text);
    if (!next) break;
    at = next.index;
    const sign = text[at];
    if (sign === '\\') {
      const escaped = text[at + 1];
      if (escaped !== undefined && ESCAPABLE.test(escaped)) {
        flush(at);
        plainFrom = at + 1;
        // A surrogate pair stays together; what is escaped is text whatever it is.
        at += 2;
      } else at += 1;
      continue;
    }
    if (sign === '`') {
      const code = closeOf(closers, 'code', at);
      if (code) {
        // A block stands on lines of its own: the break that ends it is part of it.
        const brk = code.span.kind === 'codeBlock' && text[code.end] === '\n' ? 1 : 0;
        take(code.span, code.end + brk);
        continue;
      }
      at += code === null ? runLength(text, at, '`') : 1;
      continue;
    }
    if (sign === '*' || sign === '_') {
      const double = closeOf(closers, sign === '*' ? '**' : '__', at);
      const single = closeOf(closers, sign === '*' ? '*' : '_', at);
      // The longer one wins, the single one when they are equal: `***x***` is italic around bold.
      if (single && (!double || single.end >= double.end)) styled('italic', 1, single.end);
      else if (double) styled(sign === '*' ? 'bold' : 'underline', 2, double.end);
      else at += 1;
      continue;
    }
    if (sign === '~' || sign === '|') {
      const close = closeOf(closers, sign === '~' ? '~~' : '||', at);
      if (close) styled(sign === '~' ? 'strike' : 'spoiler', 2, close.end);
      else at += 1;
      continue;
    }
    if (sign === '<') {
      const found = angleAt(text, at);
      if (found) take(found.span, found.end);
      else at += 1;
      continue;
    }
    if (sign === '[') {
      const masked = brackets && maskedLinkAt(text, at, brackets);
      if (masked && depth < MAX_DEPTH) {
        take({ kind: 'link', url: masked.url, children: parseInline(masked.label, depth + 1) }, masked.end);
      } else at += 1;
      continue;
    }
    if (sign === '@') {
      const everyone = /^@(?:everyone|here)(?!\w)/.exec(text.slice(at, at + 10))?.[0];
      if (everyone === '@everyone' || everyone === '@here') {
        take({ kind: 'everyone', text: everyone }, at + everyone.length);
      } else at += 1;
      continue;
    }
    const url = linkAt(text, at);
    if (url !== null) take({ kind: 'link', url, children: null }, at + url.length);
    else at += next[0].length;
  }
  flush(text.length);
  return spans;
}

function angleAt(text: string, at: number): { span: Inline; end: number } | null {
  const near = text.slice(at + 1, at + MAX_ANGLE);
  const length = near.indexOf('>');
  if (length < 0) return null;
  const end = at + 1 + length;
  const inside = near.slice(0, length);
  if (inside.includes('<')) return null;
  for (const { pattern, make } of ANGLES) {
    const match = pattern.exec(inside);
    const span = match && make(match);
    if (span) return { span, end: end + 1 };
  }
  return null;
}

function runLength(text: string, at: number, sign: string): number {
  let end = at;
  while (text[end] === sign) end += 1;
  return end - at;
}

/** Emoji as Unicode recommends them for interchange, whole families and flags included. */
// By its source: the compiler's target knows the `v` flag no more than its own libraries do, Chrome 114 does.
const EMOJI_SOURCE = '\\p{RGI_Emoji}';
const EMOJI = new RegExp(EMOJI_SOURCE, 'vg');
/** Nothing below the first sign that can begin an emoji needs the search: `©` is the lowest. */
const MAY_HOLD_EMOJI = /[\u00a9-\uffff]|[0-9#*]\ufe0f/;

function pushText(spans: Inline[], text: string): void {
  if (text === '') return;
  if (!MAY_HOLD_EMOJI.test(text)) {
    addText(spans, text);
    return;
  }
  let from = 0;
  for (const match of text.matchAll(EMOJI)) {
    addText(spans, text.slice(from, match.index));
    spans.push({ kind: 'emoji', text: match[0] });
    from = match.index + match[0].length;
  }
  addText(spans, text.slice(from));
}

function addText(spans: Inline[], text: string): void {
  if (text === '') return;
  const last = spans.at(-1);
  if (last?.kind === 'text') last.text += text;
  else spans.push({ kind: 'text', text });
}
