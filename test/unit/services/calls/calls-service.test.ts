import { permissionBit } from '@shared/discord/permissions';
import type { UserId } from '@shared/discord/snowflake';
import { AppError } from '@shared/errors/app-error';
import type { CallState, FailedEnd } from '@shared/models/calls';
import type { Occupant, RoomSummary } from '@shared/models/workspace';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import {
  CallsService,
  type OccupantMove,
  PersonVolumes,
  type VoiceSignalling,
} from '../../../../src/main/services/calls';
import { Emitter } from '../../../../src/main/support/emitter';
import { silentLogger } from '../../../../src/main/support/logger';
import type { VoiceHost, VoiceLife } from '../../../../src/main/voice-process/port';
import type {
  VoiceCommand,
  VoiceConnectionView,
  VoiceEvent,
} from '../../../../src/main/voice-process/protocol';
import { scratchFolder } from '../../../support/scratch';
import { SteppedClock } from '../../../support/stepped-clock';

const room = {
  channelId: '20',
  guildId: '10',
  name: 'Tuesday stage',
  kind: 'voice',
  categoryId: null,
  position: 0,
  userLimit: 0,
  bitrateBps: 64_000,
  status: null,
  canConnect: true,
  canSpeak: true,
  canManage: false,
  ownPermissions: '0',
} as unknown as RoomSummary;

function occupant(userId: string, displayName: string, isSelf = false): Occupant {
  return {
    guildId: '10',
    channelId: '20',
    userId,
    displayName,
    avatarUrl: null,
    isSelf,
  } as unknown as Occupant;
}

/** The far side of the port: keeps what it was told and says what the test lets it say. */
class ScriptedVoiceHost implements VoiceHost {
  readonly commands: VoiceCommand[] = [];
  readonly events = new Emitter<VoiceEvent>();
  readonly lives = new Emitter<VoiceLife>();
  onEvent = this.events.on;
  onLife = this.lives.on;
  start(): void {}
  send(command: VoiceCommand): void {
    this.commands.push(command);
  }
  connectPort(): void {}
  async close(): Promise<void> {}
  sent<T extends VoiceCommand['type']>(type: T): Extract<VoiceCommand, { type: T }>[] {
    return this.commands.filter((command) => command.type === type) as Extract<VoiceCommand, { type: T }>[];
  }
  connection(change: Partial<Extract<VoiceConnectionView, { kind: 'active' }>>): void {
    this.events.emit({
      type: 'connection',
      connection: {
        kind: 'active',
        guildId: '10',
        channelId: '20',
        phase: 'signalling',
        reason: null,
        encryptionMode: null,
        pingMs: null,
        dave: { active: false, epoch: null, privacyCode: null },
        ...change,
      },
    });
  }
}

let host: ScriptedVoiceHost;
let clock: SteppedClock;
let calls: CallsService;
let volumes: PersonVolumes;
let currentRoom: RoomSummary;
let occupants: Occupant[];
let finished: string[];
let failedEnds: FailedEnd[];
let allot: string;
const moves = new Emitter<OccupantMove>();
const voiceStates = new Emitter<{ guildId: string; channelId: string | null; sessionId: string }>();
const voiceServers = new Emitter<{ guildId: string; token: string; endpoint: string | null }>();
const gatewaySent: unknown[] = [];
let gatewayChecks = 0;
const place = { guildId: '10', channelId: '20' } as unknown as {
  guildId: RoomSummary['guildId'];
  channelId: RoomSummary['channelId'];
};

beforeEach(async () => {
  for (const emitter of [moves, voiceStates, voiceServers]) emitter.clear();
  gatewaySent.length = 0;
  gatewayChecks = 0;
  host = new ScriptedVoiceHost();
  clock = new SteppedClock();
  currentRoom = room;
  occupants = [occupant('1', 'Me', true), occupant('2', 'Noor'), occupant('3', 'Ada')];
  finished = [];
  failedEnds = [];
  allot = 'rec-1';
  const signalling = {
    ownUserId: '1',
    ownDisplayName: 'Me',
    insecureLoopback: true,
    sendVoiceState: (payload: unknown) => gatewaySent.push(payload),
    checkConnection: () => {
      gatewayChecks += 1;
    },
    onVoiceState: voiceStates.on,
    onVoiceServer: voiceServers.on,
  } as unknown as VoiceSignalling;
  const opened = await PersonVolumes.open({
    dataDir: await scratchFolder('calls'),
    clock,
    logger: silentLogger,
  });
  volumes = opened;
  // The folder goes after this: a write still under way would be in its way.
  onTestFinished(() => opened.flush());
  calls = new CallsService({
    voiceHost: host,
    signalling: () => signalling,
    rooms: {
      room: () => currentRoom,
      guildName: () => 'Practice',
      occupants: () => occupants,
      onOccupantMove: moves.on,
      onRoomChanged: () => () => undefined,
    },
    shelf: {
      allot: () => ({ recordingId: allot, sessionDir: `/recordings/${allot}` }),
      started: () => undefined,
      finished: (id) => finished.push(id),
    },
    clock,
    logger: silentLogger,
    initialMonitor: { enabled: true, gainDb: 0 },
    volumes,
    joinTimeoutMs: 15_000,
  });
  calls.onRecordingEndFailed((end) => failedEnds.push(end));
});

function active(): Extract<CallState, { kind: 'active' }> {
  const { state } = calls;
  if (state.kind !== 'active') throw new Error(`expected a call, found ${state.kind}`);
  return state;
}

async function joinReady(): Promise<void> {
  const joining = calls.join(place);
  clock.advance(700);
  host.connection({ phase: 'ready' });
  await joining;
}

describe('joining', () => {
  test('resolves with the time it took once sound can flow', async () => {
    const joining = calls.join(place);
    expect(active().phase).toBe('signalling');
    clock.advance(400);
    host.connection({ phase: 'securing' });
    clock.advance(350);
    host.connection({ phase: 'ready' });
    expect(await joining).toEqual({ kind: 'joined', joinMs: 750 });
    expect(active()).toMatchObject({ phase: 'ready', joinMs: 750, roomName: 'Tuesday stage' });
  });

  test('passes gateway signals both ways, of this guild only', () => {
    void calls.join(place);
    host.events.emit({
      type: 'signal',
      payload: { guild_id: '10', channel_id: '20', self_mute: false, self_deaf: false },
    });
    expect(gatewaySent).toHaveLength(1);
    voiceStates.emit({ guildId: '99', channelId: '5', sessionId: 'other' });
    voiceStates.emit({ guildId: '10', channelId: '20', sessionId: 'session' });
    voiceServers.emit({ guildId: '10', token: 'token', endpoint: '127.0.0.1:5000' });
    expect(host.sent('voiceStateUpdate')).toEqual([
      { type: 'voiceStateUpdate', guildId: '10', sessionId: 'session', channelId: '20' },
    ]);
    expect(host.sent('voiceServerUpdate')).toHaveLength(1);
  });

  test('tells a full room and a missing permission before anything is sent', async () => {
    currentRoom = { ...room, userLimit: 2 };
    occupants = [occupant('2', 'Noor'), occupant('3', 'Ada')];
    expect(await calls.join(place)).toEqual({ kind: 'roomFull', userLimit: 2 });
    currentRoom = {
      ...room,
      userLimit: 2,
      canManage: true,
      ownPermissions: `${permissionBit('MANAGE_CHANNELS')}`,
    };
    expect(await calls.join(place)).toEqual({ kind: 'roomFull', userLimit: 2 });
    currentRoom = { ...room, canConnect: false };
    expect(await calls.join(place)).toEqual({ kind: 'missingPermission', permission: 'Connect' });
    expect(host.commands).toEqual([]);
  });

  test('goes into a full room where we may move members', () => {
    currentRoom = { ...room, userLimit: 2, ownPermissions: `${permissionBit('MOVE_MEMBERS')}` };
    occupants = [occupant('2', 'Noor'), occupant('3', 'Ada')];
    void calls.join(place);
    expect(host.sent('join')).toHaveLength(1);
  });

  test('gives up after the time limit with voice/join-timeout', async () => {
    const joining = calls.join(place);
    clock.advance(15_001);
    await expect(joining).rejects.toMatchObject({ code: 'voice/join-timeout' });
    expect(host.sent('leave')).toHaveLength(1);
    expect(calls.state).toMatchObject({ kind: 'ended', error: { code: 'voice/join-timeout' } });
  });

  test('is cancelled by leaving', async () => {
    const joining = calls.join(place);
    calls.leave();
    expect(await joining).toEqual({ kind: 'cancelled' });
    expect(calls.state).toMatchObject({ kind: 'ended', error: null });
  });

  test('rejects with what ended the connection', async () => {
    const joining = calls.join(place);
    const error = new AppError('voice/dave-rejected', 'The room asks for encryption we cannot do').toView();
    host.events.emit({ type: 'connection', connection: { kind: 'ended', channelId: '20', error } });
    await expect(joining).rejects.toMatchObject({ code: 'voice/dave-rejected' });
  });
});

describe('a trial', () => {
  const begun = async () => {
    const trial = calls.beginTrial(place);
    host.connection({ phase: 'ready' });
    expect(await trial.joined).toMatchObject({ kind: 'joined' });
    return trial;
  };

  test('is a muted call that ends when it is left', async () => {
    const trial = await begun();
    expect(active().selfMute).toBe(true);
    expect(trial.lasts).toBe(true);
    await trial.leave();
    expect(calls.state).toMatchObject({ kind: 'ended', error: null });
    expect(trial.lasts).toBe(false);
  });

  test('leaves no call that was joined meanwhile, not even in the same room at the same instant', async () => {
    const trial = await begun();
    await joinReady();
    expect(trial.lasts).toBe(false);
    host.commands.length = 0;
    await trial.leave();
    expect(active().phase).toBe('ready');
    expect(host.commands).toEqual([]);
  });

  test.each([
    ['unmutes', () => calls.setSelfMute(false)],
    ['records', () => void calls.startRecording()],
  ])('is the call of whoever %s in it', async (_what, makeOwn) => {
    const trial = await begun();
    makeOwn();
    await trial.leave();
    expect(active().phase).toBe('ready');
  });

  test('that another join took the place of is cancelled', async () => {
    const trial = calls.beginTrial(place);
    await joinReady();
    expect(await trial.joined).toEqual({ kind: 'cancelled' });
    expect(trial.lasts).toBe(false);
  });

  test('is refused like any join, and leaves nothing to be left', async () => {
    currentRoom = { ...room, canConnect: false };
    const trial = calls.beginTrial(place);
    expect(await trial.joined).toMatchObject({ kind: 'missingPermission' });
    expect(trial.lasts).toBe(false);
  });
});

describe('in a call', () => {
  test('the gateway is looked at once when the voice server is lost', async () => {
    await joinReady();
    expect(gatewayChecks).toBe(0);
    host.connection({ phase: 'reconnecting' });
    host.connection({ phase: 'reconnecting', reason: 'still' });
    expect(gatewayChecks).toBe(1);
    host.connection({ phase: 'ready' });
    host.connection({ phase: 'reconnecting' });
    expect(gatewayChecks).toBe(2);
  });

  test('everybody in the room is a speaker, oneself first, and talking shows', async () => {
    await joinReady();
    host.events.emit({ type: 'speakers', speakers: [{ userId: '2', ssrc: 7, speaking: true }] });
    expect(active().speakers.map(({ displayName, speaking }) => [displayName, speaking])).toEqual([
      ['Me', false],
      ['Ada', false],
      ['Noor', true],
    ]);
  });

  test('a newcomer is named to the engine, and written into a running recording', async () => {
    await joinReady();
    calls.startRecording();
    occupants = [...occupants, occupant('4', 'Kim')];
    moves.emit({ userId: '4', displayName: 'Kim', isBot: false, from: null, to: '20' });
    moves.emit({ userId: '3', displayName: 'Ada', isBot: false, from: '20', to: '21' });
    expect(host.sent('people').at(-1)?.people).toEqual([{ userId: '4', displayName: 'Kim' }]);
    expect(host.sent('journal').map(({ entry }) => entry)).toEqual([
      { type: 'join', userId: '4', displayName: 'Kim' },
      { type: 'leave', userId: '3', displayName: 'Ada' },
    ]);
  });

  test('follows a move by a moderator into the other room', async () => {
    await joinReady();
    currentRoom = { ...room, channelId: '21' as RoomSummary['channelId'], name: 'Quiet room' };
    host.connection({ phase: 'ready', channelId: '21' });
    expect(active()).toMatchObject({ channelId: '21', roomName: 'Quiet room' });
  });

  test('whoever was made quiet is quiet in the next call too, and shows as such', async () => {
    await joinReady();
    const quiet = { userId: '2' as UserId, gainDb: -12, muted: true };
    calls.setSpeakerVolume(quiet);
    // An engine that was started anew knows of nobody.
    host.lives.emit('crashed');
    host.lives.emit('started');
    await joinReady();
    expect(host.sent('setSpeakerGain')).toEqual(
      [quiet, quiet].map((one) => ({ type: 'setSpeakerGain', ...one })),
    );
    expect(active().speakers.find(({ userId }) => userId === '2')).toMatchObject({
      gainDb: -12,
      mutedForMe: true,
    });
  });

  test('whoever was made quiet in an earlier run is quiet from the first call on', async () => {
    volumes.set({ userId: '2' as UserId, gainDb: -12, muted: true });
    host.lives.emit('started');
    await joinReady();
    expect(host.sent('setSpeakerGain')).toEqual([
      { type: 'setSpeakerGain', userId: '2', gainDb: -12, muted: true },
    ]);
    expect(active().speakers.find(({ userId }) => userId === '2')).toMatchObject({
      gainDb: -12,
      mutedForMe: true,
    });
  });

  test('a window that cannot be told does not end the call', async () => {
    calls.onChanged(() => {
      throw new Error('the window is gone');
    });
    await joinReady();
    expect(active()).toMatchObject({ phase: 'ready' });
  });

  test('commands need a call', () => {
    expect(() => calls.setSelfMute(true)).toThrow('You are not in a room');
    expect(() => calls.startRecording()).toThrow('You are not in a room');
  });
});

describe('when the engine crashes', () => {
  const goodbye = { guild_id: '10', channel_id: null, self_mute: false, self_deaf: false };

  test('the room is told goodbye, and joined again muted as it was', async () => {
    await joinReady();
    calls.setSelfMute(true);
    host.commands.length = 0;
    host.lives.emit('crashed');
    expect(gatewaySent).toEqual([goodbye]);
    expect(active()).toMatchObject({ phase: 'reconnecting', readyAtMs: null });
    expect(active().reason).not.toBeNull();
    expect(host.sent('join')).toEqual([]);
    clock.advance(300);
    expect(host.sent('join')).toMatchObject([{ channelId: '20', selfMute: true }]);
    clock.advance(1_000);
    host.connection({ phase: 'ready' });
    expect(active()).toMatchObject({ phase: 'ready' });
    expect(active().readyAtMs).toBe(clock.now());
  });

  test('a second crash within a minute ends the call with the reason', async () => {
    await joinReady();
    host.lives.emit('crashed');
    clock.advance(300);
    host.connection({ phase: 'ready' });
    clock.advance(50_000);
    host.lives.emit('crashed');
    expect(gatewaySent).toEqual([goodbye, goodbye]);
    expect(calls.state).toMatchObject({ kind: 'ended', error: { code: 'voice/engine-crashed' } });
    clock.advance(20_000);
    expect(host.sent('join')).toHaveLength(2);
  });

  test('a crash while joining ends the join with the reason', async () => {
    const joining = calls.join(place);
    host.lives.emit('crashed');
    await expect(joining).rejects.toMatchObject({ code: 'voice/engine-crashed' });
    expect(gatewaySent).toEqual([goodbye]);
    clock.advance(20_000);
    expect(host.sent('join')).toHaveLength(1);
  });

  test('whoever leaves meanwhile is not brought back, and a return without an answer comes to an end', async () => {
    await joinReady();
    host.lives.emit('crashed');
    calls.leave();
    clock.advance(1_000);
    expect(host.sent('join')).toHaveLength(1);
    clock.advance(100_000);
    await joinReady();
    clock.advance(14_500);
    host.lives.emit('crashed');
    clock.advance(1_000);
    // The limit of the first join is over; that of the return has just begun.
    expect(active().phase).toBe('reconnecting');
    clock.advance(15_000);
    expect(calls.state).toMatchObject({ kind: 'ended', error: { code: 'voice/join-timeout' } });
  });

  /** What the port says, in its order, when the engine dies while it records. */
  function crashWhileRecording(): void {
    const error = new AppError('voice/engine-crashed', 'gone').toView();
    host.events.emit({ type: 'recording', recording: { kind: 'failed', recordingId: 'rec-1', error } });
    host.events.emit({ type: 'recordingEnded', recordingId: 'rec-1', error });
    host.lives.emit('crashed');
  }

  test('its recording goes on in the same session once the call is back, and is nobody else’s until then', async () => {
    await joinReady();
    calls.startRecording();
    const { recording } = active();
    crashWhileRecording();
    expect(active().recording).toEqual(recording);
    expect(calls.splitRecording()).toBeNull();
    clock.advance(300);
    expect(host.sent('startRecording')).toHaveLength(1);
    host.connection({ phase: 'ready' });
    const [begun, goneOn] = host.sent('startRecording');
    expect(begun).toMatchObject({ recordingId: 'rec-1', continues: false });
    expect(goneOn).toEqual({ ...begun, continues: true });
    expect(active().recording).toEqual(recording);
    const told = { kind: 'recording', recordingId: 'rec-1', trackCount: 3, bytes: 4_096 } as const;
    host.events.emit({ type: 'recording', recording: { ...told, startedAtMs: clock.now() } });
    expect(active().recording).toEqual({ ...recording, ...told });
    expect(finished).toEqual([]);
    expect(failedEnds).toEqual([]);
    host.events.emit({ type: 'recordingEnded', recordingId: 'rec-1', error: null });
    expect(finished).toEqual(['rec-1']);
  });

  test('a recording that was stopped while the call comes back is left to the library', async () => {
    await joinReady();
    calls.startRecording();
    crashWhileRecording();
    expect(calls.stopRecording()).toEqual({ recordingId: 'rec-1' });
    expect(finished).toEqual(['rec-1']);
    expect(active().recording).toEqual({ kind: 'off' });
    expect(() => calls.startRecording()).toThrow('not connected yet');
    clock.advance(300);
    host.connection({ phase: 'ready' });
    expect(host.sent('startRecording')).toHaveLength(1);
  });

  test.each([
    ['somebody leaves meanwhile', () => calls.leave()],
    ['nobody lets us in again', () => clock.advance(20_000)],
    ['the engine crashes again', () => host.lives.emit('crashed')],
  ])('when %s what was recorded is left to the library', async (_what, happens) => {
    await joinReady();
    calls.startRecording();
    crashWhileRecording();
    expect(finished).toEqual([]);
    happens();
    expect(calls.state).toMatchObject({ kind: 'ended', recordingId: 'rec-1' });
    expect(finished).toEqual(['rec-1']);
  });

  test('the first part of a split recording is listed, the second goes on', async () => {
    await joinReady();
    calls.startRecording();
    allot = 'rec-2';
    calls.splitRecording();
    host.events.emit({
      type: 'recording',
      recording: { kind: 'recording', recordingId: 'rec-2', startedAtMs: 5, trackCount: 1, bytes: 1 },
    });
    host.lives.emit('crashed');
    expect(finished).toEqual(['rec-1']);
    clock.advance(300);
    host.connection({ phase: 'ready' });
    expect(host.sent('startRecording').at(-1)).toMatchObject({ recordingId: 'rec-2', continues: true });
  });
});

describe('recording', () => {
  test('needs a call that is ready', async () => {
    void calls.join(place);
    expect(() => calls.startRecording()).toThrow('not connected yet');
  });

  test('starts once, whoever asks again', async () => {
    await joinReady();
    expect(calls.startRecording()).toEqual({ recordingId: 'rec-1' });
    expect(calls.startRecording()).toEqual({ recordingId: 'rec-1' });
    expect(host.sent('startRecording')).toHaveLength(1);
    expect(host.sent('startRecording')[0]?.people).toContainEqual({ userId: '2', displayName: 'Noor' });
  });

  test('is listed when the engine has finished it, also when the call ended first', async () => {
    await joinReady();
    calls.startRecording();
    calls.leave();
    expect(host.commands.map(({ type }) => type).slice(-2)).toEqual(['stopRecording', 'leave']);
    expect(calls.state).toMatchObject({ kind: 'ended', recordingId: 'rec-1' });
    host.events.emit({ type: 'recordingEnded', recordingId: 'rec-1', error: null });
    expect(finished).toEqual(['rec-1']);
  });

  test('is listed also when its end comes in the next call', async () => {
    await joinReady();
    calls.startRecording();
    void calls.join(place);
    host.events.emit({ type: 'recordingEnded', recordingId: 'rec-1', error: null });
    expect(finished).toEqual(['rec-1']);
  });

  test('a full disk shows as failed and the call goes on', async () => {
    await joinReady();
    calls.startRecording();
    const error = new AppError('recording/disk-full', 'The disk is full').toView();
    host.events.emit({ type: 'recording', recording: { kind: 'failed', recordingId: 'rec-1', error } });
    host.events.emit({ type: 'recordingEnded', recordingId: 'rec-1', error });
    expect(active()).toMatchObject({
      phase: 'ready',
      recording: { kind: 'failed', error: { code: 'recording/disk-full' } },
    });
    expect(finished).toEqual(['rec-1']);
    expect(failedEnds).toEqual([]);
  });

  test('the failed end of a part tells that the rest goes on', async () => {
    await joinReady();
    calls.startRecording();
    const error = new AppError('recording/write-failed', 'The disk is gone').toView();
    const recording = { recordingId: 'rec-2', startedAtMs: 0, trackCount: 1, bytes: 0 };
    host.events.emit({ type: 'recording', recording: { kind: 'recording', ...recording } });
    host.events.emit({ type: 'recordingEnded', recordingId: 'rec-1', error });
    expect(failedEnds).toEqual([{ recordingId: 'rec-1', error, goesOn: true }]);
  });

  test('an end that fails after the recording was stopped is told, also without a call', async () => {
    await joinReady();
    calls.startRecording();
    calls.leave();
    const error = new AppError('recording/disk-full', 'The disk is full').toView();
    host.events.emit({ type: 'recordingEnded', recordingId: 'rec-1', error });
    expect(failedEnds).toEqual([{ recordingId: 'rec-1', error, goesOn: false }]);
  });

  test('an engine that is gone is told once, by the end of the call', async () => {
    await joinReady();
    calls.startRecording();
    const error = new AppError('voice/engine-crashed', 'gone').toView();
    host.events.emit({ type: 'recordingEnded', recordingId: 'rec-1', error });
    host.lives.emit('crashed');
    calls.leave();
    expect(failedEnds).toEqual([]);
  });
});
