import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { discordCodeOf, errorOfAnswer, fieldErrorsOf } from '../../../../src/main/discord/rest/api-error';
import {
  readBucketHeaders,
  readLimitScope,
  readRetryAfterMs,
} from '../../../../src/main/discord/rest/headers';

const answer = (status: number, body: unknown) =>
  errorOfAnswer({ status, body, route: 'GET /x', requestId: null });

describe('a refused request', () => {
  it.each([
    [401, 'rest/unauthorized', false],
    [403, 'rest/missing-permission', false],
    [404, 'rest/not-found', false],
    [400, 'rest/invalid-request', false],
    [405, 'rest/invalid-request', false],
    [429, 'rest/rate-limited', true],
    [500, 'rest/server-error', true],
    [502, 'rest/server-error', true],
    [302, 'rest/unexpected-response', false],
  ])('with HTTP %i is %s (retryable: %s)', (status, code, retryable) => {
    expect(answer(status, null)).toMatchObject({ code, retryable });
  });

  it("keeps Discord's code, and what it said about each field", () => {
    const error = answer(400, {
      code: 50035,
      message: 'Invalid Form Body',
      errors: {
        name: { _errors: [{ code: 'X', message: 'Must be between 1 and 100.' }] },
        permission_overwrites: { '0': { id: { _errors: [{ message: 'Bad id.' }] } } },
      },
    });
    expect(discordCodeOf(error)).toBe(50035);
    expect(fieldErrorsOf(error)).toEqual({
      name: 'Must be between 1 and 100.',
      'permission_overwrites.0.id': 'Bad id.',
    });
  });

  it('is understood whatever its body is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 599 }), fc.anything(), (status, body) => {
        expect(answer(status, body).message.length).toBeLessThanOrEqual(300);
      }),
    );
  });
});

describe('rate-limit headers', () => {
  it('are read when they are whole', () => {
    const headers = {
      'x-ratelimit-bucket': 'abc',
      'x-ratelimit-limit': '5',
      'x-ratelimit-remaining': '4',
      'x-ratelimit-reset-after': '1.25',
    };
    expect(readBucketHeaders(headers)).toEqual({
      bucket: 'abc',
      limit: 5,
      remaining: 4,
      resetAfterMs: 1_250,
    });
    expect(readBucketHeaders({ ...headers, 'x-ratelimit-reset-after': 'soon' })).toBeNull();
    expect(readBucketHeaders({ ...headers, 'x-ratelimit-remaining': '-1' })).toBeNull();
    expect(readBucketHeaders({ ...headers, 'x-ratelimit-limit': '0' })).toBeNull();
  });

  it('prefer the finer time of the body over the header', () => {
    expect(readRetryAfterMs({ 'retry-after': '2' }, { retry_after: 1.337 })).toBe(1_337);
    expect(readRetryAfterMs({ 'retry-after': '2' }, '<html>')).toBe(2_000);
    expect(readRetryAfterMs({}, null)).toBeNull();
    expect(readRetryAfterMs({ 'retry-after': '1e99' }, null)).toBeNull();
  });

  it('tell whom a limit is about', () => {
    expect(readLimitScope({ 'x-ratelimit-global': 'true' }, null)).toBe('global');
    expect(readLimitScope({ 'x-ratelimit-scope': 'global' }, null)).toBe('global');
    expect(readLimitScope({}, { global: true })).toBe('global');
    expect(readLimitScope({ 'x-ratelimit-scope': 'shared' }, { global: false })).toBe('shared');
    expect(readLimitScope({ 'x-ratelimit-scope': 'nonsense' }, '<html>')).toBe('user');
  });
});
