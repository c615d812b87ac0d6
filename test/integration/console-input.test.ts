import { afterEach, beforeEach, expect, it } from 'vitest';
import { type AudioPort, createAudioPortPair } from '../../src/main/support/audio-port';
import type { PcmInputMessage } from '../../src/shared/audio/pcm-input';
import type { InputSettings } from '../../src/shared/models/console';
import { DEFAULT_DUCKING, DEFAULT_INPUT } from '../../src/shared/models/live-defaults';
import { ConsoleRig, db, left, pcmOf, rms, sharpest } from './console-support';

/** 10 ms messages, as a worklet might gather them. */
const MESSAGE_SAMPLES = 480;
let rig: ConsoleRig;
let window: AudioPort;
let sequence: number;
let time: number;
beforeEach(async () => {
  rig = await ConsoleRig.create();
  const [near, far] = createAudioPortPair();
  window = far;
  sequence = 0;
  time = 0;
  rig.console.connectInput('microphone', near);
});

/** The window comes again: a fresh port in place of the one it had. */
function reload(): void {
  const [near, far] = createAudioPortPair();
  window = far;
  sequence = 0;
  rig.console.connectInput('microphone', near);
}
afterEach(() => rig.close());

function set(settings: Partial<InputSettings>): void {
  rig.console.setInput('microphone', { ...DEFAULT_INPUT, enabled: true, gateDbfs: null, ...settings });
}

/** `ticks` × 20 ms of a sine from the device, pulled as they come; a message is left out where `lose` says so. */
async function speak(ticks: number, amplitude: number, lose: (sequence: number) => boolean = () => false) {
  for (let i = 0; i < ticks; i += 1) {
    for (let part = 0; part < 2; part += 1) {
      const samples = Float32Array.from(
        { length: MESSAGE_SAMPLES },
        (_, n) => amplitude * Math.sin((2 * Math.PI * 440 * (time + n)) / 48_000),
      );
      time += MESSAGE_SAMPLES;
      const message = { type: 'input', sequence, channels: 1, samples } satisfies PcmInputMessage;
      if (!lose(sequence)) window.postMessage(message);
      sequence += 1;
    }
    await rig.pull(1);
  }
}

/** What sounds from a few frames after `frame` on: what was on its way before fades out in them. */
const heardSince = (frame: number) => rms(heard(), (frame + 3) * 960);

const state = () => rig.console.state.inputs[0];
const heard = () => left(pcmOf(rig.frames));
const levelOf = (from: number, to: number) => db(rms(heard(), from * 960, to * 960) / (0.25 / Math.SQRT2));

it('is heard on air, both sides alike, after a few hundredths of a second', async () => {
  set({});
  await speak(50, 0.25);
  expect(state()).toMatchObject({ connected: true, open: true });
  expect(rig.console.live).toBe(true);
  expect(levelOf(10, 50)).toBeCloseTo(0, 1);
  expect(rms(heard(), 0, 960)).toBe(0);
  expect(rms(heard(), 4 * 960, 5 * 960)).toBeGreaterThan(0.1);
  expect(sharpest(heard())).toBeLessThan(0.003);
});

it('is silent and keeps nothing while it is off', async () => {
  await speak(10, 0.25);
  expect(rig.frames.every((frame) => frame === null)).toBe(true);
  expect(rig.console.live).toBe(false);
});

it('push to talk opens with the key and stays open for the release', async () => {
  set({ mode: 'pushToTalk', releaseMs: 100 });
  await speak(10, 0.25);
  expect(rig.frames.every((frame) => frame === null)).toBe(true);
  rig.console.pushInput('microphone', true);
  await speak(10, 0.25);
  rig.console.pushInput('microphone', false);
  await speak(20, 0.25);
  const open = rig.frames.map((frame) => frame !== null);
  expect(open.slice(10, 25).every(Boolean)).toBe(true);
  expect(open.slice(28).some(Boolean)).toBe(false);
  expect(sharpest(heard())).toBeLessThan(0.004);
});

it('push to mute is its opposite', async () => {
  set({ mode: 'pushToMute' });
  await speak(10, 0.25);
  rig.console.pushInput('microphone', true);
  await speak(10, 0.25);
  expect(rig.frames[9]).not.toBeNull();
  expect(rig.frames[15]).toBeNull();
});

it('is not left open by a key that was held when the window went', async () => {
  set({ mode: 'pushToTalk' });
  rig.console.pushInput('microphone', true);
  await speak(10, 0.25);
  expect(state()).toMatchObject({ pushed: true, open: true });
  window.close();
  await rig.pull(5);
  expect(state()).toMatchObject({ pushed: false, open: false, connected: false });
  reload();
  const before = rig.frames.length;
  await speak(30, 0.25);
  expect(rig.frames.slice(before).every((frame) => frame === null)).toBe(true);
  expect(state()).toMatchObject({ pushed: false, open: false, connected: true });
  rig.console.pushInput('microphone', true);
  await speak(5, 0.25);
  expect(state()).toMatchObject({ pushed: true, open: true });
});

it('is not left open by a key whose window was replaced without a word', async () => {
  set({ mode: 'pushToTalk' });
  rig.console.pushInput('microphone', true);
  await speak(10, 0.25);
  reload();
  const before = rig.frames.length;
  await speak(30, 0.25);
  expect(heardSince(before)).toBeLessThan(0.001);
  expect(state()).toMatchObject({ pushed: false, open: false });
});

it.each([
  ['switched off and on', () => [set({ mode: 'pushToTalk', enabled: false }), set({ mode: 'pushToTalk' })]],
  ['opened for good and back', () => [set({ mode: 'open' }), set({ mode: 'pushToTalk' })]],
])('is not left open by a key that was held when it was %s', async (_what, change) => {
  set({ mode: 'pushToTalk' });
  rig.console.pushInput('microphone', true);
  await speak(10, 0.25);
  change();
  const before = rig.frames.length;
  await speak(30, 0.25);
  expect(heardSince(before)).toBeLessThan(0.001);
  expect(state()).toMatchObject({ enabled: true, pushed: false, open: false });
});

it('takes a key for nothing while it is off, or where its mode knows none', async () => {
  set({ mode: 'pushToTalk', enabled: false });
  rig.console.pushInput('microphone', true);
  set({ mode: 'pushToTalk' });
  await speak(20, 0.25);
  expect(rig.frames.every((frame) => frame === null)).toBe(true);
  set({ mode: 'open' });
  rig.console.pushInput('microphone', true);
  expect(state().pushed).toBe(false);
});

it('voice activation lets through the first sound of a word, and nothing of what is too quiet', async () => {
  set({ mode: 'voiceActivation', activationDbfs: -40, releaseMs: 200 });
  await speak(20, 0.002);
  expect(rig.frames.every((frame) => frame === null)).toBe(true);
  await speak(20, 0.25);
  await speak(30, 0.002);
  const sounding = rig.frames.map((_, i) => rms(heard(), i * 960, (i + 1) * 960) > 0.1);
  // As long as it was spoken: nothing cut off at either end.
  expect(sounding.filter(Boolean).length).toBeGreaterThanOrEqual(20);
  expect(rig.frames[65]).toBeNull();
});

it('a noise gate closes between words', async () => {
  set({ gateDbfs: -50 });
  await speak(20, 0.25);
  await speak(30, 0.001);
  expect(rig.frames[18]).not.toBeNull();
  expect(rig.frames[45]).toBeNull();
  expect(state().open).toBe(false);
});

it('messages that are lost leave a hole of their length and no click', async () => {
  set({});
  await speak(60, 0.25, (number) => number === 40 || number === 41 || number === 81);
  const holes = rig.frames.filter((_, i) => i > 5 && rms(heard(), i * 960, (i + 1) * 960) < 0.13).length;
  expect(holes).toBeGreaterThanOrEqual(1);
  expect(holes).toBeLessThanOrEqual(4);
  expect(levelOf(45, 60)).toBeCloseTo(0, 1);
});

it('says so when the device is unplugged, fades out, and begins again with another', async () => {
  set({});
  await speak(20, 0.25);
  window.postMessage({ type: 'inputEnd', reason: 'unplugged' });
  await rig.pull(10);
  expect(state()).toMatchObject({ connected: false, open: false });
  expect(rig.console.live).toBe(false);
  expect(rig.frames.at(-1)).toBeNull();
  sequence = 0;
  await speak(20, 0.25);
  expect(state()).toMatchObject({ connected: true, open: true });
  expect(levelOf(40, 50)).toBeCloseTo(0, 1);
  expect(sharpest(heard())).toBeLessThan(0.02);
});

it('takes rubbish on the port for nothing', async () => {
  set({});
  for (const message of [
    null,
    7,
    {},
    { type: 'input' },
    { type: 'input', sequence: -1, channels: 9, samples: [] },
  ])
    window.postMessage(message);
  window.postMessage({
    type: 'input',
    sequence: 0,
    channels: 1,
    samples: new Float32Array(960).fill(Number.NaN),
  });
  sequence = 1;
  await speak(20, 0.25);
  expect(heard().every(Number.isFinite)).toBe(true);
  expect(levelOf(12, 20)).toBeCloseTo(0, 1);
});

it('ducks the music, and is heard in the own monitor only when that is wished', async () => {
  rig.load('a', await rig.make('a.wav', 'aevalsrc=0.1*sin(3000*2*PI*t)|0.1*sin(3000*2*PI*t):s=48000:d=9'));
  await rig.ready('a');
  rig.console.setDucking({ ...DEFAULT_DUCKING, enabled: true });
  set({});
  await speak(30, 0.25);
  expect(rig.console.state.ducked).toBe(true);
  const monitor = () => rms(left(rig.console.monitorPcm() ?? new Float32Array(1_920)));
  expect(monitor()).toBeLessThan(0.03);
  set({ monitor: true });
  await speak(5, 0.25);
  expect(monitor()).toBeCloseTo(0.25 / Math.SQRT2, 1);
});

it('fades out within a frame when it is switched off, and keeps nothing for when it is on again', async () => {
  set({ mode: 'open' });
  await speak(30, 0.25);
  set({ mode: 'open', enabled: false });
  const from = rig.frames.length;
  await speak(10, 0.25);
  const sound = heard();
  // As steep as the tone itself and no steeper: no click.
  expect(sharpest(sound, (from - 2) * 960)).toBeLessThan(
    1.5 * sharpest(sound, (from - 8) * 960, (from - 4) * 960),
  );
  expect(rms(sound, (from + 3) * 960)).toBeLessThan(0.001);

  const again = rig.frames.length;
  set({ mode: 'open' });
  await rig.pull(10);
  expect(rms(heard(), (again + 1) * 960)).toBeLessThan(0.001);
});

it('says nothing of the word before when voice activation is switched off and on', async () => {
  set({ mode: 'voiceActivation', activationDbfs: -40, releaseMs: 100 });
  await speak(30, 0.25);
  set({ mode: 'voiceActivation', activationDbfs: -40, releaseMs: 100, enabled: false });
  await rig.pull(10);
  set({ mode: 'voiceActivation', activationDbfs: -40, releaseMs: 100 });
  const from = rig.frames.length;
  // What was said long ago must not come out before the four frames of now.
  await speak(4, 0.25);
  await rig.pull(10);
  const opened = heard().slice(from * 960);
  const loud = Array.from({ length: 14 }, (_, at) => rms(opened, at * 960, (at + 1) * 960) > 0.02);
  const count = loud.filter(Boolean).length;
  expect(count).toBeGreaterThanOrEqual(2);
  expect(count).toBeLessThanOrEqual(5);
});
