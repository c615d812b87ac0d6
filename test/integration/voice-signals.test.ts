import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SignalAlarm } from '../../src/shared/models/sentinel';
import { scratchFolder } from '../support/scratch';
import { VoiceRig } from './voice-support';

let rig: VoiceRig;
let speaker: string;

beforeEach(async () => {
  rig = await VoiceRig.start();
  speaker = rig.enter(0);
  rig.join();
  await rig.until('ready with DAVE', () => rig.phase === 'ready' && rig.dave.active);
  rig.voice.memberVoice.setSpeaking(speaker, true);
});
afterEach(() => rig.close());

/** Of what comes in: a busy machine may well be late in sending. */
const alarms = (): readonly SignalAlarm[] =>
  rig.last('alarms')?.alarms.filter(({ direction }) => direction === 'in') ?? [];
const signal = () => rig.last('signals')?.signals.find(({ userId }) => userId === speaker);

it('raises an alarm within three seconds of a line that loses packets, tells the figures, and takes it back', async () => {
  await rig.until('a voice', () => (signal()?.received ?? 0) > 100, 20_000);
  expect(alarms()).toEqual([]);
  rig.voice.control.impairNetwork({ loss: 0.3 });
  const fromMs = performance.now();
  await rig.until('the alarm', () => alarms().some(({ kind }) => kind === 'loss'));
  expect(performance.now() - fromMs).toBeLessThan(3_500);
  expect(alarms().find(({ kind }) => kind === 'loss')).toMatchObject({ direction: 'in', userId: speaker });
  rig.voice.control.impairNetwork({});
  await rig.until('the end of the alarm', () => alarms().length === 0, 20_000);
  expect(signal()?.lost).toBeGreaterThan(5);
}, 60_000);

it('stamps alarms into the recording, and draws the waveform of what nobody listened to', async () => {
  const scratch = await scratchFolder('signals');
  const sessionDir = join(scratch, 'session');
  rig.host.send({
    type: 'startRecording',
    skippedUserIds: [],
    rawMicrophone: false,
    continues: false,
    recordingId: 'r1',
    sessionDir,
    title: 'Signals',
    guildName: 'Guild',
    roomName: 'Room',
    people: [{ userId: speaker, displayName: 'Anna' }],
  });
  await rig.until('the recording', () => rig.last('recording')?.recording.kind === 'recording');
  await rig.until('a voice', () => (signal()?.received ?? 0) > 100, 20_000);
  rig.voice.control.impairNetwork({ loss: 0.3 });
  await rig.until('the alarm', () => alarms().length > 0);
  rig.voice.control.impairNetwork({});
  await rig.until('the end of the alarm', () => alarms().length === 0, 20_000);
  rig.host.send({ type: 'stopRecording' });
  await rig.until('the end', () => rig.last('recording')?.recording.kind === 'off', 20_000);
  const journal = (await readFile(join(sessionDir, 'journal.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; kind?: string; raised?: boolean; userId?: string });
  const stamped = journal.filter(({ type, kind }) => type === 'alarm' && kind === 'loss');
  expect(stamped.map(({ raised }) => raised)).toEqual([true, false]);
  expect(stamped[0]?.userId).toBe(speaker);
  const manifest = JSON.parse(await readFile(join(sessionDir, 'session.json'), 'utf8')) as {
    tracks: { userId: string; peaksFile: string }[];
  };
  const track = manifest.tracks.find(({ userId }) => userId === speaker);
  const peaks = await readFile(join(sessionDir, track?.peaksFile ?? ''));
  // 16 bytes of header, then three bytes for each 20 ms, the last of them the loudness.
  const loud = peaks.subarray(16).filter((value, at) => at % 3 === 2 && value > 4);
  expect(loud.length).toBeGreaterThan(20);
}, 60_000);
