/** The console in a real room on the practice server; judged by what is recorded of the own packets and by the levels. */

import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { OggPackets } from '../../src/main/discord/voice/sources/ogg-packets';
import { isSilencePacket } from '../../src/main/recording/ogg/opus-packets';
import { createAudioPortPair } from '../../src/main/support/audio-port';
import type { LevelsFrame } from '../../src/shared/models/calls';
import { DEFAULT_DUCKING, DEFAULT_INPUT } from '../../src/shared/models/live-defaults';
import { VOICES, VoiceRig } from './voice-support';

let rig: VoiceRig;
let folder: string;
let levels: LevelsFrame[];
let person: string;
beforeEach(async () => {
  rig = await VoiceRig.start();
  folder = await mkdtemp(join(tmpdir(), 'roomtone-console-'));
  levels = [];
  const [port, host] = createAudioPortPair();
  port.on('message', (message) => levels.push(message as LevelsFrame));
  rig.host.connectPort('levels', host);
  person = rig.enter(0);
  rig.join();
  await rig.until('a group', () => rig.phase === 'ready' && rig.dave.active);
});
afterEach(async () => {
  await rig.close();
  await rm(folder, { recursive: true, force: true });
});

function tone(deckId: 'a' | 'b', frequencyHz: number, play: boolean): void {
  const source = { kind: 'tone', frequencyHz, durationMs: 60_000 } as const;
  rig.host.send({ type: 'deckLoad', deckId, itemId: deckId, source, gainDb: 0, loop: false, play });
}

const board = () => rig.last('console')?.console;
const onAir = () => levels.at(-1)?.programme.rmsDbfs ?? -60;

async function packetsOf(path: string): Promise<string[]> {
  const packets: string[] = [];
  for await (const packet of createReadStream(path).pipe(new OggPackets()))
    packets.push((packet as Buffer).toString('base64'));
  return packets;
}

/** Where a packet that is out of its turn comes from. */
function describePacket(packet: string, original: readonly string[]): string {
  const bytes = Buffer.from(packet, 'base64');
  const number = original.indexOf(packet);
  return number >= 0 ? `packet ${number}` : `${bytes.length} bytes: ${bytes.subarray(0, 4).toString('hex')}…`;
}

/** A track, packet by packet: the number of the file's packet whose turn it is, null for silence, else what is there instead. */
function storyOf(track: readonly string[], original: readonly string[]): (number | string | null)[] {
  let next = 0;
  return track.map((packet) => {
    if (packet === original[next]) {
      next += 1;
      return next - 1;
    }
    return isSilencePacket(Buffer.from(packet, 'base64')) ? null : describePacket(packet, original);
  });
}

/** Holds this thread up, which is the engine's, for longer than it seals ahead. */
function holdUp(durationMs: number): void {
  const untilMs = performance.now() + durationMs;
  while (performance.now() < untilMs);
}

it.each([
  ['undisturbed', []],
  ['held up on the way', [20, 45, 70]],
])('sends the packets of an Opus file into the room as they are in the file, %s', async (_how, heldUpAt) => {
  const path = join(VOICES, 'hazel.ogg');
  const sessionDir = join(folder, 'session');
  rig.host.send({
    type: 'startRecording',
    skippedUserIds: [],
    rawMicrophone: false,
    continues: false,
    recordingId: 'session',
    sessionDir,
    title: 'A test',
    guildName: 'Guild',
    roomName: 'Room',
    people: [{ userId: rig.bot.userId, displayName: 'Roomtone' }],
  });
  await rig.until('recording', () => rig.last('recording')?.recording.kind === 'recording');
  const lateBefore = rig.stats.lateTicks;
  const source = { kind: 'file', path, name: 'hazel', loudnessLufs: null } as const;
  rig.host.send({
    type: 'deckLoad',
    deckId: 'a',
    itemId: 'a',
    source,
    gainDb: 0,
    loop: false,
    play: true,
  });
  for (const frames of heldUpAt) {
    await rig.until(`${frames} packets`, () => rig.stats.framesSent >= frames);
    holdUp(300);
  }
  await rig.until('two seconds', () => rig.stats.framesSent >= 100);
  expect(board()?.decks[0]).toMatchObject({ status: 'playing', passthrough: true });
  const lateTicks = rig.stats.lateTicks - lateBefore;
  rig.host.send({ type: 'stopRecording' });
  await rig.until('stopped', () => rig.last('recording')?.recording.kind === 'off');
  const [track] = (await readdir(join(sessionDir, 'tracks'))).filter((name) => name.includes('Roomtone'));
  const sent = await packetsOf(join(sessionDir, 'tracks', track ?? ''));
  const story = storyOf(sent, await packetsOf(path));
  // None is altered, left out, repeated or out of its turn, however late this thread is; what it missed is silence.
  const packets = story.filter((each) => each !== null);
  expect(packets.length).toBeGreaterThanOrEqual(90);
  expect(packets).toEqual(packets.map((_, number) => number));
  const gaps = story.filter(
    (each, at) => typeof each === 'number' && each > 0 && story[at - 1] === null,
  ).length;
  expect(gaps).toBeGreaterThanOrEqual(heldUpAt.length);
  expect(gaps).toBeLessThanOrEqual(lateTicks);
});

it('crossfades two decks in the room at an even level, and falls when somebody speaks', async () => {
  tone('a', 440, true);
  tone('b', 937, false);
  await rig.until('deck A on air', () => Math.abs(onAir() + 15) < 0.5);
  await rig.until('deck B', () => board()?.decks[1].status === 'ready');
  rig.host.send({ type: 'crossfade', to: 'b', durationMs: 800 });
  const from = levels.length;
  await rig.until('the other side', () => board()?.crossfade.position === 1);
  const during = levels.slice(from).map((frame) => frame.programme.rmsDbfs);
  expect(Math.min(...during)).toBeGreaterThan(-17);
  expect(Math.max(...during)).toBeLessThan(-13);

  rig.host.send({
    type: 'setDucking',
    settings: { ...DEFAULT_DUCKING, enabled: true, attackMs: 60, holdMs: 200, releaseMs: 300 },
  });
  rig.director.speak(person, true);
  await rig.until('it falls', () => (levels.at(-1)?.console?.duckingDb ?? 0) < -13 && onAir() < -27);
  expect(board()?.ducked).toBe(true);
  rig.director.speak(person, false);
  await rig.until('it rises', () => levels.at(-1)?.console?.duckingDb === 0 && onAir() > -16);
});

it('puts the microphone of a port and a pad on air over the music', async () => {
  tone('a', 440, true);
  await rig.until('music', () => Math.abs(onAir() + 15) < 0.5);
  const source = { kind: 'tone', frequencyHz: 2_000, durationMs: 500 } as const;
  rig.host.send({ type: 'padPlay', padId: 'p', source, gainDb: 0, loop: true, fadeOutMs: 200 });
  await rig.until('the pad', () => Math.abs(onAir() + 12) < 0.5);
  rig.host.send({ type: 'padStop', padId: 'p' });
  await rig.until('music alone', () => Math.abs(onAir() + 15) < 0.5 && board()?.pads.length === 0);

  const [window, host] = createAudioPortPair();
  rig.host.connectPort('microphone', host);
  rig.host.send({ type: 'setInput', inputId: 'microphone', settings: { ...DEFAULT_INPUT, enabled: true } });
  let sequence = 0;
  const startMs = performance.now();
  const device = setInterval(() => {
    while (sequence * 10 < performance.now() - startMs) {
      const samples = Float32Array.from(
        { length: 480 },
        (_, i) => 0.251 * Math.sin((2 * Math.PI * 3_000 * (sequence * 480 + i)) / 48_000),
      );
      window.postMessage({ type: 'input', sequence, channels: 1, samples });
      sequence += 1;
    }
  }, 10);
  try {
    await rig.until('the microphone', () => Math.abs(onAir() + 12) < 0.7);
    expect(board()?.inputs[0]).toMatchObject({ connected: true, open: true });
    expect(levels.at(-1)?.console?.microphone.rmsDbfs).toBeCloseTo(-15, 0);
  } finally {
    clearInterval(device);
  }
  window.postMessage({ type: 'inputEnd', reason: 'unplugged' });
  await rig.until('unplugged', () => board()?.inputs[0].connected === false && Math.abs(onAir() + 15) < 0.5);
});
