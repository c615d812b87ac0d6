import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Block,
  type Inline,
  isJumbo,
  parseInline,
  parseMarkdown,
  plainText,
} from '../../../src/renderer/features/messages/content/markdown';

const text = (value: string): Inline => ({ kind: 'text', text: value });
const lines = (...children: Inline[]): Block => ({ kind: 'paragraph', children });

/** Everything that is read as words, wherever it stands. */
function shown(spans: readonly Inline[]): string {
  return spans
    .map((span) => {
      if ('children' in span && span.children) return shown(span.children);
      if (span.kind === 'link') return span.url;
      return 'text' in span ? span.text : '';
    })
    .join('');
}
const shownBlocks = (blocks: readonly Block[]): string =>
  blocks
    .map((block) => {
      if (block.kind === 'quote') return shownBlocks(block.blocks);
      if (block.kind === 'list') return block.items.map(shownBlocks).join('');
      return shown(block.children);
    })
    .join('');

describe('markdown in lines', () => {
  it('reads styles and nests them, the single mark around the double one', () => {
    expect(parseInline('***x***')).toEqual([
      { kind: 'italic', children: [{ kind: 'bold', children: [text('x')] }] },
    ]);
    expect(parseInline('__**a** b__ ~~c~~ ||d||')).toEqual([
      { kind: 'underline', children: [{ kind: 'bold', children: [text('a')] }, text(' b')] },
      text(' '),
      { kind: 'strike', children: [text('c')] },
      text(' '),
      { kind: 'spoiler', children: [text('d')] },
    ]);
  });

  it('leaves words with underscores, lone marks and escapes alone', () => {
    expect(parseInline('snake_case_name 2 * 3 * 4 \\*no\\*')).toEqual([
      text('snake_case_name 2 * 3 * 4 *no*'),
    ]);
    expect(parseInline('C:\\path and \\\\')).toEqual([text('C:\\path and \\')]);
  });

  it('takes code as it stands and blocks with their language', () => {
    expect(parseInline('`**a**` ``x ` y``')).toEqual([
      { kind: 'code', text: '**a**' },
      text(' '),
      { kind: 'code', text: 'x ` y' },
    ]);
    expect(parseInline('```ts\nlet a;\n```\nafter')).toEqual([
      { kind: 'codeBlock', language: 'ts', text: 'let a;' },
      text('after'),
    ]);
    expect(parseInline('```one line```')).toEqual([{ kind: 'codeBlock', language: null, text: 'one line' }]);
  });

  it('reads mentions, commands, emoji, times and places of a guild', () => {
    expect(parseInline('<@5><@!6><@&7><#8></play now:9><a:wave:10><t:60:R><id:customize>@everyone')).toEqual([
      { kind: 'mention', of: 'user', id: '5' },
      { kind: 'mention', of: 'user', id: '6' },
      { kind: 'mention', of: 'role', id: '7' },
      { kind: 'mention', of: 'channel', id: '8' },
      { kind: 'command', name: 'play now', id: '9' },
      { kind: 'customEmoji', animated: true, name: 'wave', id: '10' },
      { kind: 'time', atMs: 60_000, style: 'R' },
      { kind: 'guide', place: 'customize' },
      { kind: 'everyone', text: '@everyone' },
    ]);
    expect(parseInline('<t:99999999999999999>')).toEqual([text('<t:99999999999999999>')]);
  });

  it('finds addresses without the punctuation around them', () => {
    expect(parseInline('(see https://x.org/a_(b)). <https://y.org>')).toEqual([
      text('(see '),
      { kind: 'link', url: 'https://x.org/a_(b)', children: null },
      text('). '),
      { kind: 'link', url: 'https://y.org', children: null },
    ]);
  });

  it('names links, but never hides one address behind another or takes another scheme', () => {
    expect(parseInline('[**a**](https://x.org "t")')).toEqual([
      { kind: 'link', url: 'https://x.org', children: [{ kind: 'bold', children: [text('a')] }] },
    ]);
    expect(
      parseInline('[https://bank.org](https://evil.org)').some(
        (span) => span.kind === 'link' && span.children,
      ),
    ).toBe(false);
    expect(parseInline('[a](javascript:alert(1))')).toEqual([text('[a](javascript:alert(1))')]);
  });
});

describe('markdown in blocks', () => {
  it('reads headings, subtext, quotes and lists in lists', () => {
    expect(parseMarkdown('# A\ntext\n-# small\n> q1\n> q2\n- a\n  - b\n1. c\n2. d')).toEqual([
      { kind: 'heading', level: 1, children: [text('A')] },
      lines(text('text')),
      { kind: 'subtext', children: [text('small')] },
      { kind: 'quote', blocks: [lines(text('q1\nq2'))] },
      {
        kind: 'list',
        start: null,
        items: [[lines(text('a')), { kind: 'list', start: null, items: [[lines(text('b'))]] }]],
      },
      { kind: 'list', start: 1, items: [[lines(text('c'))], [lines(text('d'))]] },
    ]);
  });

  it('quotes all that follows three signs, and nothing twice', () => {
    expect(parseMarkdown('a\n>>> b\n> c')).toEqual([
      lines(text('a')),
      { kind: 'quote', blocks: [lines(text('b\n> c'))] },
    ]);
  });

  it('leaves signs inside a code block alone', () => {
    expect(parseMarkdown('```\n# no heading\n- no list\n```')).toEqual([
      lines({ kind: 'codeBlock', language: null, text: '# no heading\n- no list' }),
    ]);
  });

  it('shows emoji alone large, and not beside words', () => {
    expect(isJumbo(parseMarkdown('🎉 👨‍👩‍👧 <:wave:12>'))).toBe(true);
    expect(isJumbo(parseMarkdown('🎉 hi'))).toBe(false);
    expect(isJumbo(parseMarkdown('🎉'.repeat(31)))).toBe(false);
  });

  it('gives one line of words for a preview, spoilers covered', () => {
    expect(plainText('# **Hi** <@5>\n||secret|| [x](https://y.org)', { '5': 'Mira' })).toBe('Hi @Mira ▇▇▇ x');
  });
});

describe('hostile text', () => {
  const marks = fc.string({
    unit: fc.constantFrom(
      'a',
      '*',
      '_',
      '`',
      '|',
      '~',
      '<',
      '@',
      '>',
      '\\',
      '\n',
      ' ',
      '[',
      ']',
      '(',
      ')',
      '#',
      '-',
      '1.',
      'https://',
    ),
    maxLength: 300,
  });

  it('loses no word and never throws', () => {
    fc.assert(
      fc.property(marks, (input) => {
        // A language after three backticks is told apart from the text.
        fc.pre(!input.includes('```'));
        const count = (value: string) => value.replaceAll(/[^a]/g, '').length;
        expect(count(shownBlocks(parseMarkdown(input)))).toBe(count(input));
      }),
    );
  });

  it('gives no address but a web one', () => {
    const urls = (spans: readonly Inline[]): string[] =>
      spans.flatMap((span) => [
        ...(span.kind === 'link' ? [span.url] : []),
        ...('children' in span && span.children ? urls(span.children) : []),
      ]);
    fc.assert(
      fc.property(fc.string(), marks, (a, b) => {
        for (const url of urls(parseInline(`[x](${a}) ${b} [y](javascript:${b}) <${a}>`)))
          expect(url).toMatch(/^https?:\/\//i);
      }),
    );
  });

  it.each([
    '*',
    '**a',
    '_',
    '__a',
    '`',
    '``a',
    '|',
    '||a',
    '~~',
    '<',
    '<@',
    '[',
    '[a](',
    '[a](http://',
    'http://',
    '- ',
    '> ',
    '  - a\n',
    '```',
    '***',
    '*a **b ',
    '\\',
    '<t:',
  ])('reads forty thousand signs of %j in a moment', (mark) => {
    const input = mark.repeat(Math.ceil(40_000 / mark.length));
    const started = performance.now();
    parseMarkdown(input);
    expect(performance.now() - started).toBeLessThan(1_500);
  });
});
