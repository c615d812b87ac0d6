import type { BroadcastRoom } from '@shared/models/live';
import type { Occupant, RoomSummary } from '@shared/models/workspace';
import { beforeEach, expect, test } from 'vitest';
import { BroadcastRooms, type OccupantMove, type VoiceSignalling } from '../../../../src/main/services/calls';
import { Emitter } from '../../../../src/main/support/emitter';
import { silentLogger } from '../../../../src/main/support/logger';
import type { VoiceEvent } from '../../../../src/main/voice-process/protocol';
import { ScriptedVoiceHost } from '../../../support/scripted-voice-host';
import { SteppedClock } from '../../../support/stepped-clock';

type View = Extract<VoiceEvent, { type: 'broadcast' }>['rooms'][number];

function aRoom(channelId: string, guildId: string, change: Partial<RoomSummary> = {}): RoomSummary {
  const room = { channelId, guildId, name: `Room ${channelId}`, kind: 'voice', userLimit: 0 };
  return {
    ...room,
    canConnect: true,
    canSpeak: true,
    canManage: false,
    ownPermissions: '0',
    ...change,
  } as RoomSummary;
}

let rooms: RoomSummary[];
let occupants: Occupant[];
let main: { guildId: string; roomName: string } | null;
let host: ScriptedVoiceHost;
let broadcast: BroadcastRooms;
let clock: SteppedClock;
let goodbyes: string[];
let gatewayChecks: number;
const voiceStates = new Emitter<{ guildId: string; channelId: string | null; sessionId: string }>();
const moves = new Emitter<OccupantMove>();

const join = (channelId: string) => {
  const room = rooms.find((one) => one.channelId === channelId) ?? expect.fail('no such room');
  return broadcast.join(room);
};
const first = (): BroadcastRoom | undefined => broadcast.rooms()[0];
const says = (change: Partial<View>) =>
  host.events.emit({
    type: 'broadcast',
    rooms: [
      {
        guildId: '10',
        channelId: '20',
        phase: 'ready',
        reason: null,
        error: null,
        packetsSent: 0,
        pingMs: null,
        dave: { active: true, epoch: 1, privacyCode: null },
        relaying: false,
        ...change,
      } as View,
    ],
  });

beforeEach(() => {
  voiceStates.clear();
  moves.clear();
  rooms = [aRoom('20', '10'), aRoom('21', '10'), aRoom('30', '11')];
  occupants = [];
  main = null;
  host = new ScriptedVoiceHost();
  clock = new SteppedClock();
  goodbyes = [];
  gatewayChecks = 0;
  const signalling = {
    ownUserId: '1',
    insecureLoopback: true,
    onVoiceState: voiceStates.on,
    onVoiceServer: () => () => undefined,
    sendVoiceState: ({ guild_id, channel_id }: { guild_id: string; channel_id: string | null }) => {
      if (channel_id === null) goodbyes.push(guild_id);
    },
    checkConnection: () => {
      gatewayChecks += 1;
    },
  } as unknown as VoiceSignalling;
  broadcast = new BroadcastRooms({
    voiceHost: host,
    signalling: () => signalling,
    rooms: {
      room: (channelId) => rooms.find((room) => room.channelId === channelId) ?? null,
      guildName: () => 'Guild',
      occupants: () => occupants,
      onOccupantMove: moves.on,
      onRoomChanged: () => () => undefined,
    },
    mainRoom: () => main,
    clock,
    logger: silentLogger,
  });
});

test('says why a room cannot have the programme, before anything is sent', () => {
  rooms = [
    aRoom('20', '10', { userLimit: 1 }),
    aRoom('21', '10', { canConnect: false }),
    aRoom('30', '11', { canSpeak: false }),
  ];
  occupants = [{ userId: '2', isSelf: false } as Occupant];
  expect(join('20')).toEqual({ kind: 'roomFull', userLimit: 1 });
  expect(join('21')).toEqual({ kind: 'missingPermission', permission: 'Connect' });
  expect(join('30')).toEqual({ kind: 'missingPermission', permission: 'Speak' });
  main = { guildId: '11', roomName: 'Lounge' };
  rooms = [aRoom('30', '11')];
  expect(join('30')).toEqual({ kind: 'guildTaken', roomName: 'Lounge' });
  expect(host.running).toBe(false);
});

test('routes what the gateway says of its guild to the engine, as long as it lasts', () => {
  expect(join('20')).toEqual({ kind: 'joining' });
  expect(join('20')).toEqual({ kind: 'joining' });
  expect(host.sent('joinBroadcast')).toHaveLength(1);
  expect(join('21')).toEqual({ kind: 'guildTaken', roomName: 'Room 20' });
  voiceStates.emit({ guildId: '10', channelId: '20', sessionId: 's' });
  voiceStates.emit({ guildId: '99', channelId: '5', sessionId: 's' });
  expect(host.sent('voiceStateUpdate')).toMatchObject([{ guildId: '10', sessionId: 's' }]);
  broadcast.leave('10' as never);
  voiceStates.emit({ guildId: '10', channelId: null, sessionId: 's' });
  expect(host.sent('voiceStateUpdate')).toHaveLength(1);
  expect(host.sent('leaveBroadcast')).toEqual([{ type: 'leaveBroadcast', guildId: '10' }]);
});

test('counts who listens, and follows a moderator into another room', () => {
  join('20');
  occupants = [{ userId: '1', isSelf: true } as Occupant, { userId: '2', isSelf: false } as Occupant];
  says({ packetsSent: 50, pingMs: 12, relaying: true });
  expect(first()).toMatchObject({
    phase: 'ready',
    listeners: 1,
    packetsSent: 50,
    pingMs: 12,
    daveActive: true,
    relaying: true,
  });
  says({ channelId: '21' as never });
  expect(first()).toMatchObject({ channelId: '21', roomName: 'Room 21' });
});

test('the gateway is looked at once when a room is lost', () => {
  join('20');
  says({});
  says({ phase: 'reconnecting' });
  says({ phase: 'reconnecting', packetsSent: 3 });
  expect(gatewayChecks).toBe(1);
});

test('one that ended stays in sight with its reason and can be joined again', () => {
  join('20');
  says({ phase: 'ended', reason: 'You were removed' });
  expect(first()).toMatchObject({ phase: 'ended', reason: 'You were removed' });
  expect(broadcast.roomIn('10')).toBeNull();
  expect(join('21')).toEqual({ kind: 'joining' });
  expect(broadcast.rooms()).toHaveLength(1);
  expect(first()).toMatchObject({ channelId: '21', phase: 'signalling' });
});

test('after a crash of the engine the rooms are told goodbye and joined again, once', () => {
  join('20');
  join('30');
  host.forget();
  host.crash();
  expect(goodbyes).toEqual(['10', '11']);
  expect(broadcast.rooms()).toMatchObject([
    { phase: 'reconnecting', error: null },
    { phase: 'reconnecting', error: null },
  ]);
  broadcast.leave('11' as never);
  clock.advance(300);
  expect(host.sent('joinBroadcast')).toMatchObject([{ guildId: '10', channelId: '20' }]);
  clock.advance(30_000);
  host.crash();
  expect(goodbyes).toEqual(['10', '11', '10']);
  expect(broadcast.rooms()).toMatchObject([{ phase: 'ended', error: { code: 'voice/engine-crashed' } }]);
  host.forget();
  clock.advance(1_000);
  broadcast.leaveAll();
  expect(broadcast.rooms()).toEqual([]);
  expect(host.commands).toEqual([]);
});

test('a crash long after another one is followed by a return, too', () => {
  join('20');
  host.crash();
  clock.advance(61_000);
  host.crash();
  expect(first()).toMatchObject({ phase: 'reconnecting' });
});
