import { type AirCall, type AirRoom, airOf, roomsText } from '@shared/models/air';
import { describe, expect, test } from 'vitest';

const call = (change: Partial<Extract<AirCall, { kind: 'active' }>> = {}): AirCall => ({
  ...{ kind: 'active', roomName: 'Lounge', phase: 'ready', readyAtMs: 1, selfMute: false },
  ...change,
});
const idle: AirCall = { kind: 'idle' };
const hall: AirRoom = { roomName: 'Hall', guildName: 'Club', phase: 'ready', relaying: false };

describe('who hears what we play', () => {
  test.each<[string, AirCall, AirRoom[], boolean, string, string[]]>([
    ['nobody in no room', idle, [], true, 'ears', []],
    ['nobody after a call', { kind: 'ended' }, [], true, 'ears', []],
    ['the room of the call', call(), [], true, 'onAir', ['Lounge']],
    ['the room of the call, if anything sounded', call(), [], false, 'silent', ['Lounge']],
    ['nobody while muted', call({ selfMute: true }), [], true, 'muted', []],
    ['the further rooms alone', idle, [hall], true, 'onAir', ['Hall']],
    ['all of them', call(), [hall], true, 'onAir', ['Lounge', 'Hall']],
    ['not the room we are muted in', call({ selfMute: true }), [hall], true, 'onAir', ['Hall']],
    [
      'not the room that is connecting',
      call({ phase: 'securing', readyAtMs: null }),
      [hall],
      false,
      'silent',
      ['Hall'],
    ],
    ['nobody yet', call({ phase: 'signalling', readyAtMs: null }), [], true, 'joining', []],
    ['nobody for now', call({ phase: 'reconnecting' }), [], true, 'reconnecting', []],
    ['nobody for now, a step further', call({ phase: 'identifying' }), [], true, 'reconnecting', []],
    [
      'nobody after the engine was lost',
      call({ phase: 'reconnecting', readyAtMs: null }),
      [],
      true,
      'reconnecting',
      [],
    ],
    ['nobody yet in a further room', idle, [{ ...hall, phase: 'connecting' }], true, 'joining', []],
    [
      'nobody for now in a further room',
      idle,
      [{ ...hall, phase: 'reconnecting' }],
      true,
      'reconnecting',
      [],
    ],
    ['nobody in a further room that ended', idle, [{ ...hall, phase: 'ended' }], true, 'ears', []],
  ])('%s', (_what, main, broadcast, sounding, kind, heardIn) => {
    expect(airOf(main, broadcast, sounding)).toMatchObject({ kind, heardIn });
  });

  test('says where we are muted beside where we are heard', () => {
    const air = airOf(call({ selfMute: true }), [hall], true);
    expect(air).toMatchObject({ muted: true, inCall: true, rooms: ['Lounge', 'Hall'] });
    expect(airOf(idle, [hall], true)).toMatchObject({ muted: false, inCall: false });
  });

  test('the call’s people are on air in the rooms they are relayed to, and nowhere else', () => {
    const relayed = { ...hall, relaying: true };
    const yard = { ...hall, roomName: 'Yard' };
    const heard = ['Lounge', 'Hall', 'Yard'];
    expect(airOf(call(), [relayed, yard], false)).toMatchObject({
      kind: 'onAir',
      airIn: ['Hall'],
      heardIn: heard,
    });
    expect(airOf(call(), [relayed, yard], true)).toMatchObject({
      kind: 'onAir',
      airIn: heard,
      heardIn: heard,
    });
    expect(airOf(call(), [{ ...relayed, phase: 'reconnecting' }], false)).toMatchObject({
      kind: 'silent',
      airIn: [],
    });
  });

  test('tells rooms of the same name apart by their guilds', () => {
    const air = airOf(call({ selfMute: true }), [{ ...hall, roomName: 'Lounge' }, hall], true);
    expect(air.heardIn).toEqual(['Lounge · Club', 'Hall']);
    expect(air.rooms).toEqual(['Lounge', 'Lounge · Club', 'Hall']);
  });

  test('names the first room and counts the others', () => {
    expect([[], ['A'], ['A', 'B', 'C']].map(roomsText)).toEqual(['', 'A', 'A and 2 more']);
  });
});
