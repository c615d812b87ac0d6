import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseFrame, peekDispatch } from '../../../../src/main/discord/gateway/frame';

/** What a payload is, in other words than the parser's own. */
const Envelope = z.object({
  op: z.number().int(),
  d: z.unknown().optional(),
  s: z.number().int().nonnegative().nullish(),
  t: z.string().max(100).nullish(),
});

const odd = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, 0, -1, 1.5, 2 ** 53, '', 'READY', true, [], {}),
  fc.string({ maxLength: 120 }),
  fc.integer(),
);
const envelope = fc.oneof(
  fc.record({ op: odd, d: odd, s: odd, t: odd }, { requiredKeys: [] }),
  fc.record({ op: fc.nat(50), d: fc.jsonValue(), s: fc.option(fc.nat()), t: fc.option(fc.string()) }),
  fc.anything(),
);

describe('a frame', () => {
  it('is taken for a payload exactly when it has the shape of one', () => {
    fc.assert(
      fc.property(envelope, (value) => {
        const text = JSON.stringify(value) ?? '';
        let json: unknown;
        try {
          json = JSON.parse(text);
        } catch {
          expect(parseFrame(text)).toBeNull();
          return;
        }
        const expected = Envelope.safeParse(json);
        const frame = parseFrame(text);
        expect(frame !== null).toBe(expected.success);
        if (!expected.success) return;
        const { op, d, s, t } = expected.data;
        expect(frame).toEqual({ op, d, s: s ?? null, t: t ?? null });
      }),
      { numRuns: 500 },
    );
  });

  it('tells its name and sequence before it is parsed, or nothing', () => {
    const name = fc.stringMatching(/^[A-Z][A-Z_]{0,30}$/);
    const hostile = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom<unknown>('","s":9,"t":"FAKE"}', ',"s":9,"t":"FAKE"}', { s: 9, t: 'FAKE' }, '\\'),
    );
    fc.assert(
      fc.property(name, fc.nat(), hostile, fc.boolean(), (t, s, d, head) => {
        const text = JSON.stringify(head ? { t, s, op: 0, d } : { op: 0, d, s, t });
        expect(peekDispatch(text)).toEqual({ t, s });
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.oneof(envelope, hostile), (value) => {
        const text = JSON.stringify(value) ?? '';
        const peeked = peekDispatch(text);
        if (peeked) expect(parseFrame(text)).toMatchObject({ op: 0, ...peeked });
      }),
    );
  });
});
