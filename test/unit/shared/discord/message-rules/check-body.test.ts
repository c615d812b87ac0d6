import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Component } from '../../../../../src/shared/discord/component';
import type { Embed } from '../../../../../src/shared/discord/embed';
import {
  BOT_CONTEXT,
  characters,
  checkBody,
  LIMITS,
  type LimitName,
  usageOf,
  WEBHOOK_CONTEXT,
} from '../../../../../src/shared/discord/message-rules';
import { EMPTY_BODY } from '../../../../../src/shared/models/body-basics';
import type { MessageBody, StagedFile } from '../../../../../src/shared/models/message-body';

const body = (patch: Partial<MessageBody>): MessageBody => ({ ...EMPTY_BODY, ...patch });
const x = (n: number) => 'x'.repeat(n);
const paths = (b: MessageBody, context = BOT_CONTEXT) => checkBody(b, context).map((p) => p.path);
const file = (patch: Partial<StagedFile> = {}): StagedFile => ({
  fileId: 'f1',
  fileName: 'plan.png',
  contentType: 'image/png',
  sizeBytes: 1_000,
  width: 10,
  height: 10,
  description: null,
  spoiler: false,
  ...patch,
});
const link = (patch: Partial<Component> = {}): Component => ({
  type: 2,
  style: 5,
  label: 'Open',
  url: 'https://example.org',
  ...patch,
});
const act = (customId: string): Component => ({ type: 2, style: 1, label: 'Go', custom_id: customId });
const row = (...components: Component[]): Component => ({ type: 1, components });
const textDisplay = (content: string): Component => ({ type: 10, content });

/** Text of 1 to `max` characters that does not shrink when trimmed. */
const textUpTo = (max: number) =>
  fc.integer({ min: 1, max }).chain((n) => fc.constantFrom('a', 'é', '🎉').map((sign) => sign.repeat(n)));
const fieldArbitrary = fc.record({
  name: textUpTo(256),
  value: textUpTo(1_024),
  inline: fc.boolean(),
});
const embedArbitrary: fc.Arbitrary<Embed> = fc.record({
  title: textUpTo(256),
  description: textUpTo(2_000),
  color: fc.integer({ min: 0, max: 0xff_ff_ff }),
  footer: fc.record({ text: textUpTo(500) }),
  author: fc.record({ name: textUpTo(256) }),
  fields: fc.array(fieldArbitrary, { maxLength: 2 }),
});

describe('a body within every limit', () => {
  it('has no problems, whatever is in it', () => {
    fc.assert(
      fc.property(
        fc.option(textUpTo(2_000), { nil: '' }),
        fc.array(embedArbitrary, { minLength: 1, maxLength: 1 }),
        fc.array(fc.array(fc.nat(1_000), { minLength: 1, maxLength: 5 }), { maxLength: 5 }),
        (content, embeds, rows) => {
          const components = rows.map((buttons, r) => row(...buttons.map((n, i) => act(`${r}-${i}-${n}`))));
          expect(checkBody(body({ content, embeds, components }))).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('may be a layout of forty components', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 39 }), textUpTo(100), (n, content) => {
        const inside = Array.from({ length: n }, () => textDisplay(content));
        const components: Component[] = [{ type: 17, components: inside }];
        expect(checkBody(body({ componentsV2: true, components }))).toEqual([]);
        expect(usageOf(body({ componentsV2: true, components })).components.used).toBe(n + 1);
      }),
      { numRuns: 60 },
    );
  });
});

/** Each length rule, and a body whose only fault is that text. */
const LENGTHS: readonly [LimitName, string, (text: string) => Partial<MessageBody>][] = [
  ['content', 'content', (content) => ({ content })],
  ['embedTitle', 'embeds.0.title', (title) => ({ embeds: [{ title }] })],
  ['embedDescription', 'embeds.0.description', (description) => ({ embeds: [{ description }] })],
  ['embedFooter', 'embeds.0.footer.text', (text) => ({ embeds: [{ title: 'a', footer: { text } }] })],
  ['embedAuthor', 'embeds.0.author.name', (name) => ({ embeds: [{ title: 'a', author: { name } }] })],
  ['fieldName', 'embeds.0.fields.0.name', (name) => ({ embeds: [{ fields: [{ name, value: 'v' }] }] })],
  ['fieldValue', 'embeds.0.fields.0.value', (value) => ({ embeds: [{ fields: [{ name: 'n', value }] }] })],
  ['buttonLabel', 'components.0.components.0.label', (label) => ({ components: [row(link({ label }))] })],
  ['customId', 'components.0.components.0.custom_id', (id) => ({ components: [row(act(id))] })],
  [
    'selectPlaceholder',
    'components.0.components.0.placeholder',
    (placeholder) => ({ components: [row({ type: 5, custom_id: 'p', placeholder })] }),
  ],
  [
    'optionLabel',
    'components.0.components.0.options.0.label',
    (label) => ({ components: [row({ type: 3, custom_id: 's', options: [{ label, value: 'v' }] })] }),
  ],
  [
    'optionValue',
    'components.0.components.0.options.0.value',
    (value) => ({ components: [row({ type: 3, custom_id: 's', options: [{ label: 'l', value }] })] }),
  ],
  [
    'optionDescription',
    'components.0.components.0.options.0.description',
    (description) => ({
      components: [row({ type: 3, custom_id: 's', options: [{ label: 'l', value: 'v', description }] })],
    }),
  ],
  ['layoutText', 'components', (text) => ({ componentsV2: true, components: [textDisplay(text)] })],
  [
    'mediaDescription',
    'components.0.items.0.description',
    (description) => ({
      componentsV2: true,
      components: [{ type: 12, items: [{ media: { url: 'https://example.org/a.png' }, description }] }],
    }),
  ],
  ['fileDescription', 'attachments.0.description', (description) => ({ files: [file({ description })] })],
];

describe('a length', () => {
  it.each(LENGTHS)('%s may be reached and not passed', (rule, path, make) => {
    const { max } = LIMITS[rule];
    expect(checkBody(body(make(x(max))))).toEqual([]);
    const problems = checkBody(body(make(x(max + 1))));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ path, limit: max, actual: max + 1 });
  });

  it('counts an emoji as one character', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (s) => characters(s) === [...s].length));
    expect(checkBody(body({ content: '🎉'.repeat(2_000) }))).toEqual([]);
  });

  it('is taken after trimming, as Discord trims', () => {
    expect(checkBody(body({ content: `  ${x(2_000)}\n` }))).toEqual([]);
  });
});

describe('a count', () => {
  const url = 'https://example.org/a.png';
  const many = <T>(n: number, make: (i: number) => T) => Array.from({ length: n }, (_, i) => make(i));
  it.each<[LimitName, string, (n: number) => Partial<MessageBody>]>([
    ['embeds', 'embeds', (n) => ({ embeds: many(n, () => ({ title: 'a' })) })],
    [
      'embedFields',
      'embeds.0.fields',
      (n) => ({ embeds: [{ fields: many(n, () => ({ name: 'n', value: 'v' })) }] }),
    ],
    ['files', 'attachments', (n) => ({ files: many(n, (i) => file({ fileId: `f${i}` })) })],
    ['rows', 'components', (n) => ({ components: many(n, () => row(link())) })],
    ['rowButtons', 'components.0.components', (n) => ({ components: [row(...many(n, () => link()))] })],
    ['components', 'components', (n) => ({ componentsV2: true, components: many(n, () => ({ type: 14 })) })],
    [
      'sectionTexts',
      'components.0.components',
      (n) => ({
        componentsV2: true,
        components: [{ type: 9, components: many(n, () => textDisplay('a')), accessory: link() }],
      }),
    ],
    [
      'galleryItems',
      'components.0.items',
      (n) => ({ componentsV2: true, components: [{ type: 12, items: many(n, () => ({ media: { url } })) }] }),
    ],
    [
      'selectOptions',
      'components.0.components.0.options',
      (n) => ({
        components: [
          row({ type: 3, custom_id: 's', options: many(n, (i) => ({ label: 'l', value: `${i}` })) }),
        ],
      }),
    ],
  ])('of %s may be reached and not passed', (rule, path, make) => {
    const { max } = LIMITS[rule];
    expect(checkBody(body(make(max)))).toEqual([]);
    expect(checkBody(body(make(max + 1)))).toMatchObject([{ path, limit: max, actual: max + 1 }]);
  });

  it('of characters over all embeds stops at 6,000', () => {
    const embeds = [{ description: x(3_000) }, { description: x(3_000) }];
    expect(checkBody(body({ embeds }))).toEqual([]);
    expect(checkBody(body({ embeds: [...embeds, { title: 'a' }] }))).toMatchObject([
      { path: 'embeds', limit: 6_000, actual: 6_001 },
    ]);
  });

  it('of bytes is for each file, and may be raised by the guild', () => {
    const files = [file({ sizeBytes: 26 * 1_024 * 1_024 })];
    expect(paths(body({ files }))).toEqual(['attachments.0']);
    expect(paths(body({ files }), { ...BOT_CONTEXT, maxUploadBytes: 50 * 1_024 * 1_024 })).toEqual([]);
  });
});

describe('a body Discord would refuse', () => {
  it('is one with nothing in it', () => {
    expect(paths(body({ content: ' \n ' }))).toEqual(['content']);
  });

  it('mixes a layout with text or embeds', () => {
    const components = [textDisplay('a')];
    expect(paths(body({ componentsV2: true, content: 'a', components }))).toEqual(['content']);
    expect(paths(body({ componentsV2: true, embeds: [{ title: 'a' }], components }))).toEqual(['embeds']);
  });

  it('puts components where they cannot stand', () => {
    expect(paths(body({ components: [textDisplay('a')] }))).toEqual(['components.0']);
    expect(paths(body({ componentsV2: true, components: [link()] }))).toEqual(['components.0']);
    const nested: Component = { type: 17, components: [{ type: 17, components: [] }] };
    expect(paths(body({ componentsV2: true, components: [nested] }))).toEqual(['components.0.components.0']);
  });

  it('has a section without anything at its side', () => {
    const components: Component[] = [{ type: 9, components: [textDisplay('a')] }];
    expect(paths(body({ componentsV2: true, components }))).toEqual(['components.0.accessory']);
  });

  it('uses a custom id or an option value twice', () => {
    expect(paths(body({ components: [row(act('a'), act('a'))] }))).toEqual([
      'components.0.components.1.custom_id',
    ]);
    const options = [
      { label: 'a', value: 'v' },
      { label: 'b', value: 'v' },
    ];
    expect(paths(body({ components: [row({ type: 3, custom_id: 's', options })] }))).toEqual([
      'components.0.components.0.options.1.value',
    ]);
  });

  it('sets a select menu beside a button', () => {
    expect(paths(body({ components: [row({ type: 5, custom_id: 'p' }, act('a'))] }))).toEqual([
      'components.0.components',
    ]);
  });

  it('has addresses that are none, or files that are not attached', () => {
    expect(paths(body({ embeds: [{ title: 'a', url: 'javascript:alert(1)' }] }))).toEqual(['embeds.0.url']);
    const embeds = [{ image: { url: 'attachment://plan.png' } }];
    expect(paths(body({ embeds }))).toEqual(['embeds.0.image.url']);
    expect(paths(body({ embeds, files: [file()] }))).toEqual([]);
    const hidden = [{ image: { url: 'attachment://SPOILER_plan.png' } }];
    expect(paths(body({ embeds: hidden, files: [file({ spoiler: true })] }))).toEqual([]);
  });

  it('has an embed of nothing but a colour', () => {
    expect(paths(body({ embeds: [{ color: 5 }] }))).toEqual(['embeds.0']);
  });
});

describe('a webhook', () => {
  const named = (username: string) =>
    paths(body({ content: 'a', identity: { username, avatarUrl: null } }), WEBHOOK_CONTEXT);

  it('keeps to the names Discord allows', () => {
    expect(named('Harbour News')).toEqual([]);
    for (const name of ['My Discord', 'CLYDE', 'everyone', ' ', x(81)])
      expect(named(name)).toEqual(['username']);
  });

  it('of no application posts links and nothing that acts', () => {
    const context = { ...WEBHOOK_CONTEXT, interactive: false };
    expect(paths(body({ components: [row(link(), act('a'))] }), context)).toEqual([
      'components.0.components.1',
    ]);
  });
});

it('names the source of every figure', () => {
  for (const { source } of Object.values(LIMITS)) expect(source).toMatch(/^Discord reference: /);
});
