/**
 * Immutable maps for many entries. Copying a Map of 20,000 people for each event would cost more than everything else
 * together, and one of 40 channels still a good part of it. So from `LARGE_FROM` entries on a map is cut into buckets by
 * the hash of its key: a change copies the bucket and the list of buckets. Order of insertion is kept in small maps and
 * given up in large ones.
 */
export const LARGE_FROM = 32;

/** How much longer it takes to copy an entry of a Map than an element of a list. */
const ENTRY_COST = 10;

/** A copy of a map with one entry set; the same map when nothing would change. */
export function withEntry<V>(map: ReadonlyMap<string, V>, key: string, value: V): ReadonlyMap<string, V> {
  if (map.get(key) === value && (value !== undefined || map.has(key))) return map;
  if (map instanceof LargeMap) return map.with(key, value);
  if (map.size >= LARGE_FROM) return LargeMap.from(map).with(key, value);
  const copy = new Map(map);
  copy.set(key, value);
  return copy;
}

/** A copy of a map without one entry; the same map when it was not there. */
export function withoutEntry<V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> {
  if (!map.has(key)) return map;
  if (map instanceof LargeMap) return map.without(key);
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}

/** The map in the form that suits its size. The given Map must not be changed afterwards. */
export function settled<V>(map: Map<string, V>): ReadonlyMap<string, V> {
  return map.size >= LARGE_FROM ? LargeMap.from(map) : map;
}

/** A Map to fill, with the entries of `map`. */
export function unsettled<V>(map: ReadonlyMap<string, V>): Map<string, V> {
  return new Map(map);
}

class LargeMap<V> implements ReadonlyMap<string, V> {
  readonly #buckets: readonly (Map<string, V> | undefined)[];
  readonly size: number;

  private constructor(buckets: readonly (Map<string, V> | undefined)[], size: number) {
    this.#buckets = buckets;
    this.size = size;
  }

  static from<V>(entries: ReadonlyMap<string, V>): LargeMap<V> {
    const buckets = new Array<Map<string, V> | undefined>(bucketCount(entries.size));
    for (const [key, value] of entries) {
      const at = hash(key) & (buckets.length - 1);
      const bucket = buckets[at];
      if (bucket) bucket.set(key, value);
      else buckets[at] = new Map([[key, value]]);
    }
    return new LargeMap(buckets, entries.size);
  }

  with(key: string, value: V): LargeMap<V> {
    // Several times as many as it was laid out for.
    if (this.size > this.#buckets.length ** 2) {
      return LargeMap.from(new Map(this)).with(key, value);
    }
    const at = hash(key) & (this.#buckets.length - 1);
    const before = this.#buckets[at];
    const bucket = new Map(before);
    bucket.set(key, value);
    const buckets = this.#buckets.slice();
    buckets[at] = bucket;
    return new LargeMap(buckets, this.size + bucket.size - (before?.size ?? 0));
  }

  without(key: string): ReadonlyMap<string, V> {
    // With some slack, so that a map at the border does not change its form with each event.
    if (this.size <= LARGE_FROM / 2) {
      const small = new Map(this);
      small.delete(key);
      return small;
    }
    const at = hash(key) & (this.#buckets.length - 1);
    const bucket = new Map(this.#buckets[at]);
    if (!bucket.delete(key)) return this;
    const buckets = this.#buckets.slice();
    buckets[at] = bucket.size === 0 ? undefined : bucket;
    return new LargeMap(buckets, this.size - 1);
  }

  get(key: string): V | undefined {
    return this.#buckets[hash(key) & (this.#buckets.length - 1)]?.get(key);
  }

  has(key: string): boolean {
    return this.#buckets[hash(key) & (this.#buckets.length - 1)]?.has(key) ?? false;
  }

  forEach(callback: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this) callback(value, key, this);
  }

  *entries(): MapIterator<[string, V]> {
    for (const bucket of this.#buckets) if (bucket) yield* bucket;
  }

  *keys(): MapIterator<string> {
    for (const bucket of this.#buckets) if (bucket) yield* bucket.keys();
  }

  *values(): MapIterator<V> {
    for (const bucket of this.#buckets) if (bucket) yield* bucket.values();
  }

  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.entries();
  }
}

/** The power of two at which a bucket and the list of buckets cost about the same to copy. */
function bucketCount(size: number): number {
  return 2 ** Math.round(Math.log2(Math.sqrt(size * ENTRY_COST)));
}

/** Characters that are hashed: the end of an id is what tells it from the ids made around the same time. */
const HASHED_CHARS = 10;

/** FNV-1a over the last characters. */
function hash(key: string): number {
  let value = 0x811c9dc5;
  for (let at = Math.max(0, key.length - HASHED_CHARS); at < key.length; at += 1) {
    value ^= key.charCodeAt(at);
    value = Math.imul(value, 0x01000193);
  }
  return value ^ (value >>> 15);
}
