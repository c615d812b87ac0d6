/** The Unicode emoji by group with their words; some hundred kilobytes, fetched when a picker first opens. */
export interface CatalogueEmoji {
  unicode: string;
  label: string;
  shortcodes: readonly string[];
  /** What a search looks through. */
  words: string;
  /** By tone 1–5, where there are any. */
  skins: readonly string[];
}

export interface CatalogueGroup {
  /** Emojibase's number, the index of its name in the strings. */
  group: number;
  emoji: readonly CatalogueEmoji[];
}

let loaded: Promise<readonly CatalogueGroup[]> | null = null;

/** Modifiers alone are no emoji a person sends. */
const COMPONENTS = 2;

export function loadCatalogue(): Promise<readonly CatalogueGroup[]> {
  loaded ??= Promise.all([
    import('emojibase-data/en/data.json'),
    import('emojibase-data/en/shortcodes/iamcal.json'),
  ]).then(([{ default: data }, { default: codes }]) => {
    const groups = new Map<number, CatalogueEmoji[]>();
    for (const entry of data) {
      if (entry.group === undefined || entry.group === COMPONENTS) continue;
      const own: unknown = (codes as Record<string, unknown>)[entry.hexcode];
      const shortcodes = typeof own === 'string' ? [own] : Array.isArray(own) ? own.map(String) : [];
      const list = groups.get(entry.group) ?? [];
      list.push({
        unicode: entry.emoji,
        label: entry.label,
        shortcodes,
        words: [entry.label, ...shortcodes, ...(entry.tags ?? [])].join(' ').toLowerCase(),
        skins: (entry.skins ?? []).filter((skin) => typeof skin.tone === 'number').map((skin) => skin.emoji),
      });
      groups.set(entry.group, list);
    }
    return [...groups].sort(([a], [b]) => a - b).map(([group, emoji]) => ({ group, emoji }));
  });
  return loaded;
}

/** Emoji whose words hold all that was typed; whole short names first. */
export function searchCatalogue(
  groups: readonly CatalogueGroup[],
  text: string,
  limit: number,
): readonly CatalogueEmoji[] {
  const parts = text
    .toLowerCase()
    .replaceAll(':', ' ')
    .split(/[\s_]+/)
    .filter(Boolean);
  if (parts.length === 0) return [];
  const whole = text.toLowerCase().replaceAll(':', '').trim();
  const found = groups
    .flatMap(({ emoji }) => emoji)
    .filter(({ words }) => parts.every((part) => words.includes(part)));
  const rank = (one: CatalogueEmoji) =>
    one.shortcodes.includes(whole) ? 0 : one.shortcodes.some((code) => code.startsWith(whole)) ? 1 : 2;
  return found.toSorted((a, b) => rank(a) - rank(b)).slice(0, limit);
}
