import type {
  APIChannel,
  APIMessage,
  APIRole,
  APIUser,
  GatewayGuildCreateDispatchData,
  GatewayReadyDispatchData,
  GatewayVoiceState,
} from 'discord-api-types/v10';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import { DISPATCH_SCHEMAS, parseDispatch } from '../../../../src/shared/discord/wire/dispatch';
import type {
  WireMessage,
  WireRole,
  WireUser,
  WireVoiceState,
} from '../../../../src/shared/discord/wire/objects';

const user = { id: '5', username: 'ada', global_name: 'Ada', avatar: null, discriminator: '0' };

describe('dispatches', () => {
  it('that fit are typed by their name', () => {
    const parsed = parseDispatch('TYPING_START', {
      channel_id: '1',
      user_id: '2',
      timestamp: 3,
      extra: true,
    });
    expect(parsed).toMatchObject({ kind: 'dispatch', dispatch: { t: 'TYPING_START', d: { user_id: '2' } } });
  });

  it('we do not know pass by', () => {
    expect(parseDispatch('SOMETHING_NEW', {})).toEqual({ kind: 'unknown' });
    expect(parseDispatch('constructor', {})).toEqual({ kind: 'unknown' });
    expect(parseDispatch('__proto__', {})).toEqual({ kind: 'unknown' });
  });

  it('lose only the elements that cannot be used', () => {
    const parsed = parseDispatch('GUILD_CREATE', {
      id: '1',
      name: 'Guild',
      owner_id: '5',
      roles: [{ id: '1', name: '@everyone', permissions: '0' }, { id: 7 }, null],
      channels: [
        { id: 'nonsense', type: 0 },
        { id: '9', type: 2, name: 'Room' },
      ],
      members: [{ user, roles: [] }],
      voice_states: [],
    });
    if (
      parsed.kind !== 'dispatch' ||
      parsed.dispatch.t !== 'GUILD_CREATE' ||
      !('name' in parsed.dispatch.d)
    ) {
      throw new Error(parsed.kind);
    }
    expect(parsed.dropped).toBe(3);
    expect(parsed.dispatch.d.roles.map((role) => role.id)).toEqual(['1']);
    expect(parsed.dispatch.d.channels.map((channel) => channel.id)).toEqual(['9']);
  });

  it('without what we rely on are malformed, with the place named', () => {
    expect(parseDispatch('MESSAGE_CREATE', { id: '1', channel_id: '2' })).toMatchObject({
      kind: 'malformed',
      reason: expect.stringContaining('author'),
    });
  });

  it('never throw, whatever they carry', () => {
    const names = Object.keys(DISPATCH_SCHEMAS);
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.anything(), (name, data) => {
        expect(['dispatch', 'malformed']).toContain(parseDispatch(name, data).kind);
      }),
      { numRuns: 500 },
    );
  });

  it('as Discord types them are accepted by our schemas', () => {
    expectTypeOf<APIUser>().toExtend<z.input<(typeof DISPATCH_SCHEMAS)['USER_UPDATE']>>();
    expectTypeOf<APIMessage>().toExtend<z.input<(typeof DISPATCH_SCHEMAS)['MESSAGE_CREATE']>>();
    expectTypeOf<GatewayVoiceState>().toExtend<z.input<(typeof DISPATCH_SCHEMAS)['VOICE_STATE_UPDATE']>>();
    expectTypeOf<GatewayReadyDispatchData>().toExtend<z.input<(typeof DISPATCH_SCHEMAS)['READY']>>();
    expectTypeOf<GatewayGuildCreateDispatchData>().toExtend<
      z.input<(typeof DISPATCH_SCHEMAS)['GUILD_CREATE']>
    >();
    expectTypeOf<WireUser['id']>().toEqualTypeOf<APIUser['id']>();
    expectTypeOf<WireRole['permissions']>().toEqualTypeOf<APIRole['permissions']>();
    expectTypeOf<WireMessage['content']>().toEqualTypeOf<APIMessage['content']>();
    expectTypeOf<WireVoiceState['user_id']>().toEqualTypeOf<GatewayVoiceState['user_id']>();
    expectTypeOf<APIChannel['id']>().toEqualTypeOf<string>();
  });
});
