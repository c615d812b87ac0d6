import { parseInline } from './inline';
import type { Inline } from './spans';

/** The words of a message in one line, without its markup; a spoiler stays covered. */
export function plainText(text: string, names: Readonly<Record<string, string>> = {}): string {
  return words(parseInline(text.replaceAll(/^(?:#{1,3}|-#|>>?>?)[ \t]+/gm, '')), names)
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function words(spans: readonly Inline[], names: Readonly<Record<string, string>>): string {
  return spans.map((span) => wordsOf(span, names)).join('');
}

function wordsOf(span: Inline, names: Readonly<Record<string, string>>): string {
  switch (span.kind) {
    case 'text':
    case 'emoji':
    case 'code':
    case 'codeBlock':
    case 'everyone':
      return span.text;
    case 'spoiler':
      return '▇▇▇';
    case 'bold':
    case 'italic':
    case 'underline':
    case 'strike':
      return words(span.children, names);
    case 'link':
      return span.children ? words(span.children, names) : span.url;
    case 'customEmoji':
      return `:${span.name}:`;
    case 'mention':
      return span.of === 'channel' ? '#…' : `@${names[span.id] ?? '…'}`;
    case 'command':
      return `/${span.name}`;
    case 'guide':
      return span.place;
    case 'time':
      return new Date(span.atMs).toLocaleString();
  }
}
