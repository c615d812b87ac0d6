import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidRequests } from '../../../../src/main/practice-server/rest/limits/invalid-requests';
import { Limits } from '../../../../src/main/practice-server/rest/limits/limits';
import { resolveRule } from '../../../../src/main/practice-server/rest/limits/profiles';
import { LimitSettings } from '../../../../src/main/practice-server/rest/limits/settings';
import type { BucketRule } from '../../../../src/main/practice-server/rest/rate-limit';
import { apiRoutes } from '../../../../src/main/practice-server/rest/routes';

const rule = { name: 'messages.create', limit: 10, windowMs: 1000 };
const inner = { name: 'channels.name', limit: 9, windowMs: 1, inner: true as const };
const resolve = (input: Parameters<typeof LimitSettings.parse>[0], own: BucketRule = rule) =>
  resolveRule(LimitSettings.parse(input), own);

describe('which limit holds', () => {
  it("is the bucket's own, unless Discord is known to use another", () => {
    expect(resolve({}, { name: 'somewhere', limit: 10, windowMs: 1000 })).toMatchObject({ limit: 10 });
    expect(resolve({})).toMatchObject({ limit: 5, windowMs: 5000 });
  });

  it('is that of its name before that of all, and of all before the profile', () => {
    const all = { '*': { limit: 2, windowMs: 20 } };
    expect(resolve({ buckets: all })).toMatchObject({ limit: 2, windowMs: 20 });
    expect(resolve({ buckets: { ...all, 'messages.create': null } })).toBeNull();
    expect(resolve({ profile: 'odd', buckets: all })).toMatchObject({ limit: 2 });
  });

  it('leaves limits inside others alone unless they are named', () => {
    const all = { '*': { limit: 2, windowMs: 20 } };
    expect(resolve({ buckets: all }, inner)).toMatchObject({ limit: 2, windowMs: 600_000, inner: true });
    expect(resolve({ profile: 'odd' }, inner)).toMatchObject({ name: 'channels.name' });
    expect(resolve({ buckets: { 'channels.name': null } }, inner)).toBeNull();
  });

  it('is odd in the same way every time, with strangers in one bucket and some that tell nothing', () => {
    const rules = apiRoutes.flatMap(({ limit }) => (typeof limit === 'function' ? [] : [limit]));
    const odd = rules.map((each) => resolve({ profile: 'odd' }, each));
    expect(rules.map((each) => resolve({ profile: 'odd' }, each))).toEqual(odd);
    const names = new Set(odd.map((each) => each?.name));
    expect(names.size).toBeGreaterThan(3);
    expect(names.size).toBeLessThan(new Set(rules.map(({ name }) => name)).size);
    expect(odd.some((each) => each?.told === false)).toBe(true);
  });
});

describe('the global limit', () => {
  it('lets so many through in each second, whatever the order in which they come', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 150 }),
        (globalPerSecond, gaps) => {
          const limits = new Limits({ globalPerSecond });
          const allowedAt: number[] = [];
          let now = 0;
          for (const gap of gaps) {
            now += gap;
            const verdict = limits.takeGlobal('bot', now);
            if (verdict?.kind === 'allowed') allowedAt.push(now);
            else expect(limits.takeGlobal('bot', now)?.kind).toBe('exceeded');
          }
          for (const start of allowedAt) {
            const within = allowedAt.filter((at) => at >= start && at < start + 1000);
            // Two windows may touch within any one second, never three.
            expect(within.length).toBeLessThanOrEqual(2 * globalPerSecond);
          }
        },
      ),
    );
  });

  it('is counted for each caller, and may be none', () => {
    const limits = new Limits({ globalPerSecond: 1 });
    expect(limits.takeGlobal('a', 0)?.kind).toBe('allowed');
    expect(limits.takeGlobal('b', 0)?.kind).toBe('allowed');
    expect(limits.takeGlobal('a', 0)?.kind).toBe('exceeded');
    expect(new Limits({ globalPerSecond: null }).takeGlobal('a', 0)).toBeNull();
  });
});

describe('invalid requests', () => {
  const settings = LimitSettings.parse({
    invalidRequests: { limit: 3, windowMs: 1000, banMs: 500 },
  }).invalidRequests;

  it.each([
    [401, undefined, true],
    [403, undefined, true],
    [429, 'user', true],
    [429, 'global', true],
    [429, 'shared', false],
    [404, undefined, false],
    [400, undefined, false],
    [500, undefined, false],
  ])('%i with scope %s counts: %s', (status, scope, counts) => {
    const invalid = new InvalidRequests();
    invalid.note(settings, { status, scope }, 0);
    expect(invalid.countAt(settings, 0)).toBe(counts ? 1 : 0);
  });

  it('shut out at the limit, for a time, and only when they come close together', () => {
    const invalid = new InvalidRequests();
    for (const at of [0, 400, 1000, 1400]) invalid.note(settings, { status: 401 }, at);
    expect(invalid.banLeftMs(1400)).toBe(0);
    invalid.note(settings, { status: 403 }, 1500);
    expect(invalid.banLeftMs(1500)).toBe(500);
    for (let count = 0; count < 5; count++) invalid.note(settings, { status: 429 }, 1900);
    expect(invalid.banLeftMs(2000)).toBe(0);
  });

  it('are not counted where that is switched off', () => {
    const invalid = new InvalidRequests();
    for (let at = 0; at < 20_000; at++) invalid.note(null, { status: 401 }, 0);
    expect(invalid.banLeftMs(0)).toBe(0);
  });
});
