import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LARGE_FROM, settled, withEntry, withoutEntry } from '../../../../src/main/discord/cache/large-map';

const key = fc
  .integer({ min: 0, max: 600 })
  .map((n) => String(1_000_000_000_000_000_000n + BigInt(n) * 4_194_304n));
const change = fc.record({ set: fc.boolean(), key, value: fc.nat(3) });
const sorted = (map: ReadonlyMap<string, number>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

describe('a map that is large or small', () => {
  it('says at every version what a Map would, and goes on saying it', () => {
    fc.assert(
      fc.property(fc.nat(600), fc.array(change, { minLength: 1, maxLength: 300 }), (startSize, changes) => {
        const model = new Map<string, number>();
        for (let n = 0; n < startSize; n += 1) model.set(String(n), n);
        let map = settled(new Map(model));
        const versions: { map: ReadonlyMap<string, number>; entries: [string, number][] }[] = [];
        for (const [n, { set, key, value }] of changes.entries()) {
          const before = map;
          const same = set ? model.get(key) === value : !model.has(key);
          map = set ? withEntry(map, key, value) : withoutEntry(map, key);
          if (set) model.set(key, value);
          else model.delete(key);
          expect(map === before).toBe(same);
          expect(map.size).toBe(model.size);
          expect(map.get(key)).toBe(model.get(key));
          expect(map.has(key)).toBe(model.has(key));
          if (n % 50 === 0) versions.push({ map, entries: sorted(model) });
        }
        for (const version of versions) expect(sorted(version.map)).toEqual(version.entries);
        expect([...map.keys()].sort()).toEqual([...model.keys()].sort());
        expect([...map.values()].sort()).toEqual([...model.values()].sort());
        const seen = new Map<string, number>();
        map.forEach((value, name) => {
          seen.set(name, value);
        });
        expect(sorted(seen)).toEqual(sorted(model));
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the order of insertion while it is small', () => {
    let map: ReadonlyMap<string, number> = new Map();
    for (let n = 0; n < LARGE_FROM; n += 1) map = withEntry(map, String(LARGE_FROM - n), n);
    expect([...map.values()]).toEqual(Array.from({ length: LARGE_FROM }, (_, n) => n));
  });

  it('is not changed by what happens to it while it is walked through', () => {
    let map = settled(new Map(Array.from({ length: 1_000 }, (_, n) => [String(n), n])));
    const walked: string[] = [];
    for (const [name] of map) {
      walked.push(name);
      map = withoutEntry(map, name);
    }
    expect(walked).toHaveLength(1_000);
    expect(map.size).toBe(0);
  });
});
