import { describe, expect, it } from 'vitest';
import { reduce } from '../../../src/main/discord/cache/reduce';
import { EMPTY_CACHE } from '../../../src/main/discord/cache/state';
import { refusalOf } from '../../../src/main/discord/refusal';
import { errorOfAnswer } from '../../../src/main/discord/rest/api-error';
import { parseDispatch } from '../../../src/shared/discord/wire/dispatch';
import { AppError } from '../../../src/shared/errors/app-error';

const BITS = { VIEW_CHANNEL: 10n, SEND_MESSAGES: 11n, READ_MESSAGE_HISTORY: 16n, PIN_MESSAGES: 51n };
const state = (...granted: (keyof typeof BITS)[]) => {
  const permissions = String(granted.reduce((bits, name) => bits | (1n << BITS[name]), 0n));
  const events = [
    ['READY', { user: { id: '5', username: 'bot' }, session_id: 's', guilds: [{ id: '1' }] }],
    [
      'GUILD_CREATE',
      {
        id: '1',
        name: 'Guild',
        owner_id: '9',
        roles: [{ id: '1', name: '@everyone', permissions }],
        channels: [{ id: '30', type: 0, name: 'talk' }],
        members: [{ user: { id: '5', username: 'bot' }, roles: [] }],
      },
    ],
  ] as const;
  return events.reduce((before, [t, d]) => {
    const parsed = parseDispatch(t, d);
    if (parsed.kind !== 'dispatch') throw new Error(parsed.kind);
    return reduce(before, parsed.dispatch, 0).state;
  }, EMPTY_CACHE);
};
const failed = (status: number, code: number, errors?: object) =>
  errorOfAnswer({
    status,
    body: { code, message: 'Said by Discord', errors },
    route: 'PUT /x',
    requestId: null,
  });
const pinning = (error: unknown, cache = state('VIEW_CHANNEL')) =>
  refusalOf(error, {
    state: cache,
    nowMs: 0,
    channelId: '30',
    needs: ['PIN_MESSAGES', 'READ_MESSAGE_HISTORY'],
    about: 'message',
  });

describe('a refusal of Discord', () => {
  it.each([
    [404, 10_003, { kind: 'gone', what: 'channel' }],
    [404, 10_008, { kind: 'gone', what: 'message' }],
    [404, 10_014, { kind: 'gone', what: 'emoji' }],
    [404, 0, { kind: 'gone', what: 'message' }],
    [403, 50_007, { kind: 'dmClosed' }],
    [400, 50_083, { kind: 'locked' }],
    [403, 160_005, { kind: 'locked' }],
    [403, 50_005, { kind: 'invalid', fields: { request: 'Only its author can edit a message.' } }],
    [400, 50_035, { kind: 'invalid', fields: { request: 'Said by Discord' } }],
  ])('with status %i and code %i is a value', (status, code, wanted) => {
    expect(pinning(failed(status, code))).toEqual(wanted);
  });

  it('about a ceiling says so in words', () => {
    expect(pinning(failed(400, 30_003))).toMatchObject({
      kind: 'limitReached',
      message: expect.stringMatching(/pins/),
    });
  });

  it('about a form names its fields', () => {
    const errors = { content: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Too long.' }] } };
    expect(pinning(failed(400, 50_035, errors))).toEqual({
      kind: 'invalid',
      fields: { content: 'Too long.' },
    });
  });

  it('names the permission we lack, by what we know of our own rights', () => {
    const missing = (permission: string) => ({ kind: 'missingPermission', permission });
    const refused = failed(403, 50_013);

    expect(pinning(refused, state('VIEW_CHANNEL'))).toEqual(missing('Pin Messages'));
    expect(pinning(refused, state('VIEW_CHANNEL', 'PIN_MESSAGES'))).toEqual(missing('Read Message History'));
    expect(pinning(refused, state('VIEW_CHANNEL', 'PIN_MESSAGES', 'READ_MESSAGE_HISTORY'))).toEqual(
      missing('Pin Messages'),
    );
    expect(pinning(failed(403, 50_001), state())).toEqual(missing('View Channels'));
  });

  it('that is slow mode says how long', () => {
    const error = new AppError('rest/rate-limited', 'x', {
      details: { discordCode: 20_016, retryAfterMs: 4_200 },
    });
    expect(pinning(error)).toEqual({ kind: 'slowMode', retryAfterMs: 4_200 });
  });

  it('is not what a failure is: those are thrown on', () => {
    for (const error of [failed(500, 0), failed(401, 0), failed(429, 0), new TypeError('bug')]) {
      expect(() => pinning(error)).toThrow(error as Error);
    }
  });
});
