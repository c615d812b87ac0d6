import { readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReviewLane } from '@shared/models/review';
import { describe, expect, it } from 'vitest';
import { runExport } from '../../src/main/export/run-export';
import { damagedSpans, type Manifest, readManifest, repairSession } from '../../src/main/recording';
import { parsePage } from '../../src/main/recording/ogg/page';
import { createAudioPortPair } from '../../src/main/support/audio-port';
import { findFfmpeg } from '../../src/main/support/ffmpeg';
import { ADA, BRAM, openLibrary, recordSession, SECONDS, TestSink, until } from './recording-player';
import { onsets, opusinfo, temporaryFolder } from './recording-support';

const SECOND = 48_000;
const nowMs = 1;

async function manifestOf(sessionDir: string): Promise<Manifest> {
  const read = await readManifest(sessionDir);
  if (read.kind !== 'ok') throw new Error(read.kind);
  return read.manifest;
}

/** A session that was cut off, and the track of Ada in it, who clicks at 2 s and 7 s. */
async function cutOff() {
  const sessionDir = join(await temporaryFolder(), 'one');
  await recordSession(sessionDir, true);
  const manifest = await manifestOf(sessionDir);
  const torn = { ...manifest, state: 'recording', writerPid: 0, durationSamples: null };
  await writeFile(join(sessionDir, 'session.json'), JSON.stringify(torn));
  const track = manifest.tracks.find(({ userId }) => userId === ADA);
  if (!track) throw new Error('no track');
  return { sessionDir, track, path: join(sessionDir, track.file), peaks: join(sessionDir, track.peaksFile) };
}

/** Every page of a file by plain counting: where it lies, and which samples of the session it plays. */
function pagesOf(bytes: Uint8Array) {
  const pages: { offset: number; end: number; from: number; to: number }[] = [];
  let before = 0;
  for (let offset = 0; offset < bytes.length; ) {
    const page = parsePage(bytes, offset);
    if (typeof page === 'string') throw new Error(page);
    const granule = Number(page.granule);
    pages.push({ offset, end: offset + page.bytes, from: before - 312, to: granule - 312 });
    before = granule;
    offset += page.bytes;
  }
  return pages;
}

/** A finished session in which the page of Ada's that plays `atS` has one wrong bit. */
async function flipped(atS: number) {
  const libraryDir = await temporaryFolder();
  const sessionDir = join(libraryDir, 'one');
  await recordSession(sessionDir, true);
  const track = (await manifestOf(sessionDir)).tracks.find(({ userId }) => userId === ADA);
  const path = join(sessionDir, track?.file ?? '');
  const bytes = await readFile(path);
  const page = pagesOf(bytes).find(({ from, to }) => from <= atS * SECOND && to > atS * SECOND);
  if (!page || !track) throw new Error('no such page');
  const at = page.end - 9;
  bytes[at] = (bytes[at] as number) ^ 0x10;
  await writeFile(path, bytes);
  return { libraryDir, sessionDir, track, path, page };
}

/** Left channel of a WAV file with 16 or 24 bits, read by hand. */
function wavOf(file: Buffer): Float32Array {
  let at = 12;
  let bits = 16;
  while (file.toString('latin1', at, at + 4) !== 'data') {
    if (file.toString('latin1', at, at + 4) === 'fmt ') bits = file.readUInt16LE(at + 22);
    at += 8 + file.readUInt32LE(at + 4);
  }
  const length = file.readUInt32LE(at + 4);
  const width = bits / 8;
  const out = new Float32Array(length / (2 * width));
  for (let i = 0; i < out.length; i += 1) {
    out[i] = file.readIntLE(at + 8 + i * 2 * width, width) / 2 ** (bits - 1);
  }
  return out;
}

async function exported(
  sessionDir: string,
  what: { kind: 'tracks' | 'mix'; trackIds: string[] },
  format: 'wav' | 'opus',
) {
  const folder = await temporaryFolder();
  const base = { recordingId: 'one', range: null, targetLufs: null, speechOnly: false };
  const { notes, files } = await runExport({
    exportId: 'x1',
    sessionDir,
    folder,
    request: { ...base, what, format },
    findFfmpeg,
    nowMs,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  return { notes, path: join(folder, files[0]?.name ?? '') };
}

describe('a cut-off session that has lost more than its end', () => {
  it('tells whose sound is gone when a track was emptied, and draws nothing there', async () => {
    const { sessionDir, track, path, peaks } = await cutOff();
    await truncate(path, 0);
    const mended = await repairSession(sessionDir, { nowMs });
    if (mended.kind !== 'repaired') expect.fail(mended.kind);
    const { manifest } = mended;
    const [mine, other] = [ADA, BRAM].map((id) => manifest.tracks.find(({ userId }) => userId === id));
    expect(mine?.missing).toHaveLength(1);
    const [from, to] = mine?.missing?.[0] ?? [1, 0];
    expect(from).toBe(0);
    // To the last that was heard of them: the click at 7 s.
    expect(to / SECOND).toBeCloseTo(7.02, 1);
    expect(other?.missing).toBeUndefined();
    expect(manifest.repair?.lostMs).toBeGreaterThanOrEqual(1_000 + Math.floor(to / 48));
    expect(manifest.durationSamples).toBe(SECONDS * SECOND);
    expect((await opusinfo(path)).seconds).toBeCloseTo(SECONDS, 2);
    expect((await readFile(peaks)).subarray(16).every((byte) => byte === 0)).toBe(true);
    expect((await repairSession(sessionDir, { nowMs })).kind).toBe('whole');
    expect((await manifestOf(sessionDir)).tracks.find((one) => one.file === track.file)?.missing).toEqual([
      [from, to],
    ]);
  });

  it('tells where it stops when a track was cut far before its end, and keeps what is before', async () => {
    const { sessionDir, path, peaks } = await cutOff();
    const page = pagesOf(await readFile(path)).find(({ to }) => to > 5 * SECOND);
    const wave = await readFile(peaks);
    await truncate(path, page?.offset ?? 0);
    const mended = await repairSession(sessionDir, { nowMs });
    if (mended.kind !== 'repaired') expect.fail(mended.kind);
    const missing = mended.manifest.tracks.find(({ userId }) => userId === ADA)?.missing?.[0] ?? [0, 0];
    expect(Math.abs(missing[0] - (page?.from ?? 0))).toBeLessThanOrEqual(312);
    const flat = 16 + 3 * Math.ceil(missing[0] / 960);
    const after = await readFile(peaks);
    expect(after.subarray(0, flat)).toEqual(wave.subarray(0, flat));
    expect(after.subarray(flat).every((byte) => byte === 0)).toBe(true);
    expect(after.length).toBe(16 + 3 * SECONDS * 50);
  });

  it('keeps the track of somebody whose file is gone altogether, as silence that is accounted for', async () => {
    const { sessionDir, track, path } = await cutOff();
    await rm(path);
    const mended = await repairSession(sessionDir, { nowMs });
    if (mended.kind !== 'repaired') expect.fail(mended.kind);
    expect(mended.manifest.tracks.find(({ trackId }) => trackId === track.trackId)?.missing).toHaveLength(1);
    expect((await opusinfo(path)).seconds).toBeCloseTo(SECONDS, 2);
  });

  it('claims nothing when only the end of each file is torn, and when it is mended in two attempts', async () => {
    const { sessionDir } = await cutOff();
    for (const name of await readdir(join(sessionDir, 'tracks'))) {
      const path = join(sessionDir, 'tracks', name);
      await truncate(path, (await stat(path)).size - 200);
    }
    const before = await readFile(join(sessionDir, 'session.json'));
    await repairSession(sessionDir, { nowMs });
    // As if it had been cut off just before its last step.
    await writeFile(join(sessionDir, 'session.json'), before);
    const mended = await repairSession(sessionDir, { nowMs });
    if (mended.kind !== 'repaired') expect.fail(mended.kind);
    expect(mended.manifest.tracks.every(({ missing }) => missing === undefined)).toBe(true);
    expect(mended.manifest.repair?.lostMs).toBe(1_000);
  });

  it('is mended when it is damaged inside, too', async () => {
    const { sessionDir, path } = await cutOff();
    const bytes = await readFile(path);
    const page = pagesOf(bytes)[6];
    bytes.fill(0, page?.offset, page?.end);
    await writeFile(path, bytes);
    expect((await repairSession(sessionDir, { nowMs })).kind).toBe('repaired');
    expect(await damagedSpans(path, SECONDS * SECOND)).toEqual([[page?.from, page?.to]]);
  });
});

describe('a page that cannot be read', () => {
  it('is silence of its length for whoever plays it, and all after it stands where it stood', async () => {
    const { libraryDir, sessionDir, track, page } = await flipped(2);
    const { library } = await openLibrary(libraryDir);
    const [ours, theirs] = createAudioPortPair();
    const sink = new TestSink(ours);
    library.connectAudio(theirs);
    let kind = '';
    library.onPlayback((state) => {
      kind = state.kind;
    });
    await library.openPlayback('one');
    library.setSolo(track.trackId, true);
    library.play();
    await until('it has ended', () => kind === 'ended');
    const sound = sink.sound();
    expect(sound.length).toBe(SECONDS * SECOND);
    expect(onsets(sound)).toEqual([expect.closeTo(7, 2)]);
    expect(sound.subarray(Math.max(0, page.from), page.to).every((value) => value === 0)).toBe(true);
    const lanes: ReviewLane[] = [];
    library.review.onLane(({ lane }) => lanes.push(lane));
    const told = async () =>
      (await library.review.session('one')).lanes.find(({ trackId }) => trackId === track.trackId);
    let lane = await told();
    await until('it was read through', () => lane?.checked === true || lanes.some(({ checked }) => checked));
    await until(
      'both were',
      () => lane?.checked === true || lanes.some((one) => one.trackId === track.trackId),
    );
    lane = await told();
    expect(lane?.spans.filter(({ state }) => state === 'damaged')).toEqual([
      { state: 'damaged', fromMs: page.from / 48, toMs: page.to / 48 },
    ]);
    // Kept beside the track: the next time nobody has to read it.
    const kept = (await readdir(join(sessionDir, 'peaks'))).filter((name) => name.endsWith('.loudness.json'));
    expect(kept.length).toBeGreaterThan(0);
  });

  it.each(['tracks', 'mix'] as const)('is silence of its length in an export of %s', async (kind) => {
    const { sessionDir, track, page } = await flipped(2);
    const { notes, path } = await exported(sessionDir, { kind, trackIds: [track.trackId] }, 'wav');
    const sound = wavOf(await readFile(path));
    expect(sound.length).toBe(SECONDS * SECOND);
    expect(onsets(sound)).toEqual([expect.closeTo(7, 2)]);
    const quiet = sound.subarray(Math.max(0, page.from) + 960, page.to - 960);
    expect(quiet.every((value) => Math.abs(value) < 0.001)).toBe(true);
    expect(notes).toEqual(['The track of Ada is damaged in one place: silence there.']);
  });

  it('is filled when packets are copied', async () => {
    const { sessionDir, track } = await flipped(2);
    const { path } = await exported(sessionDir, { kind: 'tracks', trackIds: [track.trackId] }, 'opus');
    const pages = pagesOf(await readFile(path));
    expect(pages.at(-1)?.to).toBe(SECONDS * SECOND);
    expect(await damagedSpans(path, SECONDS * SECOND)).toEqual([]);
  });

  it('is counted at any place, also when the end or the beginning is gone', async () => {
    const { path, page, track } = await flipped(2);
    const length = track.durationSamples ?? 0;
    expect(await damagedSpans(path, length)).toEqual([[page.from, page.to]]);
    await truncate(path, page.offset);
    expect(await damagedSpans(path, length)).toEqual([[page.from, length]]);
    await truncate(path, 10);
    expect(await damagedSpans(path, length)).toEqual([[0, length]]);
    await rm(path);
    expect(await damagedSpans(path, length)).toEqual([[0, length]]);
  });
});
