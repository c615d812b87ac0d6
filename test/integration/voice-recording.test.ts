/** Recordings of a call through the whole voice process, over real sockets to the practice server. */
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  isSilencePacket,
  type JournalEntry,
  openTrack,
  readJournal,
  readManifest,
} from '../../src/main/recording';
import { createAudioPortPair } from '../../src/main/support/audio-port';
import type { VoiceCommandOf, VoiceEventOf } from '../../src/main/voice-process/protocol';
import { DEFAULT_INPUT } from '../../src/shared/models/live-defaults';
import { scratchFolder } from '../support/scratch';
import { VoiceRig } from './voice-support';

let rig: VoiceRig;
let scratch: string;
let anna: string;
let ben: string;

beforeEach(async () => {
  scratch = await scratchFolder('voice-recording');
  rig = await VoiceRig.start();
  anna = rig.enter(0);
  ben = rig.enter(1);
  rig.join();
  await rig.until('ready with DAVE', () => rig.phase === 'ready' && rig.dave.active, 20_000);
  for (const person of [anna, ben]) rig.voice.memberVoice.setSpeaking(person, true);
});
afterEach(() => rig.close());

const START = {
  type: 'startRecording' as const,
  title: 'A test',
  guildName: 'Guild',
  roomName: 'Room',
  skippedUserIds: [] as string[],
  rawMicrophone: false,
  continues: false,
} satisfies Partial<VoiceCommandOf<'startRecording'>>;

/** Until everybody who speaks has said `packets` more of 20 ms. */
async function heard(packets: number): Promise<void> {
  const before = rig.stats.packetsReceived;
  await rig.until('sound', () => rig.stats.packetsReceived - before >= 2 * packets);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function people() {
  return [
    { userId: anna, displayName: 'Anna' },
    { userId: ben, displayName: 'Ben' },
    { userId: rig.bot.userId, displayName: 'Roomtone' },
  ];
}

function ended(recordingId: string): VoiceEventOf<'recordingEnded'> | undefined {
  return rig.events.find(
    (event): event is VoiceEventOf<'recordingEnded'> =>
      event.type === 'recordingEnded' && event.recordingId === recordingId,
  );
}

async function manifestOf(name: string) {
  const read = await readManifest(join(scratch, name));
  if (read.kind !== 'ok') throw new Error(read.kind);
  return read.manifest;
}

async function linesOf(name: string, ...types: JournalEntry['type'][]): Promise<JournalEntry[]> {
  return (await readJournal(join(scratch, name))).entries.filter(({ type }) => types.includes(type));
}

/** Where a track has packets with sound in them, ms of the session. */
async function soundOf(name: string, match: string): Promise<number[]> {
  const file = (await readdir(join(scratch, name, 'tracks'))).find((one) => one.includes(match));
  if (!file) return [];
  const opened = await openTrack(join(scratch, name, 'tracks', file));
  if (opened.kind === 'unreadable') throw new Error(opened.reason);
  const found: number[] = [];
  for (let packets = await opened.track.read(); packets; packets = await opened.track.read()) {
    for (const { opus, positionSamples } of packets)
      if (!isSilencePacket(opus)) found.push(positionSamples / 48);
  }
  await opened.track.close();
  return found;
}

it('writes nothing of people who are skipped, from the start or from a moment on, and says since when', async () => {
  const sessionDir = join(scratch, 'one');
  rig.host.send({ ...START, recordingId: 'one', sessionDir, people: people(), skippedUserIds: [ben] });
  await heard(50);
  rig.host.send({ type: 'setSkipped', userIds: [anna, ben] });
  await heard(30);
  rig.host.send({ type: 'setSkipped', userIds: [] });
  await heard(50);
  rig.host.send({ type: 'stopRecording' });
  await rig.until('the end', () => ended('one') !== undefined);
  const skips = await linesOf('one', 'skipped');
  expect(skips.map(({ atMs: _at, ...line }) => line)).toEqual([
    { type: 'skipped', userId: ben, on: true },
    { type: 'skipped', userId: anna, on: true },
    { type: 'skipped', userId: anna, on: false },
    { type: 'skipped', userId: ben, on: false },
  ]);
  const [, from = { atMs: 0 }, to = { atMs: 0 }] = skips;
  const sound = await soundOf('one', anna);
  expect(sound.filter((ms) => ms < from.atMs).length).toBeGreaterThan(20);
  // What had arrived before the moment was on its way through the buffers of the order.
  expect(sound.filter((ms) => ms > from.atMs + 20 && ms < to.atMs - 150)).toEqual([]);
  expect((await soundOf('one', ben)).every((ms) => ms > to.atMs - 150)).toBe(true);
  expect((await soundOf('one', ben)).length).toBeGreaterThan(20);
}, 60_000);

it('splits into two sessions that follow each other to the sample, with every packet and line once', async () => {
  rig.host.send({ ...START, recordingId: 'one', sessionDir: join(scratch, 'one'), people: people() });
  rig.host.send({ type: 'journal', entry: { type: 'mute', userId: ben, on: true } });
  await heard(50);
  rig.host.send({ type: 'journal', entry: { type: 'marker', label: 'first' } });
  rig.host.send({
    type: 'splitRecording',
    recordingId: 'two',
    sessionDir: join(scratch, 'two'),
    title: 'Second',
  });
  rig.host.send({ type: 'journal', entry: { type: 'marker', label: 'second' } });
  await rig.until('the new one', () => {
    const recording = rig.last('recording')?.recording;
    return recording?.kind === 'recording' && recording.recordingId === 'two';
  });
  await rig.until('the old one is written', () => ended('one') !== undefined);
  rig.host.send({ type: 'stopRecording' });
  await rig.until('the end', () => ended('two') !== undefined);
  expect([ended('one')?.error, ended('two')?.error]).toEqual([null, null]);
  const [one, two] = [await manifestOf('one'), await manifestOf('two')];
  expect(one).toMatchObject({ state: 'complete', continuedBy: 'two' });
  expect(two).toMatchObject({ state: 'complete', continues: 'one', title: 'Second' });
  expect(two.startedAtMs - one.startedAtMs).toBeCloseTo((one.durationSamples ?? 0) / 48, -1);
  expect(await linesOf('one', 'marker')).toMatchObject([{ label: 'first' }]);
  expect(await linesOf('two', 'marker')).toMatchObject([{ label: 'second', atMs: expect.any(Number) }]);
  // The second can be read by itself: what held at its beginning is said again.
  expect(await linesOf('two', 'mute')).toMatchObject([{ userId: ben, on: true }]);
  expect((await linesOf('two', 'epoch')).length).toBeGreaterThan(0);
  const border = (one.durationSamples ?? 0) / 48;
  for (const person of [anna, ben]) {
    const before = await soundOf('one', person);
    const after = (await soundOf('two', person)).map((ms) => ms + border);
    expect(before.every((ms) => ms < border)).toBe(true);
    // Nothing is lost on this machine's own network: around the border packets follow each other every 20 ms.
    const all = [...before, ...after].filter((ms) => Math.abs(ms - border) < 600);
    const steps = new Set(all.slice(1).map((ms, at) => Math.round(ms - (all[at] ?? 0))));
    expect(all.length).toBeGreaterThan(10);
    expect([...steps].filter((step) => step < 20)).toEqual([]);
  }
}, 60_000);

it('saves what was said before anybody asked, goes on holding, and forgets it with the call', async () => {
  const folder = join(scratch, 'replay');
  const replay = () => rig.last('replay');
  const save = (recordingId: string) =>
    rig.host.send({
      type: 'saveReplay',
      recordingId,
      sessionDir: join(scratch, recordingId),
      title: 'Just now',
      guildName: 'Guild',
      roomName: 'Room',
      people: people(),
    });
  const saved = (recordingId: string) =>
    rig.events.find((event) => event.type === 'replaySaved' && event.recordingId === recordingId);
  save('none');
  await rig.until('the refusal', () => saved('none') !== undefined);
  expect(saved('none')).toMatchObject({ error: { code: 'recording/not-found' } });

  rig.host.send({ type: 'setSkipped', userIds: [ben] });
  rig.host.send({ type: 'setReplay', minutes: 1, folder });
  rig.host.send({ type: 'journal', entry: { type: 'marker', label: 'held' } });
  await rig.until('some seconds', () => (replay()?.heldMs ?? 0) > 3_000);
  save('one');
  await rig.until('it is saved', () => saved('one') !== undefined);
  expect(saved('one')).toMatchObject({ error: null });
  const manifest = await manifestOf('one');
  expect(manifest).toMatchObject({ state: 'complete', title: 'Just now', tracks: [{ userId: anna }] });
  expect((manifest.durationSamples ?? 0) / 48_000).toBeGreaterThan(3);
  expect(Math.abs(manifest.startedAtMs + (manifest.durationSamples ?? 0) / 48 - Date.now())).toBeLessThan(
    10_000,
  );
  expect((await soundOf('one', anna)).length).toBeGreaterThan(50);
  expect(await soundOf('one', ben)).toEqual([]);
  expect(await linesOf('one', 'marker')).toMatchObject([{ label: 'held' }]);
  expect(await linesOf('one', 'skipped')).toMatchObject([{ userId: ben, on: true, atMs: 0 }]);
  const peaks = await readFile(join(scratch, 'one', manifest.tracks[0]?.peaksFile ?? ''));
  expect(peaks.subarray(16).some((value) => value > 10)).toBe(true);

  const heldMs = replay()?.heldMs ?? 0;
  await rig.until('it goes on', () => (replay()?.heldMs ?? 0) > heldMs + 1_000);
  rig.host.send({ type: 'leave' });
  await rig.until('it ends with the call', () => replay()?.on === false);
  const times = rig.events.filter((event) => event.type === 'replay').length;
  await pause(1_500);
  expect(rig.events.filter((event) => event.type === 'replay')).toHaveLength(times);
}, 60_000);

it('keeps the microphone as it came in beside what went on air', async () => {
  const [window, host] = createAudioPortPair();
  rig.host.connectPort('microphone', host);
  // On air it is 20 dB softer.
  rig.host.send({
    type: 'setInput',
    inputId: 'microphone',
    settings: { ...DEFAULT_INPUT, enabled: true, gainDb: -20 },
  });
  let sequence = 0;
  const startMs = performance.now();
  const device = setInterval(() => {
    while (sequence * 10 < performance.now() - startMs) {
      const samples = Float32Array.from(
        { length: 480 },
        (_, i) => 0.5 * Math.sin((2 * Math.PI * 1_000 * (sequence * 480 + i)) / 48_000),
      );
      window.postMessage({ type: 'input', sequence, channels: 1, samples });
      sequence += 1;
    }
  }, 10);
  try {
    rig.host.send({
      ...START,
      recordingId: 'one',
      sessionDir: join(scratch, 'one'),
      people: people(),
      rawMicrophone: true,
    });
    await pause(3_000);
    rig.host.send({ type: 'stopRecording' });
    await rig.until('the end', () => ended('one') !== undefined);
  } finally {
    clearInterval(device);
  }
  const { tracks } = await manifestOf('one');
  const raw = tracks.find(({ source }) => source === 'microphone');
  const onAir = tracks.find(({ userId, source }) => userId === rig.bot.userId && source === undefined);
  expect(raw).toMatchObject({
    userId: rig.bot.userId,
    self: true,
    displayName: 'Roomtone (microphone, raw)',
  });
  const loudest = async (peaksFile = '') => {
    const bins = (await readFile(join(scratch, 'one', peaksFile))).subarray(16);
    // The middle one: its beginning and end are no measure.
    const rms = [...bins].filter((_, at) => at % 3 === 2).sort((a, b) => a - b);
    return (rms.at(-Math.ceil(rms.length / 4)) ?? 0) / 255;
  };
  // 0.5 of full scale is 0.354 as RMS.
  expect(await loudest(raw?.peaksFile)).toBeCloseTo(0.354, 1);
  expect(await loudest(onAir?.peaksFile)).toBeLessThan(0.06);
  expect((await soundOf('one', 'microphone')).length).toBeGreaterThan(100);
}, 60_000);

it('goes on in a session that was cut off, in the call and under the same id', async () => {
  const cut = join(scratch, 'one');
  rig.host.send({ ...START, recordingId: 'dying', sessionDir: join(scratch, 'dying'), people: people() });
  await heard(75);
  // What a kill would leave at this moment: the files as they are, and a writer that is gone.
  await cp(join(scratch, 'dying'), cut, { recursive: true });
  const manifest = JSON.parse(await readFile(join(cut, 'session.json'), 'utf8'));
  await writeFile(join(cut, 'session.json'), JSON.stringify({ ...manifest, writerPid: 2 ** 22 + 1 }));
  rig.host.send({ type: 'stopRecording' });
  await rig.until('the other one ends', () => ended('dying') !== undefined);

  rig.host.send({ ...START, recordingId: 'one', sessionDir: cut, people: people(), continues: true });
  await heard(50);
  rig.host.send({ type: 'stopRecording' });
  await rig.until('the end', () => ended('one') !== undefined);
  expect(ended('one')?.error).toBe(null);
  const after = await manifestOf('one');
  expect(after.state).toBe('repaired');
  const [line] = await linesOf('one', 'cut');
  if (line?.type !== 'cut') throw new Error('no cut');
  expect(line.atMs - line.fromMs).toBeGreaterThan(50);
  for (const person of [anna, ben]) {
    const sound = await soundOf('one', person);
    expect(sound.filter((ms) => ms < line.fromMs).length).toBeGreaterThan(20);
    expect(sound.filter((ms) => ms >= line.fromMs && ms < line.atMs - 20)).toEqual([]);
    expect(sound.filter((ms) => ms >= line.atMs).length).toBeGreaterThan(20);
  }
  // One that was never cut off is refused, and nothing of it is touched.
  const whole = await manifestOf('dying');
  rig.host.send({
    ...START,
    recordingId: 'two',
    sessionDir: join(scratch, 'dying'),
    people: [],
    continues: true,
  });
  await rig.until('the refusal', () => ended('two') !== undefined);
  expect(ended('two')?.error).toMatchObject({ code: 'recording/damaged' });
  expect(await manifestOf('dying')).toEqual(whole);
}, 60_000);
