import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createOpusEncoder } from '../../src/main/discord/voice/codec';
import { type Manifest, writeManifest } from '../../src/main/recording';
import { TrackWriter } from '../../src/main/recording/track-writer';
import { practiceVoiceFrames } from '../../test/support/practice-voice';

export const HOUR_SAMPLES = 3_600 * 48_000;

/** A track of an hour in which one practice voice speaks without a pause, in stereo at 64 kbit/s. */
export async function writeHourOfVoice(path: string, voice: string): Promise<void> {
  const encoder = createOpusEncoder(64_000);
  const packets = practiceVoiceFrames(voice).map((frame) => Buffer.from(encoder.encode(frame)));
  const pages: Uint8Array[] = [];
  const writer = TrackWriter.start(1, { title: 'bench', artist: voice, album: '', date: '' }, (page) =>
    pages.push(page),
  );
  for (let at = 0; writer.endSamples < HOUR_SAMPLES; at += 1) {
    writer.append(packets[at % packets.length] as Buffer, 960);
  }
  writer.finish(HOUR_SAMPLES);
  await writeFile(path, Buffer.concat(pages));
}

/** A finished session of an hour with `count` people who all speak all the time: the most there is to decode. */
export async function writeHourSession(sessionDir: string, count: number): Promise<string[]> {
  await mkdir(join(sessionDir, 'tracks'), { recursive: true });
  await mkdir(join(sessionDir, 'peaks'));
  const voices = ['birch', 'cedar', 'elm', 'fern'];
  const tracks: Manifest['tracks'] = [];
  for (let number = 1; number <= count; number += 1) {
    const stem = `${String(number).padStart(2, '0')}-voice-${number}`;
    await writeHourOfVoice(
      join(sessionDir, 'tracks', `${stem}.opus`),
      voices[number % voices.length] ?? 'birch',
    );
    tracks.push({
      trackId: `${number}-${number}`,
      number,
      userId: String(number),
      displayName: `Voice ${number}`,
      self: false,
      file: `tracks/${stem}.opus`,
      peaksFile: `peaks/${stem}.peaks`,
      serial: 1,
      firstSoundSamples: 0,
      durationSamples: HOUR_SAMPLES,
      packets: HOUR_SAMPLES / 960,
      lost: 0,
      dropped: 0,
      driftPpm: null,
      driftCorrectedSamples: 0,
    });
  }
  await writeManifest(sessionDir, {
    format: 'roomtone-recording',
    version: 1,
    title: 'An hour',
    guild: { id: '1', name: 'Bench' },
    channel: { id: '2', name: 'Bench' },
    startedAtMs: 0,
    state: 'complete',
    durationSamples: HOUR_SAMPLES,
    writerPid: process.pid,
    failure: null,
    repair: null,
    people: tracks.map(({ userId, displayName }) => ({ userId, displayName, self: false })),
    tracks,
  });
  await writeFile(join(sessionDir, 'journal.jsonl'), '');
  return tracks.map(({ trackId }) => trackId);
}
