import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { MessagePort } from 'node:worker_threads';
import type { PcmFrame } from '@shared/audio/pcm-stream';
import type { CallState } from '@shared/models/calls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HeadlessRoomtone, startHeadless, until } from '../support/headless';

const run = promisify(execFile);
let roomtone: HeadlessRoomtone;
let programme: string;
let call: CallState = { kind: 'idle' };

function inCall(): Extract<CallState, { kind: 'active' }> {
  if (call.kind !== 'active') throw new Error(`not in a call: ${JSON.stringify(call)}`);
  return call;
}

beforeAll(async () => {
  roomtone = await startHeadless({ pickedAudio: () => [programme] });
  programme = join(roomtone.dataDir, 'opening tune.mp3');
  const tune = 'sine=frequency=440:duration=30';
  await run('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', '-i', tune, '-b:a', '96k', programme]);
  roomtone.api.calls.onChanged((state) => {
    call = state;
  });
});

afterAll(() => roomtone?.close());

test('from the practice server to a reviewed recording, without a window', { timeout: 90_000 }, async () => {
  const { api } = roomtone;

  expect(await api.accounts.startPractice({ seed: 11 })).toMatchObject({ kind: 'connected' });
  const workspace = await until('the practice guild', async () => {
    const snapshot = await api.workspace.snapshot();
    return snapshot.rooms.length > 0 ? snapshot : undefined;
  });
  const guild = workspace.guilds[0];
  if (!guild) throw new Error('no guild');
  expect(workspace.textChannels.length).toBeGreaterThan(0);

  const created = await api.rooms.create({
    guildId: guild.guildId,
    name: 'Tuesday stage',
    userLimit: 0,
    bitrateBps: null,
    categoryId: null,
  });
  if (created.kind !== 'created') throw new Error(`not created: ${created.kind}`);
  const { room } = created;

  const joined = await api.calls.join({ guildId: guild.guildId, channelId: room.channelId });
  expect(joined).toMatchObject({ kind: 'joined' });
  await until(
    'end-to-end encryption and company',
    () => (inCall().dave.active && inCall().speakers.length >= 3 ? true : undefined),
    30_000,
  );
  expect(inCall().dave.privacyCode).toMatch(/^\d{30}$|^(\d{5} ?){6}$/);

  const { recordingId } = await api.calls.startRecording();
  const [picked] = await api.live.pickFiles();
  if (!picked) throw new Error('nothing was picked');
  await api.live.load({ deckId: 'a', itemId: picked.itemId, play: true });
  await until('the programme on air', () =>
    inCall().speakers.some(({ isSelf, speaking }) => isSelf && speaking) ? true : undefined,
  );

  const monitor = (await api.calls.connectMonitor()) as MessagePort;
  let loudest = 0;
  monitor.on('message', (message: PcmFrame) => {
    if (message.type === 'frame')
      for (const sample of message.samples) loudest = Math.max(loudest, Math.abs(sample));
  });
  const heard = new Set<string>();
  await until(
    'two members to have spoken',
    () => {
      for (const speaker of inCall().speakers)
        if (speaker.speaking && !speaker.isSelf) heard.add(speaker.userId);
      return heard.size >= 2 ? true : undefined;
    },
    40_000,
  );
  await api.calls.addMarker({ text: 'Good question' });
  expect(loudest).toBeGreaterThan(0.01);
  monitor.close();

  const recordedFrom = inCall().recording;
  const startedAtMs = recordedFrom.kind === 'recording' ? recordedFrom.startedAtMs : 0;
  await until('a few seconds of recording', () => (Date.now() - startedAtMs > 6_000 ? true : undefined));
  expect(await api.calls.stopRecording()).toEqual({ recordingId });
  await api.calls.leave();
  expect(await api.rooms.end({ channelId: room.channelId })).toEqual({ kind: 'ended' });
  expect(await api.rooms.end({ channelId: room.channelId })).toEqual({ kind: 'alreadyGone' });

  await api.accounts.signOut();
  expect(await api.practice.state()).toEqual({ kind: 'stopped' });

  const summary = await until('the recording in the library', async () =>
    (await api.recordings.list()).find((one) => one.recordingId === recordingId && one.health.kind === 'ok'),
  );
  expect(summary.roomName).toBe('Tuesday stage');
  const detail = await api.recordings.open({ recordingId });
  expect(detail.tracks.some((track) => track.isSelf)).toBe(true);
  expect(detail.tracks.length).toBeGreaterThanOrEqual(3);
  expect(detail.journal.map(({ kind }) => kind)).toContain('marker');

  for (const track of detail.tracks) {
    const peaks = await api.recordings.peaks({ recordingId, trackId: track.trackId, bucketMs: 100 });
    expect(peaks.values.length).toBeGreaterThan(10);
    // Who was only listening has a track of silence.
    if (!track.isSelf && !heard.has(track.userId)) continue;
    expect(Math.max(...peaks.values.map(Math.abs)), track.displayName).toBeGreaterThan(2);
  }
  const tracksDir = join(roomtone.dataDir, 'recordings', recordingId, 'tracks');
  for (const file of await readdir(tracksDir)) {
    const { stdout } = await run('ffprobe', [
      '-v',
      'error',
      '-show_entries',
      'format=duration:stream=codec_name',
      '-of',
      'csv=p=0',
      join(tracksDir, file),
    ]);
    expect(stdout).toContain('opus');
    expect(Math.abs(Number(stdout.trim().split('\n').at(-1)) * 1_000 - summary.durationMs)).toBeLessThan(
      1_000,
    );
  }

  const port = (await api.recordings.connectAudio()) as MessagePort;
  const frames: PcmFrame[] = [];
  port.on('message', (message: PcmFrame) => {
    if (message.type === 'frame') frames.push(message);
    if ((message as { type: string }).type === 'flush')
      port.postMessage({ type: 'credit', epoch: message.epoch, frames: 25 });
  });
  expect(await api.recordings.openPlayback({ recordingId })).toMatchObject({ kind: 'paused', positionMs: 0 });
  await api.recordings.seek({ positionMs: 1_000 });
  const own = detail.tracks.find((track) => track.isSelf);
  await api.recordings.setSolo({ trackId: own?.trackId ?? '', solo: true });
  await api.recordings.play();
  await until('review audio', () => (frames.length >= 10 ? true : undefined));
  await api.recordings.closePlayback();
  port.close();

  expect(roomtone.log.filter(({ level }) => level === 'error')).toEqual([]);
});
