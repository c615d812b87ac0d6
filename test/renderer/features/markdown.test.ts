import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GROUP_WITHIN_MS, historyRows } from '../../../src/renderer/features/messages/group';
import { CONTENT_LIMIT } from '../../../src/renderer/features/messages/limits';
import { parseMarkdown, type Span } from '../../../src/renderer/features/messages/markdown';
import { MESSAGE_CONTENT_LIMIT } from '../../../src/shared/models/messages';
import { createPracticeDouble } from '../../support/practice-double';

const text = (spans: readonly Span[]): string =>
  spans.map((span) => ('children' in span ? text(span.children) : span.text)).join('');

describe('parseMarkdown', () => {
  it('reads emphasis, code, links and mentions', () => {
    expect(parseMarkdown('**b** *i* `c` https://x.org/a. <@5>', { '5': 'Mira' })).toEqual([
      { kind: 'bold', children: [{ kind: 'text', text: 'b' }] },
      { kind: 'text', text: ' ' },
      { kind: 'italic', children: [{ kind: 'text', text: 'i' }] },
      { kind: 'text', text: ' ' },
      { kind: 'code', text: 'c' },
      { kind: 'text', text: ' ' },
      { kind: 'link', text: 'https://x.org/a' },
      { kind: 'text', text: '. ' },
      { kind: 'mention', text: '@Mira' },
    ]);
  });

  it('leaves words with underscores, lone marks and escapes alone', () => {
    expect(parseMarkdown('snake_case_name 2 * 3 \\*no\\*')).toEqual([
      { kind: 'text', text: 'snake_case_name 2 * 3 ' },
      { kind: 'text', text: '*' },
      { kind: 'text', text: 'no' },
      { kind: 'text', text: '*' },
    ]);
  });

  it('never loses plain words and never throws on hostile text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '*', '_', '`', '|', '~', '<', '@', '>', '\\', '\n', ' ') }),
        (input) => {
          const shown = text(parseMarkdown(input));
          expect(shown.replaceAll(/[^a]/g, '').length).toBe(input.replaceAll(/[^a]/g, '').length);
        },
      ),
    );
  });

  it('reads the longest message of marks in a moment', () => {
    const started = performance.now();
    for (const mark of ['*', '_', '`', '|', '~', '<', '**a', '||a'])
      parseMarkdown(mark.repeat(2_000).slice(0, 4_000));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('historyRows', () => {
  it('groups by author and time and puts a line between days', () => {
    const double = createPracticeDouble();
    const at = new Date(2026, 4, 10, 12).getTime();
    const messages = [
      double.say('Mira', 'a', { sentAtMs: at }),
      double.say('Mira', 'b', { sentAtMs: at + GROUP_WITHIN_MS }),
      double.say('Mira', 'c', { sentAtMs: at + 3 * GROUP_WITHIN_MS }),
      double.say('Lin', 'd', { sentAtMs: at + 24 * 3_600_000 }),
    ];
    const rows = historyRows(messages, [], false);
    expect(
      rows.map((row) =>
        row.kind === 'message' ? `${row.message.content}${row.continued ? '+' : ''}` : row.kind,
      ),
    ).toEqual(['start', 'day', 'a', 'b+', 'c', 'day', 'd']);
  });
});

it('counts with the limit of the contract', () => {
  expect(CONTENT_LIMIT).toBe(MESSAGE_CONTENT_LIMIT);
});
