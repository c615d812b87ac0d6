import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Tokens = Record<string, string>;

const css = readFileSync('src/renderer/ui/tokens.css', 'utf8');

/** The colour tokens of the block that begins at `head`. */
function tokensOf(head: string): Tokens {
  const start = css.indexOf(head);
  const block = css.slice(start, css.indexOf('}', start));
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, hex]) => [name, hex]),
  );
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.2 contrast ratio, 1 to 21. */
function contrast(a = '#000000', b = '#000000'): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const light = tokensOf('data-theme="light"');
const dark = tokensOf(':root[data-theme="dark"]');
const SURFACES = ['bg', 'bg-deep', 'surface', 'raised', 'hover', 'selected'];

describe.each([
  ['light', light],
  ['dark', dark],
])('%s', (_name, tokens) => {
  it.each(SURFACES)('keeps body text AAA and all text AA on --%s', (surface) => {
    const on = tokens[surface];
    expect(contrast(tokens.text, on)).toBeGreaterThanOrEqual(7);
    for (const text of ['text-2', 'text-3', 'accent', 'trouble', 'good']) {
      expect.soft(contrast(tokens[text], on), text).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('keeps words on filled buttons and soft strips AA', () => {
    const pairs = [
      ['on-accent', 'accent'],
      ['on-accent', 'accent-hover'],
      ['accent', 'accent-soft'],
      ['trouble', 'trouble-soft'],
      ['text-2', 'trouble-soft'],
    ] as const;
    for (const [text, on] of pairs)
      expect.soft(contrast(tokens[text], tokens[on]), `${text} on ${on}`).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tokens['on-air'], tokens.air)).toBeGreaterThanOrEqual(4.5);
  });

  it('lets every speaker be told from the lane behind', () => {
    for (let i = 0; i < 12; i += 1) {
      expect.soft(contrast(tokens[`speaker-${i}`], tokens.bg), `speaker ${i}`).toBeGreaterThanOrEqual(4.5);
    }
  });
});

it('shows the same dark whether chosen or the system’s', () => {
  expect(tokensOf(':root:not([data-theme="light"])')).toEqual(dark);
});
