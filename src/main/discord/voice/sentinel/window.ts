/** Growing counts, looked at over the last two seconds. */

/** Long enough for a share to mean something, short enough to be heard of within three seconds. */
const SPAN_MS = 2_000;

export class CountWindow<K extends string> {
  readonly #entries: { atMs: number; counts: Readonly<Record<K, number>> }[] = [];

  /** Takes the counts of now; answers by how much each has grown in the last two seconds. */
  push(atMs: number, counts: Readonly<Record<K, number>>): Record<K, number> {
    const entries = this.#entries;
    // A count that shrank belongs to another session.
    const newest = entries.at(-1)?.counts;
    if (newest && (Object.keys(counts) as K[]).some((name) => counts[name] < newest[name]))
      entries.length = 0;
    entries.push({ atMs, counts: { ...counts } });
    // The youngest entry that is old enough is what now is compared with.
    while ((entries[1]?.atMs ?? Number.POSITIVE_INFINITY) <= atMs - SPAN_MS) entries.shift();
    const before = entries[0]?.counts ?? counts;
    const grown = { ...counts } as Record<K, number>;
    for (const name of Object.keys(counts) as K[]) grown[name] = counts[name] - before[name];
    return grown;
  }
}
