import { afterEach, beforeEach, expect, it } from 'vitest';
import { createAudioPortPair } from '../../src/main/support/audio-port';
import type { LevelsFrame } from '../../src/shared/models/calls';
import { VoiceRig } from './voice-support';

let rig: VoiceRig;

beforeEach(async () => {
  rig = await VoiceRig.start();
});
afterEach(() => rig.close());

const tone = { kind: 'tone', frequencyHz: 440, durationMs: 60_000 } as const;

/** What the practice server's members have decoded from us. */
function heardBy(userId: string) {
  const member = rig.voice.members.find((candidate) => candidate.userId === userId);
  if (!member) throw new Error('that member is not in the call');
  return member.heard.get(rig.bot.userId) ?? { decrypted: 0, failed: 0 };
}

it('is ready within two seconds with DAVE, then frames go both ways', async () => {
  const people = [rig.enter(0), rig.enter(1)];
  const started = performance.now();
  rig.join();
  await rig.until('ready', () => rig.phase === 'ready');
  expect(performance.now() - started).toBeLessThan(2_000);
  await rig.until('a group of three', () => {
    const group = rig.voice.control.group(rig.channel.id);
    return rig.dave.active && group?.members.length === 3 && Number(group.epoch) === rig.dave.epoch;
  });
  expect(rig.dave.privacyCode).toMatch(/^\d{30}$/);

  rig.play(tone);
  rig.director.speak(people[0] ?? '', true);
  await rig.until('50 frames each way', () => rig.stats.framesSent >= 50 && rig.stats.packetsReceived >= 50);
  await rig.until('a speaker', () => rig.last('speakers')?.speakers.some((s) => s.speaking) === true);
  const { malformed, undecryptable, lost } = rig.stats;
  expect({ malformed, undecryptable, lost }).toEqual({ malformed: 0, undecryptable: 0, lost: 0 });
  await rig.until('50 frames opened by a member', () => heardBy(people[1] ?? '').decrypted >= 50);
  expect(heardBy(people[1] ?? '').failed).toBe(0);
});

it('talks and listens in the other encryption mode when only that is offered', async () => {
  await rig.close();
  rig = await VoiceRig.start({ modes: ['aead_xchacha20_poly1305_rtpsize'] });
  const person = rig.enter(0);
  rig.join();
  await rig.until('ready', () => rig.phase === 'ready' && rig.dave.active);
  const connection = rig.last('connection')?.connection;
  expect(connection).toMatchObject({ encryptionMode: 'aead_xchacha20_poly1305_rtpsize' });
  rig.play(tone);
  rig.director.speak(person, true);
  await rig.until('50 frames each way', () => rig.stats.framesSent >= 50 && rig.stats.packetsReceived >= 50);
  await rig.until('50 frames opened by the member', () => heardBy(person).decrypted >= 50);
  expect(rig.stats).toMatchObject({ malformed: 0, undecryptable: 0 });
});

it('gives levels at about 20 Hz and the mix as frames', async () => {
  const speaker = rig.enter(0);
  const [levelsPort, levelsHost] = createAudioPortPair();
  const [monitorPort, monitorHost] = createAudioPortPair();
  const levels: LevelsFrame[] = [];
  let frames = 0;
  levelsPort.on('message', (message) => levels.push(message as LevelsFrame));
  monitorPort.on('message', () => {
    frames += 1;
  });
  rig.host.connectPort('levels', levelsHost);
  rig.host.connectPort('monitor', monitorHost);
  rig.host.send({ type: 'setMonitor', enabled: true, gainDb: 0 });
  rig.join();
  await rig.until('a group', () => rig.dave.active);
  rig.play(tone, { gainDb: -6 });
  rig.director.speak(speaker, true);
  await rig.until('both heard', () => {
    const last = levels.at(-1);
    return (last?.programme.rmsDbfs ?? -60) > -30 && (last?.speakers[0]?.rmsDbfs ?? -60) > -50;
  });
  const [countLevels, countFrames, at] = [levels.length, frames, performance.now()];
  await rig.until('25 more frames', () => frames >= countFrames + 25);
  const seconds = (performance.now() - at) / 1_000;
  expect((levels.length - countLevels) / seconds).toBeGreaterThan(12);
  expect((levels.length - countLevels) / seconds).toBeLessThan(26);
  // A sine at −12 dBFS peak, 6 dB down: −21 dBFS RMS.
  expect(levels.at(-1)?.programme.rmsDbfs).toBeCloseTo(-21.07, 0);
});
