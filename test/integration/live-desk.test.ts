import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { MessagePort } from 'node:worker_threads';
import type { CallState } from '@shared/models/calls';
import type { DeckId } from '@shared/models/console';
import type { AudioItem, LiveState } from '@shared/models/live';
import type { RoomSummary } from '@shared/models/workspace';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MOST_SEALED } from '../../src/main/discord/voice/send/seal-depth';
import { OggPackets } from '../../src/main/discord/voice/sources/ogg-packets';
import { RELAXED_SLOTS } from '../../src/main/discord/voice/wire/wire';
import { isSilencePacket } from '../../src/main/recording/ogg/opus-packets';
import { type HeadlessRoomtone, startHeadless, until } from '../support/headless';

const run = promisify(execFile);
let roomtone: HeadlessRoomtone;
let live: LiveState;
let call: CallState = { kind: 'idle' };
let room: RoomSummary;

const deck = (deckId: DeckId) => live.console.decks[deckId === 'a' ? 0 : 1];

/** A tone of so many seconds, in a file of its own. */
async function tone(name: string, frequencyHz: number, seconds: number): Promise<AudioItem> {
  const path = join(roomtone.dataDir, name);
  const source = `sine=frequency=${frequencyHz}:duration=${seconds}`;
  await run('ffmpeg', ['-y', '-loglevel', 'error', '-f', 'lavfi', '-i', source, '-ac', '2', path]);
  const { items } = await roomtone.api.live.openDropped({ paths: [path] });
  return items[0] ?? expect.fail(`${name} was refused`);
}

/** Silences of 30 ms and more in a recorded track and its length, by FFmpeg's own measurement. */
async function measured(path: string) {
  const filter = 'silencedetect=noise=-50dB:d=0.03';
  const { stderr } = await run('ffmpeg', ['-i', path, '-af', filter, '-f', 'null', '-']);
  const all = (pattern: RegExp) => [...stderr.matchAll(pattern)].map(([, at]) => Number(at) * 1_000);
  const [, hours, minutes, seconds] = /Duration: (\d+):(\d+):([\d.]+)/.exec(stderr) ?? [];
  const durationMs = (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000;
  const ends = all(/silence_end: ([\d.]+)/g);
  const quiet = all(/silence_start: (-?[\d.]+)/g).map((fromMs, index) => ({
    fromMs,
    toMs: ends[index] ?? durationMs,
  }));
  return { quiet, durationMs };
}

async function packetsOf(path: string): Promise<Buffer[]> {
  const packets: Buffer[] = [];
  for await (const packet of createReadStream(path).pipe(new OggPackets())) packets.push(packet as Buffer);
  return packets;
}

/** Slots that the engine missed at a time, as it has told the log after its first `from` lines. */
function missedSlots(from: number): number[] {
  const lines = roomtone.log.slice(from).filter(({ message }) => message === 'slots were missed');
  return lines.map(({ fields }) => Number(/missed: (\d+)/.exec(fields)?.[1] ?? expect.fail(fields)));
}

beforeAll(async () => {
  roomtone = await startHeadless();
  const { api } = roomtone;
  live = await api.live.state();
  api.live.onChanged((change) => {
    live = { ...live, ...(change as Partial<LiveState>) };
  });
  api.calls.onChanged((state) => {
    call = state;
  });
  await api.accounts.startPractice({ seed: 7 });
  const { guilds } = await until('the practice guild', async () => {
    const snapshot = await api.workspace.snapshot();
    return snapshot.rooms.length > 0 ? snapshot : undefined;
  });
  const created = await api.rooms.create({
    guildId: guilds[0]?.guildId ?? expect.fail('no guild'),
    name: 'Lounge',
    userLimit: 0,
    bitrateBps: null,
    categoryId: null,
  });
  if (created.kind !== 'created') throw new Error(created.kind);
  room = created.room;
});

afterAll(() => roomtone?.close());

test('a deck is cued and heard in the own monitor before any call', async () => {
  const { api } = roomtone;
  const item = await tone('cue.wav', 500, 5);
  await api.live.load({ deckId: 'b', itemId: item.itemId, play: false });
  await until('the deck', () => (deck('b').status === 'ready' ? true : undefined));
  const monitor = (await api.calls.connectMonitor()) as MessagePort;
  let loudest = 0;
  monitor.on('message', (message: { type: string; samples: Float32Array }) => {
    if (message.type !== 'frame') return;
    for (const sample of message.samples) loudest = Math.max(loudest, Math.abs(sample));
  });
  await api.calls.setMonitor({ enabled: true, gainDb: 0 });
  await api.live.setDeck({ deckId: 'b', cue: true });
  await api.live.play({ deckId: 'b' });
  await until('its sound in the monitor', () => (loudest > 0.01 ? true : undefined), 30_000);
  expect(call.kind).toBe('idle');
  await api.live.eject({ deckId: 'b' });
  await until('an empty deck', () => (deck('b').status === 'empty' ? true : undefined));
  monitor.close();
});

test('a queue plays through from deck to deck without a gap', async () => {
  const { api } = roomtone;
  const items = [
    await tone('one.wav', 400, 3),
    await tone('two.flac', 600, 3),
    await tone('three.wav', 800, 2),
  ];
  await api.live.changeSettings({
    autoCrossfade: true,
    crossfadeMs: 0,
    levelling: { enabled: false, targetLufs: -16 },
  });
  await api.calls.join({ guildId: room.guildId, channelId: room.channelId });
  const { recordingId } = await api.calls.startRecording();
  await api.live.enqueue({ itemIds: items.map(({ itemId }) => itemId), beforeId: null });
  await until('both decks', () =>
    deck('a').status === 'ready' && deck('b').status === 'ready' ? true : undefined,
  );
  expect(live.queue.map(({ name }) => name)).toEqual(['three.wav']);
  const logged = roomtone.log.length;
  await api.live.next();
  const startedAtMs = Date.now();
  const played: string[] = [];
  await until(
    'the end of the third',
    () => {
      for (const { status, name } of live.console.decks) {
        if (status === 'playing' && !played.includes(name)) played.push(name);
      }
      const over = live.console.decks.every(({ status }) => status === 'ended' || status === 'empty');
      return played.length === 3 && over ? true : undefined;
    },
    15_000,
  );
  expect(played).toEqual(['one.wav', 'two.flac', 'three.wav']);
  expect(Date.now() - startedAtMs).toBeLessThan(10_500);
  await api.calls.stopRecording();
  await until('the recording', async () =>
    (await api.recordings.list()).find((one) => one.recordingId === recordingId && one.health.kind === 'ok'),
  );
  const detail = await api.recordings.open({ recordingId });
  const own = detail.tracks.find(({ isSelf }) => isSelf) ?? expect.fail('no track of our own');
  const tracks = join(roomtone.dataDir, 'recordings', recordingId, 'tracks');
  const file = (await readdir(tracks)).find(
    (name) => name.includes(own.trackId) || name.includes(own.userId),
  );
  const path = join(tracks, file ?? expect.fail(`no file of ${own.trackId}`));
  // Eight seconds of tone lie somewhere in the recording, nothing twice; the last of it may have been sealed and not left.
  const packets = await packetsOf(path);
  const sounding = packets.filter((packet) => !isSilencePacket(packet)).length;
  expect(sounding).toBeLessThanOrEqual(8_000 / 20 + 2);
  expect(sounding).toBeGreaterThanOrEqual(8_000 / 20 - MOST_SEALED - RELAXED_SLOTS);
  const { quiet, durationMs } = await measured(path);
  const startMs = quiet.find(({ fromMs }) => fromMs < 100)?.toMs ?? 0;
  const inside = quiet.filter(({ fromMs, toMs }) => fromMs >= startMs && toMs < durationMs - 20);
  const missed = missedSlots(logged);
  const told = `sound from ${startMs}, silent ${JSON.stringify(inside)}, slots missed ${missed.join(', ')}`;
  // The engine shares this thread with the whole app: a stall leaves slots out, and what follows comes that much later.
  const stalledMs = (untilMs: number) =>
    inside.filter(({ fromMs }) => fromMs < untilMs).reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  expect(stalledMs(durationMs), told).toBeLessThan(1_000);
  for (const changeMs of [3_000, 6_000]) {
    const atMs = startMs + changeMs + stalledMs(startMs + changeMs - 300);
    const near = inside.filter(({ fromMs, toMs }) => toMs > atMs - 250 && fromMs < atMs + 250);
    expect(near, told).toEqual([]);
  }
  // Once it plays, silence is that of slots for which this thread came too late. A deck that begins too late misses none.
  expect(inside.length, told).toBeLessThanOrEqual(missed.length);
  // A decoder goes into silence and out of it within less than a frame.
  const missedMs = missed.reduce((sum, slots) => sum + (slots + 1) * 20, 0);
  expect(stalledMs(durationMs), told).toBeLessThanOrEqual(missedMs);
  await api.calls.leave();
}, 60_000);

test('the decks keep what lies on them when the room is left, and play on in the next one', async () => {
  const { api } = roomtone;
  const item = await tone('long.wav', 300, 20);
  await api.live.changeSettings({ autoCrossfade: false });
  await api.calls.join({ guildId: room.guildId, channelId: room.channelId });
  await api.live.load({ deckId: 'a', itemId: item.itemId, play: true });
  await until('on air', () => (live.console.onAir && deck('a').positionMs > 500 ? true : undefined));
  await api.calls.leave();
  await until('silence', () => (deck('a').status !== 'playing' ? true : undefined));
  const { positionMs } = deck('a');
  await api.calls.join({ guildId: room.guildId, channelId: room.channelId });
  await api.live.play({ deckId: 'a' });
  await until('on air again', () => (deck('a').positionMs > positionMs + 300 ? true : undefined));
  expect(deck('a')).toMatchObject({ name: 'long.wav', status: 'playing' });
  await api.live.stopAll({ fadeMs: 50 });
  await until('the end', () => (live.console.onAir ? undefined : true));
  await api.calls.leave();
}, 30_000);

test('a file that went missing is told and does not stop the queue', async () => {
  const { api } = roomtone;
  const gone = await tone('gone.wav', 300, 2);
  const there = await tone('there.wav', 350, 2);
  await api.live.eject({ deckId: 'a' });
  await api.live.eject({ deckId: 'b' });
  await until('two free decks', () =>
    live.console.decks.every(({ status }) => status === 'empty') ? true : undefined,
  );
  await rename(join(roomtone.dataDir, 'gone.wav'), join(roomtone.dataDir, 'elsewhere.wav'));
  await api.live.enqueue({ itemIds: [gone.itemId, there.itemId], beforeId: null });
  await until('the one that is there', () =>
    live.console.decks.some(({ name, status }) => name === 'there.wav' && status === 'ready')
      ? true
      : undefined,
  );
  expect(live.queue).toMatchObject([{ itemId: gone.itemId, missing: true }]);
});

test('the echo test records what would go on air and tells its peak, outside a call', async () => {
  const { api } = roomtone;
  const item = await tone('echo.wav', 440, 10);
  await api.live.load({ deckId: 'a', itemId: item.itemId, play: true });
  await until('it plays', () => (deck('a').status === 'playing' ? true : undefined));
  const phases = new Set<string>();
  const stop = api.live.onChanged(({ echo }) => echo && phases.add(echo.phase));
  const place = { guildId: room.guildId, channelId: room.channelId };
  await api.live.startEcho({ durationMs: 1_000 });
  await until('the end of the echo', () =>
    phases.has('playing') && live.echo.phase === 'off' ? true : undefined,
  );
  stop();
  expect([...phases].slice(0, 2)).toEqual(['recording', 'playing']);
  const sheet = await api.live.check({ ...place, only: ['microphone'] });
  expect(sheet.lines.find(({ checkId }) => checkId === 'microphone')).toMatchObject({ status: 'skipped' });
  await api.live.stopAll({ fadeMs: 0 });
});
