import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createOpusEncoder } from '../../src/main/discord/voice/codec';
import { type Manifest, writeManifest } from '../../src/main/recording';
import { encodeJournalLine, type JournalEntry } from '../../src/main/recording/journal';
import { encodePeaksHeader, PEAK_BIN_BYTES, PEAK_BIN_MS } from '../../src/main/recording/peaks';
import { TrackWriter } from '../../src/main/recording/track-writer';
import { practiceVoiceFrames } from '../../test/support/practice-voice';

const MS = 48;
/** Each speaks for 4 s of every 25 s, a little after the one before: sometimes two at once. */
const TURN_MS = 4_000;
const ROUND_MS = 25_000;
const STEP_MS = 2_300;

/** A finished session of `hours` in which `people` talk in turns, with journal and waveforms as the recorder leaves them. */
export async function writeLongSession(sessionDir: string, hours: number, people: number): Promise<void> {
  const durationMs = hours * 3_600_000;
  await mkdir(join(sessionDir, 'tracks'), { recursive: true });
  await mkdir(join(sessionDir, 'peaks'));
  const journal: JournalEntry[] = [{ type: 'started', atMs: 0, startedAtMs: 0 }];
  const tracks: Manifest['tracks'] = [];
  for (let number = 1; number <= people; number += 1) {
    const turns: [number, number][] = [];
    for (let at = number * STEP_MS; at + TURN_MS < durationMs; at += ROUND_MS) turns.push([at, at + TURN_MS]);
    const stem = `${String(number).padStart(2, '0')}-voice-${number}`;
    await writeTrack(join(sessionDir, 'tracks', `${stem}.opus`), number, turns, durationMs);
    await writeFile(join(sessionDir, 'peaks', `${stem}.peaks`), peaksOf(turns, durationMs));
    journal.push({ type: 'join', atMs: 0, userId: String(number) });
    for (const [from, to] of turns) {
      const userId = String(number);
      journal.push({ type: 'speaking', atMs: from, userId, speaking: true });
      journal.push({ type: 'speaking', atMs: to, userId, speaking: false });
      journal.push({ type: 'sound', atMs: to, track: number, fromSamples: from * MS, toSamples: to * MS });
    }
    tracks.push({
      trackId: `${number}-${number}`,
      number,
      userId: String(number),
      displayName: `Voice ${number}`,
      self: false,
      file: `tracks/${stem}.opus`,
      peaksFile: `peaks/${stem}.peaks`,
      serial: number,
      firstSoundSamples: (turns[0]?.[0] ?? 0) * MS,
      durationSamples: durationMs * MS,
      packets: (turns.length * TURN_MS) / 20,
      lost: 0,
      dropped: 0,
      driftPpm: 20,
      driftCorrectedSamples: 0,
    });
  }
  for (let index = 0; index < hours * 300; index += 1) {
    const atMs = index * 12_000;
    journal.push({
      type: 'chat',
      atMs,
      messageId: `${index}`,
      userId: '1',
      displayName: 'Voice 1',
      text: 'noted',
    });
  }
  journal.sort((a, b) => a.atMs - b.atMs);
  await writeFile(join(sessionDir, 'journal.jsonl'), Buffer.concat(journal.map(encodeJournalLine)));
  await writeManifest(sessionDir, {
    format: 'roomtone-recording',
    version: 1,
    title: 'A long evening',
    guild: { id: '1', name: 'Bench' },
    channel: { id: '2', name: 'Bench' },
    startedAtMs: 0,
    state: 'complete',
    durationSamples: durationMs * MS,
    writerPid: process.pid,
    failure: null,
    repair: null,
    people: tracks.map(({ userId, displayName }) => ({ userId, displayName, self: false })),
    tracks,
  });
}

async function writeTrack(
  path: string,
  serial: number,
  turns: readonly (readonly [number, number])[],
  durationMs: number,
): Promise<void> {
  const encoder = createOpusEncoder(64_000);
  const packets = practiceVoiceFrames('birch').map((frame) => Buffer.from(encoder.encode(frame)));
  const file = await open(path, 'w');
  try {
    let pages: Uint8Array[] = [];
    const tags = { title: 'bench', artist: 'voice', album: '', date: '' };
    const writer = TrackWriter.start(serial, tags, (page) => pages.push(page));
    for (const [from, to] of turns) {
      writer.fillTo(from * MS);
      for (let at = 0; at < (to - from) / 20; at += 1)
        writer.append(packets[at % packets.length] as Buffer, 960);
      writer.flushPage();
      await file.write(Buffer.concat(pages));
      pages = [];
    }
    writer.finish(durationMs * MS);
    await file.write(Buffer.concat(pages));
  } finally {
    await file.close();
  }
}

function peaksOf(turns: readonly (readonly [number, number])[], durationMs: number): Uint8Array {
  const bins = new Uint8Array((durationMs / PEAK_BIN_MS) * PEAK_BIN_BYTES);
  for (const [from, to] of turns) {
    for (let bin = from / PEAK_BIN_MS; bin < to / PEAK_BIN_MS; bin += 1) {
      bins.set([200, 40 + (bin % 50), 60], Math.floor(bin) * PEAK_BIN_BYTES);
    }
  }
  return Buffer.concat([encodePeaksHeader(), bins]);
}
