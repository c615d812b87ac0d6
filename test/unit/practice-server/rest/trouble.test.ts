import { RestTrouble } from '@shared/models/practice-trouble';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RestDial, toPattern } from '../../../../src/main/practice-server/rest/trouble/rest-dial';

function aDial(input: Parameters<typeof RestTrouble.parse>[0]): RestDial {
  const dial = new RestDial();
  dial.set(RestTrouble.parse(input), 0);
  return dial;
}
const meets = (dial: RestDial, method = 'GET', path = '/users/@me', now = 0) =>
  dial.meet(method, path, now).met?.fault.kind ?? null;

describe('paths of trouble', () => {
  it.each([
    ['/channels/:id/messages', '/channels/1/messages', true],
    ['/channels/*/messages', '/channels/1/messages/2', false],
    ['/channels/**', '/channels/1/messages/2', true],
    ['/users/@me', '/users/@me', true],
    ['/users/@me', '/users/@men', false],
    ['/a.b', '/axb', false],
  ])('%s for %s: %s', (pattern, path, expected) => {
    expect(toPattern(pattern).test(path)).toBe(expected);
  });

  it('take any text that starts with a slash, without becoming a pattern of their own', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), (text) => {
        expect(() => toPattern(`/${text}`)).not.toThrow();
      }),
    );
  });
});

describe('the dial', () => {
  it('is still when nothing is set', () => {
    expect(new RestDial().meet('GET', '/users/@me', 0)).toEqual({ delayMs: 0, met: null });
  });

  it('lets the first fault that fires win', () => {
    const dial = aDial({ faults: [{ kind: 'reset', count: 1 }, { kind: 'hang' }] });
    expect([meets(dial), meets(dial)]).toEqual(['reset', 'hang']);
  });

  it('ends by time, and says what is left', () => {
    const dial = aDial({ faults: [{ kind: 'rateLimited', forMs: 1000 }] });
    expect(dial.meet('GET', '/x', 400).met?.leftMs).toBe(600);
    expect(dial.meet('GET', '/x', 1000).met).toBeNull();
  });

  it('fires as often as asked, for the methods and paths it is aimed at', () => {
    fc.assert(
      fc.property(
        fc.nat(20),
        fc.nat(20),
        fc.array(fc.constantFrom('GET', 'POST'), { maxLength: 60 }),
        (skip, count, methods) => {
          const dial = aDial({ faults: [{ kind: 'reset', methods: ['POST'], skip, count }] });
          const fired = methods.filter((method) => meets(dial, method) !== null).length;
          const aimed = methods.filter((method) => method === 'POST').length;
          expect(fired).toBe(Math.max(0, Math.min(count, aimed - skip)));
        },
      ),
    );
  });

  it('draws the same for the same seed', () => {
    const draws = (seed: string) => {
      const dial = aDial({ seed, jitterMs: 100, faults: [{ kind: 'status', rate: 0.4 }] });
      return Array.from({ length: 50 }, () => dial.meet('GET', '/x', 0));
    };
    expect(draws('a')).toEqual(draws('a'));
    expect(draws('a')).not.toEqual(draws('b'));
  });
});
