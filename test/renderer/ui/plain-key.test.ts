import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { writtenKeys } from '../../../src/renderer/ui/key-map';
import { latinKey } from '../../../src/renderer/ui/latin-key';
import { plainKey } from '../../../src/renderer/ui/plain-key';

afterEach(() => document.body.replaceChildren());

/** What `plainKey` makes of a press on an element of this markup. */
function pressOn(html: string, key: string, more: KeyboardEventInit = {}): string | null {
  document.body.innerHTML = html;
  const target = document.querySelector('[data-target]') ?? document.body;
  let found: string | null = null;
  const hear = (event: Event) => {
    found = plainKey(event as KeyboardEvent);
  };
  document.body.addEventListener('keydown', hear, { once: true });
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
  return found;
}

describe('a plain key', () => {
  it.each([
    '<input data-target>',
    '<input data-target type="search">',
    '<input data-target type="number">',
    '<textarea data-target></textarea>',
    '<select data-target><option>b</option></select>',
    '<div role="menu"><div data-target role="menuitem" tabindex="-1"></div></div>',
    '<div role="listbox"><div data-target role="option" tabindex="-1"></div></div>',
  ])('is none where letters are wanted: %s', (html) => {
    for (const key of ['b', 'T', ' ', '1', 'Escape']) expect(pressOn(html, key)).toBeNull();
  });

  it.each([
    ['<input data-target type="checkbox">', [' ']],
    ['<input data-target type="radio">', [' ', 'ArrowDown']],
    ['<input data-target type="range">', ['ArrowLeft', 'Home', 'PageUp']],
    ['<span data-target role="slider" tabindex="0"></span>', ['ArrowLeft', 'End']],
    ['<button data-target></button>', [' ', 'Enter']],
  ])('leaves a control its own keys and has the others: %s', (html, own) => {
    for (const key of own) expect(pressOn(html, key)).toBeNull();
    expect(pressOn(html, 'T')).toBe('t');
    expect(pressOn(html, 'Escape')).toBe('Escape');
  });

  it('is none with a modifier but Shift', () => {
    expect(pressOn('', 'b', { ctrlKey: true })).toBeNull();
    expect(pressOn('', 'b', { metaKey: true })).toBeNull();
    expect(pressOn('', 'b', { altKey: true })).toBeNull();
    expect(pressOn('', 'B', { shiftKey: true })).toBe('b');
  });
});

describe('the name of a key', () => {
  it.each([
    ['е', 'KeyT', 't'],
    ['Е', 'KeyT', 'T'],
    ['τ', 'KeyT', 't'],
    ['א', 'KeyT', 't'],
    ['х', 'BracketLeft', '['],
    ['ю', 'Period', '.'],
  ])('is by its place where a keyboard writes another alphabet: %s on %s', (key, code, name) => {
    expect(latinKey({ key, code })).toBe(name);
  });

  it.each([
    ['é', 'Digit2'],
    ['ä', 'Quote'],
    [';', 'KeyZ'],
    ['z', 'KeyY'],
    ['Escape', 'Escape'],
    ['1', 'Digit1'],
  ])('is what it types where that is Latin or no letter: %s on %s', (key, code) => {
    expect(latinKey({ key, code })).toBe(key);
  });

  it('is written alike whatever alphabet the keyboard writes', () => {
    const letter = fc.integer({ min: 0, max: 25 }).map((at) => String.fromCharCode(65 + at));
    fc.assert(
      fc.property(letter, fc.constantFrom('ж', 'λ', 'ש', 'ก', 'ひ'), fc.boolean(), (name, key, ctrlKey) => {
        const press = { key, code: `Key${name}`, ctrlKey, metaKey: false, shiftKey: false, altKey: false };
        expect(writtenKeys(press)).toBe(ctrlKey ? `Mod+${name}` : name);
      }),
    );
  });
});
