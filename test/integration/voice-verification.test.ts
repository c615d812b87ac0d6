import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readJournal } from '../../src/main/recording';
import type { UserId } from '../../src/shared/discord/snowflake';
import { VoiceRig } from './voice-support';

let rig: VoiceRig;
let folder: string;
beforeEach(async () => {
  rig = await VoiceRig.start();
  folder = await mkdtemp(join(tmpdir(), 'roomtone-epochs-'));
});
afterEach(async () => {
  await rig.close();
  await rm(folder, { recursive: true });
});

const size = () => rig.voice.control.group(rig.channel.id)?.members.length ?? 0;

it('answers the verification codes of people in the group, and none for others', async () => {
  const [here = '', there = ''] = [rig.enter(0), rig.people[5]];
  rig.host.send({ type: 'verificationCodes', requestId: 1, userIds: [here as UserId] });
  await rig.until('an answer outside a call', () => rig.last('verificationCodes')?.requestId === 1);
  expect(rig.last('verificationCodes')?.codes).toEqual([{ userId: here, code: null }]);
  rig.join();
  await rig.until('a group', () => rig.phase === 'ready' && rig.dave.active && size() === 2, 20_000);
  rig.host.send({ type: 'verificationCodes', requestId: 2, userIds: [here, there] as UserId[] });
  await rig.until('an answer', () => rig.last('verificationCodes')?.requestId === 2);
  expect(rig.last('verificationCodes')?.codes).toEqual([
    { userId: here, code: expect.stringMatching(/^\d{45}$/) },
    { userId: there, code: null },
  ]);
});

it('writes each epoch and its privacy code into the journal of a running recording', async () => {
  rig.enter(0);
  rig.join();
  await rig.until('a group', () => rig.phase === 'ready' && rig.dave.active && size() === 2, 20_000);
  const first = rig.dave.privacyCode;
  const sessionDir = join(folder, 'session');
  rig.host.send({
    type: 'startRecording',
    skippedUserIds: [],
    rawMicrophone: false,
    continues: false,
    recordingId: 'r1',
    sessionDir,
    title: 'Epochs',
    guildName: 'Guild',
    roomName: 'Room',
    people: [],
  });
  await rig.until('the recorder', () => rig.last('recording')?.recording.kind === 'recording');
  const epochs = async () => {
    const { entries } = await readJournal(sessionDir);
    return entries.flatMap((entry) => (entry.type === 'epoch' ? [entry.privacyCode] : []));
  };
  await expect.poll(epochs, { timeout: 10_000 }).toEqual([first]);
  rig.enter(1);
  await rig.until('the next epoch', () => size() === 3 && rig.dave.privacyCode !== first);
  const second = rig.dave.privacyCode;
  rig.voice.control.downgrade(rig.channel.id);
  await rig.until('plain frames', () => !rig.dave.active);
  rig.host.send({ type: 'stopRecording' });
  await rig.until('its end', () => rig.last('recording')?.recording.kind === 'off');
  expect(await epochs()).toEqual([first, second, null]);
  expect(second).toBe(rig.voice.members[0]?.dave.privacyCode);
});
