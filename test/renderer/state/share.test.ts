import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { share } from '../../../src/renderer/state/share';

describe('share', () => {
  it('returns the previous value exactly when the next one equals it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const copy = structuredClone(a);
        expect(share(a, copy)).toBe(a);
        expect(share(a, b)).toEqual(b);
      }),
    );
  });

  it('keeps a key that is called as the prototype is', () => {
    const odd = JSON.parse('{"__proto__":"","toString":1}') as unknown;
    expect(share([], odd)).toEqual(odd);
    expect(share({}, odd)).toEqual(odd);
    expect(share(structuredClone(odd), { toString: 1 })).toEqual({ toString: 1 });
    expect(share(odd, structuredClone(odd))).toBe(odd);
  });

  it('keeps the people who did not change when another leaves before them', () => {
    const before = {
      speakers: [
        { userId: '1', gain: 0 },
        { userId: '2', gain: 0 },
      ],
    };
    const after = share(before, { speakers: [{ userId: '2', gain: 0 }] });
    expect(after.speakers[0]).toBe(before.speakers[1]);
  });
});
