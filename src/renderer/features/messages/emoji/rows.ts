import type { EmojiRef } from '@shared/discord/emoji';
import type { CatalogueEmoji, CatalogueGroup } from './catalogue';

/** One emoji to press. */
export interface PickerEmoji {
  key: string;
  label: string;
  emoji: EmojiRef;
}

export type PickerRow =
  | { kind: 'heading'; key: string; name: string }
  | { kind: 'emoji'; key: string; emoji: readonly PickerEmoji[] };

export interface PickerSection {
  key: string;
  name: string;
  emoji: readonly PickerEmoji[];
}

export const COLUMNS = 9;

/** Sections as rows of a grid, each under its heading; empty ones are left out. */
export function pickerRows(sections: readonly PickerSection[]): PickerRow[] {
  const rows: PickerRow[] = [];
  for (const { key, name, emoji } of sections) {
    if (emoji.length === 0) continue;
    rows.push({ kind: 'heading', key, name });
    for (let at = 0; at < emoji.length; at += COLUMNS)
      rows.push({ kind: 'emoji', key: `${key}-${at}`, emoji: emoji.slice(at, at + COLUMNS) });
  }
  return rows;
}

/** A Unicode emoji in the chosen skin tone. */
export function unicodeEmoji(entry: CatalogueEmoji, tone: number): PickerEmoji {
  const shown = tone > 0 ? (entry.skins[tone - 1] ?? entry.unicode) : entry.unicode;
  const [code] = entry.shortcodes;
  return {
    key: shown,
    label: code === undefined ? entry.label : `:${code}:`,
    emoji: { id: null, name: shown, animated: false },
  };
}

/** A guild's own emoji. */
export function customEmoji(one: { emojiId: string; name: string; animated: boolean }): PickerEmoji {
  return {
    key: `${one.name}:${one.emojiId}:${one.animated}`,
    label: `:${one.name}:`,
    emoji: { id: one.emojiId, name: one.name, animated: one.animated },
  };
}

/** What was used last, as far as it is still known. */
export function recentSection(
  keys: readonly string[],
  groups: readonly CatalogueGroup[],
  own: readonly PickerEmoji[],
): PickerEmoji[] {
  const labels = new Map<string, string>();
  for (const entry of groups.flatMap(({ emoji }) => emoji)) {
    const label = entry.shortcodes[0] === undefined ? entry.label : `:${entry.shortcodes[0]}:`;
    for (const unicode of [entry.unicode, ...entry.skins]) labels.set(unicode, label);
  }
  return keys.flatMap((key) => {
    const custom = own.find((one) => one.key === key);
    if (custom) return [custom];
    const label = labels.get(key);
    return label === undefined ? [] : [{ key, label, emoji: { id: null, name: key, animated: false } }];
  });
}
