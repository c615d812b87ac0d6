import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../src/main/practice-server/rest/api-error';
import { checkComponents } from '../../../../src/main/practice-server/rest/forms/components';
import { checkEmbeds, type EmbedBody } from '../../../../src/main/practice-server/rest/forms/embeds';
import { readEmoji } from '../../../../src/main/practice-server/rest/forms/emoji';
import { FormErrors } from '../../../../src/main/practice-server/rest/forms/errors';
import { webhookNameFault } from '../../../../src/main/practice-server/rest/forms/webhook-identity';
import { aWorld } from '../support';

/** The codes of all faults, by path. */
function faultsOf(run: (errors: FormErrors) => void): Record<string, string> {
  const errors = new FormErrors();
  run(errors);
  try {
    errors.throwIfAny();
    return {};
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return flat(error.errors ?? {});
  }
}

function flat(tree: object, path = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [key, value] of Object.entries(tree)) {
    if (key === '_errors') found[path] = (value as { code: string }[]).map(({ code }) => code).join(' ');
    else Object.assign(found, flat(value as object, path === '' ? key : `${path}.${key}`));
  }
  return found;
}

const components = (list: unknown[], v2 = false) => faultsOf((errors) => checkComponents(list, v2, errors));
const row = (...children: object[]) => ({ type: 1, components: children });
const button = (more: object = {}) => ({ type: 2, style: 1, label: 'b', custom_id: 'id', ...more });

describe('components', () => {
  it.each<[string, unknown[], Record<string, string>]>([
    [
      'a button without label or emoji',
      [row(button({ label: undefined }))],
      { 'components.0.components.0': 'BUTTON_COMPONENT_INVALID' },
    ],
    [
      'a label over 80',
      [row(button({ label: 'x'.repeat(81) }))],
      { 'components.0.components.0.label': 'BASE_TYPE_MAX_LENGTH' },
    ],
    [
      'a custom id over 100',
      [row(button({ custom_id: 'x'.repeat(101) }))],
      { 'components.0.components.0.custom_id': 'BASE_TYPE_MAX_LENGTH' },
    ],
    [
      'a link that is none',
      [row({ type: 2, style: 5, label: 'l', url: 'nowhere' })],
      { 'components.0.components.0.url': 'URL_TYPE_INVALID_URL' },
    ],
    ['a button outside a row', [button()], { 'components.0.type': 'UNION_TYPE_CHOICES' }],
    [
      'six rows',
      Array.from({ length: 6 }, (_, index) => row(button({ custom_id: `${index}` }))),
      { components: 'BASE_TYPE_BAD_LENGTH' },
    ],
    [
      'a select beside a button',
      [row({ type: 5, custom_id: 's' }, button())],
      { 'components.0.components': 'COMPONENT_LAYOUT_WIDTH_EXCEEDED' },
    ],
    [
      'a select with 26 options',
      [
        row({
          type: 3,
          custom_id: 's',
          options: Array.from({ length: 26 }, (_, index) => ({ label: 'l', value: `${index}` })),
        }),
      ],
      { 'components.0.components.0.options': 'BASE_TYPE_BAD_LENGTH' },
    ],
    [
      'an option twice',
      [
        row({
          type: 3,
          custom_id: 's',
          options: [
            { label: 'a', value: '1' },
            { label: 'b', value: '1' },
          ],
        }),
      ],
      { 'components.0.components.0.options.1.value': 'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED' },
    ],
  ])('refuse %s', (_name, list, faults) => {
    expect(components(list)).toEqual(faults);
  });

  it('count forty in all, nested ones too, with 4000 characters', () => {
    const text = (content = 'x') => ({ type: 10, content });
    const container = (count: number) => ({
      type: 17,
      components: Array.from({ length: count }, () => text()),
    });
    expect(components([container(19), container(19)], true)).toEqual({});
    expect(components([container(20), container(19)], true)).toEqual({
      components: 'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED',
    });
    expect(components([text('x'.repeat(2001)), text('x'.repeat(2000))], true)).toEqual({
      components: 'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
    });
  });

  it('of a section are one to three texts and something beside them', () => {
    const section = { type: 9, components: [{ type: 10, content: 'a' }] };
    expect(components([section], true)).toHaveProperty('components.0.accessory');
    const accessory = { type: 11, media: { url: 'https://example.org/a.png' } };
    expect(components([{ ...section, accessory }], true)).toEqual({});
  });

  it('never make it fail, whatever is sent', () => {
    const odd = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null), fc.constant([{}]));
    const flatNode = fc.record(
      {
        type: fc.integer({ min: 0, max: 20 }),
        content: odd,
        items: odd,
        media: odd,
        file: odd,
        options: odd,
        custom_id: odd,
        style: fc.oneof(fc.integer({ min: 0, max: 7 }), odd),
        label: odd,
        accent_color: odd,
      },
      { requiredKeys: [] },
    );
    const node = fc
      .tuple(flatNode, fc.array(flatNode, { maxLength: 3 }), flatNode)
      .map(([own, children, accessory]) => ({ ...own, components: children, accessory }));
    const list = fc.array(fc.oneof(node, odd), { maxLength: 4 });
    fc.assert(
      fc.property(list, fc.boolean(), (sent, v2) => {
        expect(() => components(sent, v2)).not.toThrow();
      }),
    );
  });
});

describe('embeds', () => {
  const faults = (...embeds: EmbedBody[]) => faultsOf((errors) => checkEmbeds(embeds, errors));

  it('hold 6000 characters in all, the trimmed text of every part counted', () => {
    const part = (length: number): EmbedBody => ({ description: 'x'.repeat(length) });
    expect(faults(part(3000), part(3000))).toEqual({});
    expect(faults(part(3000), { ...part(2000), footer: { text: 'y'.repeat(1001) } })).toEqual({
      embeds: 'MAX_EMBED_SIZE_EXCEEDED',
    });
    expect(faults(part(3000), { description: `${'x'.repeat(3000)}   ` })).toEqual({});
  });

  it('link to the web, and show files of the message', () => {
    expect(faults({ title: 't', image: { url: 'attachment://a.png' } })).toEqual({});
    expect(faults({ title: 't', url: 'attachment://a.png' })).toEqual({
      'embeds.0.url': 'URL_TYPE_INVALID_SCHEME',
    });
    expect(faults({ title: 't', author: { name: 'n', url: 'x' } })).toEqual({
      'embeds.0.author.url': 'URL_TYPE_INVALID_URL',
    });
  });

  it('show something', () => {
    expect(faults({ color: 1 })).toEqual({ 'embeds.0.description': 'BASE_TYPE_REQUIRED' });
  });
});

describe('emoji of a path', () => {
  const { world, guild } = aWorld();
  const [wave] = [...guild.emojis.values()];

  it.each(['👍', '❤️', '❤', '🏳️‍🌈', '👩🏽‍🚀', '🇳🇱', '#️⃣', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'])('knows %s', (text) => {
    expect(readEmoji(world, text)).toEqual({ id: null, name: text });
  });

  it('knows the guild’s own by id, and nothing else', () => {
    expect(readEmoji(world, `other:${wave?.id}`)).toEqual({ id: wave?.id, name: 'wave' });
    for (const text of ['', 'a', '7', '👍x', 'wave', 'wave:1']) {
      expect(() => readEmoji(world, text)).toThrow('Unknown Emoji');
    }
  });
});

describe('the name of a webhook', () => {
  it.each([
    ['Reminders', null],
    ['x'.repeat(80), null],
    ['x'.repeat(81), 'BASE_TYPE_BAD_LENGTH'],
    ['', 'BASE_TYPE_BAD_LENGTH'],
    ['Not Clyde', 'USERNAME_INVALID_CONTAINS'],
    ['disCORD news', 'USERNAME_INVALID_CONTAINS'],
    ['Everyone', 'USERNAME_INVALID'],
  ])('%s', (name, code) => {
    expect(webhookNameFault(name)?.code ?? null).toBe(code);
  });
});
