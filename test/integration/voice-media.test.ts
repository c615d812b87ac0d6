import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readManifest } from '../../src/main/recording';
import { VOICES, VoiceRig } from './voice-support';

const run = promisify(execFile);
let rig: VoiceRig;
let folder: string;

beforeEach(async () => {
  rig = await VoiceRig.start();
  folder = await mkdtemp(join(tmpdir(), 'roomtone-media-'));
});
afterEach(async () => {
  await rig.close();
  await rm(folder, { recursive: true, force: true });
});

async function inCall(): Promise<string> {
  const person = rig.enter(0);
  rig.join();
  await rig.until('a group', () => rig.phase === 'ready' && rig.dave.active);
  return person;
}

async function make(name: string, seconds = 30): Promise<string> {
  const path = join(folder, name);
  const source = ['-f', 'lavfi', '-i', `sine=frequency=330:duration=${seconds}`];
  await run('ffmpeg', ['-hide_banner', '-loglevel', 'error', ...source, path]);
  return path;
}

function play(path: string, loop = false): void {
  rig.play({ kind: 'file', path }, { loop });
}

it.each(['tone.mp3', 'tone.flac', 'tone.wav', 'tone.m4a'])('streams %s through FFmpeg', async (name) => {
  await inCall();
  play(await make(name));
  await rig.until('25 frames', () => rig.stats.framesSent >= 25);
  expect(rig.deck).toMatchObject({ status: 'playing', passthrough: false });
  expect(Math.abs((rig.deck?.durationMs ?? 0) - 30_000)).toBeLessThan(200);
});

it('passes the packets of an Opus file on, until its gain is changed', async () => {
  await inCall();
  play(join(VOICES, 'hazel.ogg'));
  await rig.until('frames', () => rig.stats.framesSent >= 20 && rig.deck?.passthrough === true);
  rig.host.send({ type: 'setDeck', deckId: 'a', gainDb: -6 });
  await rig.until('decoded sound', () => rig.deck?.passthrough === false && rig.deck.status === 'playing');
  const { framesSent } = rig.stats;
  await rig.until('more frames', () => rig.stats.framesSent >= framesSent + 10);
  expect(rig.deck?.positionMs).toBeGreaterThan(400);
});

function silenceSent(): number {
  const { packetsSent, framesSent } = rig.stats;
  return packetsSent - framesSent;
}

it('pauses, seeks, resumes and ends', async () => {
  await inCall();
  play(await make('tone.wav'));
  await rig.until('frames', () => rig.stats.framesSent >= 10);
  rig.host.send({ type: 'deckPause', deckId: 'a' });
  await rig.until('paused', () => rig.deck?.status === 'paused');
  // The deck is ahead of what leaves by all that is sealed; five silence frames are the last of it.
  await rig.until('all to have left', () => silenceSent() === 5);
  rig.host.send({ type: 'deckSeek', deckId: 'a', positionMs: 29_500 });
  await rig.until('the new place', () => rig.deck?.positionMs === 29_500);
  const { framesSent } = rig.stats;
  rig.host.send({ type: 'deckPlay', deckId: 'a' });
  await rig.until('the end', () => rig.deck?.status === 'ended');
  await rig.until('all to have left', () => silenceSent() === 10);
  // Half a second, the frame in which it fades out behind its last sample, and what the encoder still holds.
  expect(rig.stats.framesSent - framesSent).toBe(27);
});

it('begins again while it loops, and ends once the loop is switched off, undisturbed', async () => {
  await inCall();
  play(await make('short.wav', 1), true);
  await rig.until('more than one round', () => rig.stats.framesSent >= 70);
  expect(rig.deck).toMatchObject({ status: 'playing', loop: true });
  const positionMs = rig.deck?.positionMs ?? 0;
  rig.host.send({ type: 'setDeck', deckId: 'a', loop: false });
  await rig.until('the new choice', () => rig.deck?.loop === false);
  expect(rig.deck?.positionMs).toBeGreaterThanOrEqual(positionMs);
  await rig.until('the end', () => rig.deck?.status === 'ended');
});

it('says what is wrong with a file', async () => {
  await inCall();
  const text = join(folder, 'notes.txt');
  await writeFile(text, 'no sound in here\n'.repeat(200));
  play(text);
  await rig.until('the verdict', () => rig.deck?.status === 'failed');
  expect(rig.deck).toMatchObject({ error: { code: 'media/not-audio' } });
  play(join(folder, 'nowhere.mp3'));
  await rig.until('the other verdict', () => JSON.stringify(rig.deck).includes('media/unreadable'));
});

it('records the own programme and every speaker, one track each', async () => {
  const person = await inCall();
  play(join(VOICES, 'hazel.ogg'));
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
    people: [
      { userId: person, displayName: 'Somebody' },
      { userId: rig.bot.userId, displayName: 'Roomtone' },
    ],
  });
  await rig.until('recording', () => rig.last('recording')?.recording.kind === 'recording');
  rig.director.speak(person, true);
  const { packetsReceived, framesSent } = rig.stats;
  await rig.until('a second of both', () => {
    const now = rig.stats;
    return now.packetsReceived > packetsReceived + 60 && now.framesSent > framesSent + 60;
  });
  rig.host.send({ type: 'stopRecording' });
  await rig.until('stopped', () => rig.last('recording')?.recording.kind === 'off');
  const tracks = await readdir(join(sessionDir, 'tracks'));
  const oggs = tracks.filter((name) => name.endsWith('.ogg') || name.endsWith('.opus'));
  expect(oggs).toHaveLength(2);
  for (const name of oggs) {
    const { stdout } = await run('ffprobe', [
      ...['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0'],
      join(sessionDir, 'tracks', name),
    ]);
    expect(Number(stdout)).toBeGreaterThan(0.9);
  }
  const manifest = await readManifest(sessionDir);
  expect(JSON.stringify(manifest)).toContain('Somebody');
});
