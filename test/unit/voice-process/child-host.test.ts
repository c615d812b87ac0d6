import { beforeEach, expect, test } from 'vitest';
import { createAudioPortPair } from '../../../src/main/support/audio-port';
import { createLogger, type LogEntry } from '../../../src/main/support/logger';
import { createChildVoiceHost } from '../../../src/main/voice-process/child-host';
import type { VoiceHost } from '../../../src/main/voice-process/port';
import { VoiceCommand, type VoiceEvent } from '../../../src/main/voice-process/protocol';
import { ScriptedChild } from '../../support/scripted-child';

let children: ScriptedChild[];
let entries: LogEntry[];
let heard: VoiceEvent[];
let host: VoiceHost;

const join = VoiceCommand.parse({
  type: 'join',
  guildId: '10',
  channelId: '20',
  userId: '1',
  bitrateBps: 64_000,
  selfMute: false,
  selfDeaf: false,
  insecureLoopback: true,
});
const inCall = {
  type: 'connection',
  connection: {
    kind: 'active',
    guildId: '10',
    channelId: '20',
    phase: 'ready',
    reason: null,
    encryptionMode: null,
    pingMs: null,
    dave: { active: true, epoch: 1, privacyCode: null },
  },
};

beforeEach(() => {
  children = [];
  entries = [];
  heard = [];
  host = createChildVoiceHost({
    spawn: () => {
      const child = new ScriptedChild();
      children.push(child);
      return child;
    },
    logger: createLogger('voice', (entry) => entries.push(entry)),
    closeTimeoutMs: 50,
  });
  host.onEvent((event) => heard.push(event));
});

test('no process runs before the first call', () => {
  host.send({ type: 'setMonitor', enabled: true, gainDb: 0 });
  expect(children).toHaveLength(0);
  host.send(join);
  expect(children[0]?.sent).toEqual([{ kind: 'command', command: join }]);
});

test('ports handed over early reach the process before the call starts', () => {
  const [near] = createAudioPortPair();
  host.connectPort('levels', near);
  host.send(join);
  expect(children[0]?.ports).toEqual([near]);
  expect(children[0]?.sent[0]).toEqual({ kind: 'port', port: 'levels' });
});

test('a crash in a call is told once, after what it was recording, and the next call starts a new process', () => {
  const lives: string[] = [];
  host.onLife((life) => lives.push(`${life} after ${heard.length}`));
  host.send(join);
  children[0]?.say(inCall);
  children[0]?.say({
    type: 'recording',
    recording: { kind: 'recording', recordingId: 'r1', startedAtMs: 0, trackCount: 1, bytes: 10 },
  });
  children[0]?.exit(139);
  expect(heard.at(-1)).toMatchObject({
    type: 'recording',
    recording: { kind: 'failed', recordingId: 'r1' },
  });
  expect(lives).toEqual(['started after 0', `crashed after ${heard.length}`]);
  host.send(join);
  expect(children).toHaveLength(2);
});

test('the end of the call before does not end the one just joined', () => {
  const ended = { type: 'connection', connection: { kind: 'ended', channelId: '20', error: null } };
  host.send(join);
  children[0]?.say(inCall);
  host.send({ type: 'leave' });
  host.send(join);
  // The process takes its time: this is its answer to the leave.
  children[0]?.say(ended);
  expect(heard).toHaveLength(1);
  children[0]?.say(inCall);
  children[0]?.say(ended);
  expect(heard.at(-1)).toEqual(ended);
});

test('a crash right after joining is told, and forgets that join', () => {
  const lives: string[] = [];
  host.onLife((life) => {
    lives.push(life);
    if (life === 'started') host.send({ type: 'setMaster', gainDb: 0 });
  });
  host.send(join);
  children[0]?.exit(139);
  expect(lives).toEqual(['started', 'crashed']);
  const ended = { type: 'connection', connection: { kind: 'ended', channelId: '20', error: null } };
  host.send({ type: 'leave' });
  host.start();
  children[1]?.say(ended);
  expect(heard).toEqual([ended]);
});

test('a crash before the process confirms a recording fails that recording', () => {
  host.send(join);
  children[0]?.say(inCall);
  host.send({
    type: 'startRecording',
    skippedUserIds: [],
    rawMicrophone: false,
    continues: false,
    recordingId: 'r2',
    sessionDir: '/library/r2',
    title: 'Room',
    guildName: 'Guild',
    roomName: 'Room',
    people: [],
  });
  children[0]?.exit(139);
  expect(heard).toContainEqual(
    expect.objectContaining({
      type: 'recording',
      recording: expect.objectContaining({ kind: 'failed', recordingId: 'r2' }),
    }),
  );
});

test('a crash ends what was being written or held: sessions, the replay and its saving', () => {
  const place = { sessionDir: '/library/x', title: 'Room' };
  const names = { guildName: 'Guild', roomName: 'Room', people: [] };
  host.send(join);
  children[0]?.say(inCall);
  const how = { skippedUserIds: [], rawMicrophone: false, continues: false };
  host.send({ type: 'startRecording', recordingId: 'r1', ...place, ...names, ...how });
  host.send({ type: 'splitRecording', recordingId: 'r2', ...place });
  host.send({ type: 'splitRecording', recordingId: 'r3', ...place });
  host.send({ type: 'saveReplay', recordingId: 's1', ...place, ...names });
  host.send({ type: 'saveReplay', recordingId: 's2', ...place, ...names });
  children[0]?.say({ type: 'recordingEnded', recordingId: 'r1', error: null });
  children[0]?.say({ type: 'replaySaved', recordingId: 's1', error: null });
  children[0]?.say({ type: 'replay', on: true, heldMs: 5_000 });
  const before = heard.length;
  children[0]?.exit(139);
  const error = { code: 'voice/engine-crashed' };
  const after = heard.slice(before);
  expect(after.filter(({ type }) => type === 'recordingEnded')).toMatchObject([
    { recordingId: 'r2', error },
    { recordingId: 'r3', error },
  ]);
  expect(after.filter(({ type }) => type === 'replaySaved')).toMatchObject([{ recordingId: 's2', error }]);
  expect(after).toContainEqual({ type: 'replay', on: false, heldMs: 0 });
});

test('a port that waits is closed when another takes its place, and when nothing comes any more', async () => {
  const closed: string[] = [];
  const [first, firstFar] = createAudioPortPair();
  const [second, secondFar] = createAudioPortPair();
  firstFar.on('close', () => closed.push('first'));
  secondFar.on('close', () => closed.push('second'));
  host.connectPort('levels', first);
  host.connectPort('levels', second);
  await Promise.resolve();
  expect(closed).toEqual(['first']);
  await host.close();
  expect(closed).toEqual(['first', 'second']);
});

test('what the process says outside its protocol is logged and dropped', () => {
  host.send(join);
  children[0]?.say({ type: 'connection', connection: { kind: 'sideways' } });
  children[0]?.say('hello');
  expect(heard).toEqual([]);
  expect(entries.filter(({ level }) => level === 'error')).toHaveLength(2);
});

test('closing asks the process to finish and kills it when it does not', async () => {
  host.send(join);
  await host.close();
  expect(children[0]?.sent.at(-1)).toEqual({ kind: 'command', command: { type: 'shutdown' } });
  expect(children[0]?.killed).toBe(true);
});

test('an engine is started without a call when something is to be heard, and hears first what it must know', () => {
  host.onLife((life) => {
    if (life === 'started') host.send({ type: 'setMaster', gainDb: -3 });
  });
  host.send({ type: 'deckPlay', deckId: 'a' });
  expect(children).toHaveLength(0);
  host.start();
  host.start();
  host.send({ type: 'deckPlay', deckId: 'a' });
  expect(children).toHaveLength(1);
  expect(children[0]?.sent).toEqual([
    { kind: 'command', command: { type: 'setMaster', gainDb: -3 } },
    { kind: 'command', command: { type: 'deckPlay', deckId: 'a' } },
  ]);
});

test('a call starts it too, with the same told before the join', () => {
  host.onLife((life) => {
    if (life === 'started') host.send({ type: 'setMaster', gainDb: -3 });
  });
  host.send(join);
  expect(children[0]?.sent.map((message) => (message as { command: VoiceCommand }).command.type)).toEqual([
    'setMaster',
    'join',
  ]);
});

test('whoever hears of a crash may start the next process at once', () => {
  const lives: string[] = [];
  host.onLife((life) => {
    lives.push(life);
    if (life === 'started') host.send({ type: 'setMaster', gainDb: 0 });
    else host.start();
  });
  host.send(join);
  children[0]?.say(inCall);
  children[0]?.exit(1);
  expect(lives).toEqual(['started', 'crashed', 'started']);
  expect(children).toHaveLength(2);
});
