/** The part of Discord's markdown we show. Links are text: the window never leaves itself. */
export type Span =
  | { kind: 'text'; text: string }
  | { kind: 'bold' | 'italic' | 'strike' | 'underline' | 'spoiler'; children: Span[] }
  | { kind: 'code'; text: string }
  | { kind: 'block'; text: string }
  | { kind: 'link'; text: string }
  | { kind: 'mention'; text: string };

interface Rule {
  pattern: RegExp;
  make: (match: RegExpExecArray, inner: (text: string) => Span[]) => Span;
}

const NAMELESS = '@someone';

function rules(mentions: Readonly<Record<string, string>>): Rule[] {
  const named = (kind: string, id: string) =>
    kind === '#' ? `#${mentions[id] ?? 'channel'}` : `@${mentions[id] ?? NAMELESS.slice(1)}`;
  return [
    { pattern: /^```(?:[\w+-]*\n)?([\s\S]+?)\n?```/, make: (m) => ({ kind: 'block', text: m[1] ?? '' }) },
    { pattern: /^`([^`\n]+)`/, make: (m) => ({ kind: 'code', text: m[1] ?? '' }) },
    { pattern: /^\\([\\*_~`|<>#-])/, make: (m) => ({ kind: 'text', text: m[1] ?? '' }) },
    {
      pattern: /^<(@!?|@&|#)(\d{1,20})>/,
      make: (m) => ({ kind: 'mention', text: named(m[1] ?? '@', m[2] ?? '') }),
    },
    { pattern: /^<a?:(\w{2,32}):\d{1,20}>/, make: (m) => ({ kind: 'text', text: `:${m[1]}:` }) },
    { pattern: /^<(https?:\/\/[^\s>]+)>/, make: (m) => ({ kind: 'link', text: m[1] ?? '' }) },
    { pattern: /^https?:\/\/[^\s<]*[^\s<.,:;"')\]]/, make: (m) => ({ kind: 'link', text: m[0] }) },
    {
      pattern: /^\*\*(?=\S)([\s\S]*?\S)\*\*(?!\*)/,
      make: (m, inner) => ({ kind: 'bold', children: inner(m[1] ?? '') }),
    },
    {
      pattern: /^__(?=\S)([\s\S]*?\S)__(?!_)/,
      make: (m, inner) => ({ kind: 'underline', children: inner(m[1] ?? '') }),
    },
    {
      pattern: /^\*(?=\S)([^*\n]*[^*\s])\*(?!\*)/,
      make: (m, inner) => ({ kind: 'italic', children: inner(m[1] ?? '') }),
    },
    {
      pattern: /^_(?=\S)([^_\n]*[^_\s])_(?!\w)/,
      make: (m, inner) => ({ kind: 'italic', children: inner(m[1] ?? '') }),
    },
    {
      pattern: /^~~(?=\S)([\s\S]*?\S)~~/,
      make: (m, inner) => ({ kind: 'strike', children: inner(m[1] ?? '') }),
    },
    {
      pattern: /^\|\|(?=\S)([\s\S]*?\S)\|\|/,
      make: (m, inner) => ({ kind: 'spoiler', children: inner(m[1] ?? '') }),
    },
  ];
}

/** Where a span may begin: skipping to it keeps long plain text cheap. */
const MARK = /[\\`*_~|<]|https?:\/\//g;
/** Deeper nesting than a person writes is shown as it stands. */
const MAX_DEPTH = 6;

/** Parses message text; whatever is not markup stays as typed. `mentions` names ids. */
export function parseMarkdown(
  text: string,
  mentions: Readonly<Record<string, string>> = {},
  depth = 0,
): Span[] {
  if (depth >= MAX_DEPTH) return text === '' ? [] : [{ kind: 'text', text }];
  const all = rules(mentions);
  const inner = (part: string) => parseMarkdown(part, mentions, depth + 1);
  const spans: Span[] = [];
  let plain = '';
  let at = 0;
  while (at < text.length) {
    MARK.lastIndex = at;
    const next = MARK.exec(text);
    const markAt = next ? next.index : text.length;
    plain += text.slice(at, markAt);
    at = markAt;
    if (at >= text.length) break;
    const rest = text.slice(at);
    const wordBefore = /\w$/.test(plain);
    const found = firstMatch(all, rest, wordBefore);
    if (!found) {
      plain += text[at];
      at += 1;
      continue;
    }
    if (plain !== '') spans.push({ kind: 'text', text: plain });
    plain = '';
    spans.push(found.rule.make(found.match, inner));
    at += found.match[0].length;
  }
  if (plain !== '') spans.push({ kind: 'text', text: plain });
  return spans;
}

function firstMatch(
  all: readonly Rule[],
  rest: string,
  wordBefore: boolean,
): { rule: Rule; match: RegExpExecArray } | null {
  // `snake_case_name` is a word, not an italic middle.
  if (wordBefore && rest.startsWith('_')) return null;
  for (const rule of all) {
    const match = rule.pattern.exec(rest);
    if (match) return { rule, match };
  }
  return null;
}
