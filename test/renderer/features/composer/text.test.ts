import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { setAt } from '../../../../src/renderer/features/composer/full/at-path';
import { readJson, writeJson } from '../../../../src/renderer/features/composer/full/json';
import { fromLayout, toLayout } from '../../../../src/renderer/features/composer/full/layout-mode';
import { previewContent } from '../../../../src/renderer/features/composer/full/preview-content';
import { moveItem } from '../../../../src/renderer/features/composer/lists';
import { type Mark, toggleMark } from '../../../../src/renderer/features/composer/markdown-keys';
import { complete, tokenBefore } from '../../../../src/renderer/features/composer/suggest-token';
import { fillTemplate, variablesOf } from '../../../../src/renderer/features/composer/template-variables';
import { fromFieldValue, presets, toFieldValue } from '../../../../src/renderer/features/schedule/when';
import { checkBody } from '../../../../src/shared/discord/message-rules';
import { EMPTY_BODY, NO_MENTIONS } from '../../../../src/shared/models/body-basics';
import type { MessageBody } from '../../../../src/shared/models/message-body';
import { nextOccurrences } from '../../../../src/shared/schedule/repeat';

const body = (patch: Partial<MessageBody>): MessageBody => ({ ...EMPTY_BODY, ...patch });

describe('a mark set by keys', () => {
  it('goes around the selection, and off again', () => {
    const marks: Mark[] = ['bold', 'italic', 'underline', 'strike', 'spoiler', 'code'];
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z ]{0,20}$/),
        fc.nat(20),
        fc.nat(20),
        fc.constantFrom(...marks),
        (text, a, b, mark) => {
          const start = Math.min(a, b, text.length);
          const end = Math.min(Math.max(a, b), text.length);
          const once = toggleMark({ text, start, end }, mark);
          expect(once.text.slice(once.start, once.end)).toBe(text.slice(start, end));
          expect(toggleMark(once, mark)).toEqual({ text, start, end });
        },
      ),
    );
  });

  it('takes italic off inside bold and italic, and keeps bold', () => {
    expect(toggleMark({ text: '***a***', start: 3, end: 4 }, 'italic').text).toBe('**a**');
    expect(toggleMark({ text: '**a**', start: 2, end: 3 }, 'italic').text).toBe('***a***');
  });
});

describe('what is completed before the caret', () => {
  it.each([
    ['Hello @mi', 'mention', 'mi'],
    ['@', 'mention', ''],
    ['see #ge', 'channel', 'ge'],
    ['well :par', 'emoji', 'par'],
    ['/wee', 'template', 'wee'],
    ['(@Ana Ma', 'mention', 'Ana Ma'],
  ])('%s', (text, kind, query) => {
    expect(tokenBefore(text, text.length)).toMatchObject({ kind, query });
  });

  it.each(['mail@home', 'at 10:30', 'a :p', '`@mi', '```\n#ge', 'x /weekly', 'https://a.b'])(
    'is nothing in %s',
    (text) => expect(tokenBefore(text, text.length)).toBeNull(),
  );

  it('takes the place of what was typed', () => {
    const token = tokenBefore('Hello @mi there', 9);
    if (!token) throw new Error('no token');
    expect(complete('Hello @mi there', token, 9, '<@2>')).toEqual({ text: 'Hello <@2> there', caret: 10 });
  });

  it('never fails, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(60), (text, at) => {
        const caret = Math.min(at, text.length);
        const token = tokenBefore(text, caret);
        if (token) expect(token.start + 1 + token.query.length).toBe(caret);
      }),
    );
  });
});

describe('a template', () => {
  const template = body({
    content: 'Hello {{name}}, {{ day }} in {{channel}}',
    embeds: [{ title: '{{name}} again', fields: [{ name: '{{topic}}', value: 'v' }] }],
    allowedMentions: { ...NO_MENTIONS, everyone: true },
  });

  it('asks for its variables once each, and not for those that are known', () => {
    expect(variablesOf(template)).toEqual(['name', 'day', 'topic']);
  });

  it('fills values in as text, keeps what has none, and notifies nobody', () => {
    const filled = fillTemplate(template, { name: '{{day}}', channel: '#general' });
    expect(filled.content).toBe('Hello {{day}}, {{ day }} in #general');
    expect(filled.embeds[0]?.title).toBe('{{day}} again');
    expect(filled.allowedMentions).toEqual(NO_MENTIONS);
  });
});

describe('JSON', () => {
  it('comes back as it went out', () => {
    const written = body({
      content: 'a',
      embeds: [{ title: 't', color: 5, fields: [{ name: 'n', value: 'v', inline: true }] }],
      components: [{ type: 1, components: [{ type: 2, style: 5, label: 'l', url: 'https://a.b' }] }],
      silent: true,
      suppressEmbeds: true,
      identity: { username: 'News', avatarUrl: 'https://a.b/c.png' },
    });
    expect(readJson(writeJson(written))).toEqual({ kind: 'read', body: written, left: [] });
  });

  it.each([
    ['a payload with embeds', { embeds: [{ title: 't' }] }],
    ['what Discohook exports', { messages: [{ data: { content: null, embeds: [{ title: 't' }] } }] }],
    ['a lone embed', { title: 't' }],
    ['a list of embeds', [{ title: 't' }]],
  ])('is read from %s', (_name, value) => {
    const outcome = readJson(JSON.stringify(value));
    expect(outcome).toMatchObject({
      kind: 'read',
      body: { embeds: [{ title: 't' }], allowedMentions: NO_MENTIONS },
    });
  });

  it('of a layout keeps its flag', () => {
    const outcome = readJson(JSON.stringify({ flags: 1 << 15, components: [{ type: 10, content: 'a' }] }));
    expect(outcome).toMatchObject({ kind: 'read', body: { componentsV2: true } });
  });

  it('says what has no place in a message', () => {
    expect(readJson('{"content":"a","poll":{}}')).toMatchObject({ kind: 'read', left: ['poll'] });
  });

  it('that is none, or no message, is told and never thrown', () => {
    expect(readJson('{"content": }').kind).toBe('notJson');
    expect(readJson('{"content": 5}')).toMatchObject({ kind: 'notMessage', path: 'content' });
    expect(readJson('{"a": 1}').kind).toBe('notMessage');
    fc.assert(
      fc.property(fc.json(), (text) => {
        readJson(text);
      }),
    );
  });
});

describe('a layout', () => {
  it('made of a message has no text or embeds left beside it and is within the rules', () => {
    const made = toLayout(
      body({
        content: 'Hello',
        embeds: [
          {
            title: 't',
            url: 'https://a.b',
            color: 5,
            thumbnail: { url: 'https://a.b/c.png' },
            footer: { text: 'f' },
          },
        ],
        components: [{ type: 1, components: [{ type: 2, style: 5, label: 'l', url: 'https://a.b' }] }],
      }),
    );
    expect(made).toMatchObject({ content: '', embeds: [], componentsV2: true });
    expect(checkBody(made)).toEqual([]);
    expect(fromLayout(made)).toMatchObject({ componentsV2: false, components: [{ type: 1 }] });
    expect(fromLayout(made).content).toContain('Hello');
  });
});

describe('the form', () => {
  it('changes one place and keeps the identity of all others', () => {
    const before = body({ embeds: [{ title: 'a' }, { title: 'b' }] });
    const after = setAt(before, 'embeds.1.title', () => 'c');
    expect(after.embeds[1]?.title).toBe('c');
    expect(after.embeds[0]).toBe(before.embeds[0]);
    expect(after.components).toBe(before.components);
    expect(setAt(after, 'embeds.1.title', () => undefined).embeds[1]).toEqual({});
    expect(setAt(before, 'embeds.0.footer.text', () => 'f').embeds[0]).toEqual({
      title: 'a',
      footer: { text: 'f' },
    });
  });

  it('moves items without losing one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat()),
        fc.integer({ min: -2, max: 12 }),
        fc.integer({ min: -2, max: 12 }),
        (items, a, b) => {
          expect([...moveItem(items, a, b)].sort()).toEqual([...items].sort());
        },
      ),
    );
  });

  it('previews files under the names they are sent with', () => {
    const file = {
      fileId: 'f',
      fileName: 'a.png',
      contentType: 'image/png',
      sizeBytes: 1,
      width: 1,
      height: 1,
      description: null,
      spoiler: true,
    };
    expect(previewContent(body({ files: [file] }), { f: 'data:x' }).attachments).toMatchObject([
      { fileName: 'SPOILER_a.png', url: 'data:x', spoiler: true },
    ]);
  });
});

describe('when it goes', () => {
  it('offers nine in the morning of the zone, through summer time', () => {
    // Saturday 28 March 2026, 12:00 in Berlin; the clocks change that night.
    const noon = Date.UTC(2026, 2, 28, 11, 0);
    const offered = Object.fromEntries(presets(noon, 'Europe/Berlin').map((p) => [p.id, p.atMs]));
    expect(offered.hour).toBe(Date.UTC(2026, 2, 28, 12, 0));
    expect(offered.tomorrow).toBe(Date.UTC(2026, 2, 29, 7, 0));
    expect(offered.monday).toBe(Date.UTC(2026, 2, 30, 7, 0));
  });

  it('reads a field back as it was written', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60_000_000 }),
        fc.constantFrom('UTC', 'Asia/Kolkata', 'America/St_Johns'),
        (minute, zone) => {
          const value = toFieldValue(minute * 60_000, zone);
          expect(toFieldValue(fromFieldValue(value, zone) ?? Number.NaN, zone)).toBe(value);
        },
      ),
    );
    expect(fromFieldValue('soon', 'UTC')).toBeNull();
  });

  it('shows the next times of a repeat, and none after its end', () => {
    const friday = Date.UTC(2026, 10, 20, 9, 0);
    const repeat = { every: 'weekday', timeZone: 'UTC', untilMs: Date.UTC(2026, 10, 24, 12, 0) } as const;
    expect(nextOccurrences(friday, repeat, friday - 1, 5)).toEqual([
      friday,
      Date.UTC(2026, 10, 23, 9, 0),
      Date.UTC(2026, 10, 24, 9, 0),
    ]);
  });
});
