import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyEdit,
  type NamesOfMentions,
  piecesOf,
  textOf,
  toRaw,
  toShown,
} from '../../../../src/renderer/features/composer/mention-text';

const NAMES: NamesOfMentions = {
  user: (id) => ({ '1': 'Mira', '2': 'Mira', '3': 'Ann Lee' })[id],
  role: (id) => ({ '7': 'Crew', '8': '@everyone' })[id],
  channel: (id) => ({ '9': 'general' })[id],
};
const shown = (raw: string) => textOf(piecesOf(raw, NAMES));
/** Types `next` over the whole, as the field reports it. */
const edit = (raw: string, next: string, caret: number) => applyEdit(piecesOf(raw, NAMES), next, caret).raw;

describe('mentions in a text', () => {
  it('are read by their names, and unknown ones as they are', () => {
    expect(shown('Hi <@1>, <@!3>, <@&7>, <#9>, <:wave:55>, <@99>')).toBe(
      'Hi @Mira, @Ann Lee, @Crew, #general, :wave:, <@99>',
    );
    expect(shown('<@&8>')).toBe('@everyone');
  });

  it('are letters within code', () => {
    expect(shown('`<@1>` and ```\n<@1>\n``` <@1>')).toBe('`<@1>` and ```\n<@1>\n``` @Mira');
  });

  it('stay what they are while one writes around them', () => {
    expect(edit('Hi <@1>', 'Hi @Mira!', 9)).toBe('Hi <@1>!');
    expect(edit('Hi <@1>', 'Oh Hi @Mira', 3)).toBe('Oh Hi <@1>');
    expect(edit('<@1> <@3>', '@Mira and @Ann Lee', 9)).toBe('<@1> and <@3>');
  });

  it('go as a whole when a letter of them is deleted', () => {
    expect(applyEdit(piecesOf('Hi <@1>!', NAMES), 'Hi @Mir!', 7)).toEqual({ raw: 'Hi !', caret: 3 });
    expect(edit('Hi <@1>!', 'Hi Mira!', 3)).toBe('Hi !');
  });

  it('become letters when one writes into them', () => {
    expect(edit('Hi <@1>!', 'Hi @Mixra!', 7)).toBe('Hi @Mixra!');
  });

  it('of the same name are told apart by the caret', () => {
    expect(edit('<@1><@2>', '@Mira', 0)).toBe('<@2>');
    expect(edit('<@1><@2>', '@Mira', 5)).toBe('<@1>');
  });

  const raws = fc
    .array(
      fc.constantFrom(
        '<@1>',
        '<@2>',
        '<@!3>',
        '<@&7>',
        '<#9>',
        '<:wave:55>',
        '<@99>',
        'a',
        ' ',
        '@Mira',
        '`',
        '\n',
      ),
    )
    .map((parts) => parts.join(''));

  it('change nothing where nothing is edited', () => {
    fc.assert(
      fc.property(raws, fc.nat(), (raw, at) => {
        const text = shown(raw);
        expect(edit(raw, text, at % (text.length + 1))).toBe(raw);
      }),
    );
  });

  it('show what was typed, wherever no mention is torn', () => {
    fc.assert(
      fc.property(raws, fc.nat(), fc.constantFrom('x', 'two words', '@', '<'), (raw, where, typed) => {
        const pieces = piecesOf(raw, NAMES);
        // A border of a piece: between mentions and letters, or anywhere in letters.
        const at = toShown(pieces, toRaw(pieces, where % (textOf(pieces).length + 1)));
        const next = textOf(pieces).slice(0, at) + typed + textOf(pieces).slice(at);
        const edited = applyEdit(pieces, next, at + typed.length);
        expect(edited.raw).toBe(raw.slice(0, toRaw(pieces, at)) + typed + raw.slice(toRaw(pieces, at)));
        expect(edited.caret).toBe(toRaw(pieces, at) + typed.length);
      }),
    );
  });
});
