export interface FoundEmoji {
  emoji: string;
  shortcode: string;
}

let list: Promise<readonly (FoundEmoji & { all: readonly string[] })[]> | null = null;

/** The Unicode emoji with their short names; fetched with the first colon that is typed. */
function load(): NonNullable<typeof list> {
  list ??= Promise.all([
    import('emojibase-data/en/compact.json'),
    import('emojibase-data/en/shortcodes/iamcal.json'),
  ]).then(([{ default: compact }, { default: codes }]) =>
    compact.flatMap(({ unicode, hexcode }) => {
      const own: unknown = (codes as Record<string, unknown>)[hexcode];
      const all = typeof own === 'string' ? [own] : Array.isArray(own) ? own.map(String) : [];
      const [shortcode] = all;
      return shortcode === undefined ? [] : [{ emoji: unicode, shortcode, all }];
    }),
  );
  return list;
}

/** Emoji whose short name holds the query, those that begin with it first. */
export async function findEmoji(query: string, atMost: number): Promise<FoundEmoji[]> {
  const wanted = query.toLowerCase();
  const known = await load();
  const beginning: FoundEmoji[] = [];
  const holding: FoundEmoji[] = [];
  for (const { emoji, all } of known) {
    const code = all.find((name) => name.startsWith(wanted)) ?? all.find((name) => name.includes(wanted));
    if (code === undefined) continue;
    (code.startsWith(wanted) ? beginning : holding).push({ emoji, shortcode: code });
    if (beginning.length >= atMost) break;
  }
  beginning.sort((a, b) => a.shortcode.length - b.shortcode.length);
  return [...beginning, ...holding].slice(0, atMost);
}
