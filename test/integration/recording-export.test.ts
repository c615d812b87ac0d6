import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { matchingGainDb } from '@shared/audio/level-matching';
import type { Annotations, ExportRequest } from '@shared/models/review';
import { describe, expect, it } from 'vitest';
import { runExport } from '../../src/main/export/run-export';
import { createSessionRecorder } from '../../src/main/recording';
import { findFfmpeg } from '../../src/main/support/ffmpeg';
import { measureLoudness } from '../../src/main/support/loudness';
import { writeLongSession } from '../support/long-session/write';
import { readReaper, reaperValue } from '../support/reaper-project';
import { SteppedClock } from '../support/stepped-clock';
import { onsets, opusinfo, record, temporaryFolder } from './recording-support';

const ADA = '10';
const BRAM = '11';
const SECONDS = 12;
const NOTHING: Annotations = {
  version: 1,
  tags: [],
  markers: [],
  withheld: [],
  mix: [],
  levelMatching: false,
};

/** Ada clicks at 2 s and 7 s, Bram at 4 s; both talk all the time. */
async function recordedSession(): Promise<string> {
  const sessionDir = join(await temporaryFolder(), 'one');
  const clock = new SteppedClock(Date.now());
  const recorder = await createSessionRecorder(
    {
      sessionDir,
      title: 'Evening: "round" <1>',
      guild: { id: '1', name: 'Tidewater' },
      channel: { id: '2', name: 'Stage left' },
      people: [
        { userId: ADA, displayName: 'Ada' },
        { userId: BRAM, displayName: 'CON' },
      ],
    },
    { clock },
  );
  const speaker = { talks: [[0, SECONDS * 1_000]] as const, pauses: 'counts' as const };
  await record(
    recorder,
    clock,
    [
      { ...speaker, userId: ADA, ssrc: 1, clicksMs: [2_000, 7_000], firstSequence: 1, firstTimestamp: 5 },
      { ...speaker, userId: BRAM, ssrc: 2, clicksMs: [4_000], firstSequence: 9, firstTimestamp: 7 },
    ],
    SECONDS * 1_000,
  );
  await recorder.stop();
  return sessionDir;
}

async function exported(
  sessionDir: string,
  request: Partial<ExportRequest> & Pick<ExportRequest, 'what'>,
  options: { folder?: string; signal?: AbortSignal; findFfmpeg?: () => Promise<string> } = {},
) {
  const folder = options.folder ?? (await temporaryFolder());
  const result = await runExport({
    exportId: 'x1',
    sessionDir,
    folder,
    request: {
      recordingId: 'one',
      format: 'flac',
      range: null,
      targetLufs: null,
      speechOnly: false,
      ...request,
    },
    findFfmpeg: options.findFfmpeg ?? findFfmpeg,
    nowMs: 0,
    signal: options.signal ?? new AbortController().signal,
    onProgress: () => undefined,
  });
  return {
    folder,
    files: result.files,
    notes: result.notes,
    paths: result.files.map(({ name }) => join(folder, name)),
  };
}

/** The left channel, 48 kHz. */
async function decoded(file: string): Promise<Float32Array> {
  const { stdout } = await promisify(execFile)(
    'ffmpeg',
    ['-v', 'error', '-i', file, '-f', 'f32le', '-ar', '48000', '-ac', '2', '-'],
    { encoding: 'buffer', maxBuffer: 1 << 28 },
  );
  const stereo = new Float32Array(new Uint8Array(stdout).buffer);
  return stereo.filter((_, index) => index % 2 === 0);
}

async function annotate(sessionDir: string, annotations: Partial<Annotations>): Promise<void> {
  await writeFile(join(sessionDir, 'annotations.json'), JSON.stringify({ ...NOTHING, ...annotations }));
}

async function trackIds(sessionDir: string): Promise<string[]> {
  const manifest = JSON.parse(await readFile(join(sessionDir, 'session.json'), 'utf8'));
  return manifest.tracks.map((track: { trackId: string }) => track.trackId);
}

function trackPath(sessionDir: string, trackId: string): string {
  const name = readdirSync(join(sessionDir, 'tracks')).find((one) => one.startsWith(trackId.slice(0, 2)));
  return join(sessionDir, 'tracks', name ?? '');
}

const withheld = (userId: string | null, fromMs: number | null, toMs: number | null) => ({
  withheldId: 'w',
  userId,
  fromMs,
  toMs,
  reason: '',
  setAtMs: 0,
});

describe('an export', () => {
  it('mixes all tracks to the sample and tells length and hash of what is on the disk', async () => {
    const sessionDir = await recordedSession();
    const what = { kind: 'mix' as const, trackIds: await trackIds(sessionDir) };
    const { files, paths, folder } = await exported(sessionDir, { what });
    const [path = ''] = paths;
    expect(files).toEqual([
      {
        name: 'Evening round 1.flac',
        durationMs: SECONDS * 1_000,
        bytes: (await readFile(path)).length,
        sha256: createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
        copied: false,
      },
    ]);
    const sound = await decoded(path);
    expect(sound.length).toBe(SECONDS * 48_000);
    const clicks = onsets(sound);
    expect(clicks).toHaveLength(3);
    for (const [at, seconds] of [2, 4, 7].entries()) {
      expect(Math.abs((clicks[at] ?? 0) - seconds)).toBeLessThan(0.002);
    }
    expect(await readdir(folder)).toEqual(['Evening round 1.flac']);
    await exported(sessionDir, { what }, { folder });
    expect((await readdir(folder)).sort()).toEqual(['Evening round 1 (2).flac', 'Evening round 1.flac']);
  });

  it('hands out tracks in Opus bit by bit where nothing is to be changed', async () => {
    const sessionDir = await recordedSession();
    const { paths, files } = await exported(sessionDir, {
      what: { kind: 'tracks', trackIds: await trackIds(sessionDir) },
      format: 'opus',
    });
    expect(files.map(({ copied }) => copied)).toEqual([true, true]);
    const tracks = (await readdir(join(sessionDir, 'tracks'))).sort();
    expect(paths).toHaveLength(2);
    for (const [index, path] of paths.entries()) {
      const original = await readFile(join(sessionDir, 'tracks', tracks[index] ?? ''));
      expect((await readFile(path)).equals(original)).toBe(true);
    }
  });

  it('cuts a part of an Opus track between packets, with every sound in its place', async () => {
    const sessionDir = await recordedSession();
    const [ada = ''] = await trackIds(sessionDir);
    const { paths } = await exported(sessionDir, {
      what: { kind: 'tracks', trackIds: [ada] },
      format: 'opus',
      range: { fromMs: 6_000, toMs: 9_500 },
    });
    const info = await opusinfo(paths[0] ?? '');
    expect(info.warnings, info.text).toEqual([]);
    expect(info.seconds).toBeCloseTo(3.5, 2);
    const clicks = onsets(await decoded(paths[0] ?? ''));
    expect(clicks).toHaveLength(1);
    expect(Math.abs((clicks[0] ?? 0) - 1)).toBeLessThan(0.005);
  });

  it.each(['mix', 'tracks'] as const)('lets nothing of what is withheld into a %s', async (kind) => {
    const sessionDir = await recordedSession();
    await annotate(sessionDir, { withheld: [withheld(ADA, 6_500, 7_500), withheld(null, 3_900, 4_500)] });
    for (const format of ['opus', 'wav'] as const) {
      const what = { kind, trackIds: await trackIds(sessionDir) };
      const { paths } = await exported(sessionDir, { what, format });
      const sounds = await Promise.all(paths.map((path) => decoded(path)));
      expect(sounds.flatMap((sound) => onsets(sound, 0.01)).map((at) => Math.round(at))).toEqual([2]);
      for (const sound of sounds) expect(Math.abs(sound.length / 48_000 - SECONDS)).toBeLessThan(0.02);
    }
    await annotate(sessionDir, { withheld: [withheld(ADA, null, null)] });
    const { paths } = await exported(sessionDir, { what: { kind, trackIds: await trackIds(sessionDir) } });
    expect(paths).toHaveLength(1);
    expect(onsets(await decoded(paths[0] ?? ''), 0.01).map(Math.round)).toEqual([4]);
  });

  it.each(['clips', 'audacity', 'reaper'] as const)(
    'lets nothing of what is withheld into %s',
    async (kind) => {
      const sessionDir = await recordedSession();
      const marker = { note: '', colourIndex: 0, origin: 'review' as const };
      await annotate(sessionDir, {
        withheld: [withheld(ADA, 6_500, 7_500), withheld(null, 3_900, 4_500)],
        markers: [{ ...marker, markerId: 'c', atMs: 1_000, endMs: 9_000, label: 'Clip' }],
      });
      const what = kind === 'clips' ? { kind, markerIds: ['c'] } : ({ kind: 'project', app: kind } as const);
      const { paths } = await exported(sessionDir, { what });
      const sounds = await Promise.all(paths.filter((path) => path.endsWith('.flac')).map(decoded));
      expect(sounds).toHaveLength(kind === 'clips' ? 1 : 2);
      const heard = sounds.flatMap((sound) => onsets(sound, 0.01)).map((at) => Math.round(at));
      expect(heard).toEqual([kind === 'clips' ? 1 : 2]);
    },
  );

  it('makes a Reaper project that a parser of another author reads as it was meant', async () => {
    const sessionDir = await recordedSession();
    const [ada = ''] = await trackIds(sessionDir);
    const marker = { note: '', colourIndex: 0, origin: 'review' as const };
    const labels = [`it's "quoted"`, '<TRACK', 'größer ▸ Ñandú 🎙 100%', '> `end`'];
    await annotate(sessionDir, {
      markers: labels.map((label, at) => ({
        ...{ ...marker, markerId: `m${at}`, atMs: at * 1_500, endMs: at === 2 ? 3_500 : null, label },
      })),
      mix: [{ trackId: ada, gainDb: -6.0206 }],
    });
    const { paths } = await exported(sessionDir, { what: { kind: 'project', app: 'reaper' } });
    const project = await readReaper(paths.find((path) => path.endsWith('.rpp')) ?? '');
    expect(project.name).toBe('REAPER_PROJECT');
    expect(reaperValue(project, 'SAMPLERATE')).toBe('48000');
    expect(project.lines.filter(([name]) => name === 'MARKER').map(([, ...values]) => values)).toEqual([
      [1, 0, `it's "quoted"`, 0],
      [2, 1.5, '<TRACK', 0],
      [3, 3, 'größer ▸ Ñandú 🎙 100%', 1],
      [3, 3.5, '', 1],
      [4, 4.5, '> `end`', 0],
    ]);
    const files = paths.filter((path) => path.endsWith('.flac'));
    const tracks = project.blocks.filter(({ name }) => name === 'TRACK');
    expect(tracks.map((track) => reaperValue(track, 'NAME'))).toEqual(['Ada', 'CON']);
    expect(Number(reaperValue(tracks[0], 'VOLPAN'))).toBeCloseTo(0.5, 4);
    expect(reaperValue(tracks[1], 'VOLPAN')).toBe('1');
    for (const track of tracks) {
      const [item] = track.blocks;
      expect([item?.name, reaperValue(item, 'POSITION')]).toEqual(['ITEM', '0']);
      const [source] = item?.blocks ?? [];
      expect([source?.name, source?.values]).toEqual(['SOURCE', ['FLAC']]);
      const file = files.find((path) => path.endsWith(`/${reaperValue(source, 'FILE')}`)) ?? '';
      const length = (await decoded(file)).length / 48_000;
      expect(Number(reaperValue(item, 'LENGTH'))).toBeCloseTo(length, 2);
    }
  });

  it('has the levels that the desk has: set by hand, and matched to one loudness', async () => {
    const sessionDir = join(await temporaryFolder(), 'one');
    await writeLongSession(sessionDir, { hours: 0.03, people: 2, annotated: false });
    const [ada = '', bram = ''] = await trackIds(sessionDir);
    const loudness = async (id: string, annotations: Partial<Annotations>) => {
      await annotate(sessionDir, annotations);
      const { paths, notes } = await exported(sessionDir, {
        what: { kind: 'mix', trackIds: [id] },
        format: 'wav',
      });
      expect(notes).toEqual([]);
      return (await measureLoudness(paths[0] ?? '', [], new AbortController().signal)).loudnessLufs ?? 0;
    };
    const plain = await loudness(ada, {});
    expect(await loudness(ada, { mix: [{ trackId: ada, gainDb: -9 }] })).toBeCloseTo(plain - 9, 0);
    const own = await measureLoudness(trackPath(sessionDir, ada), [], new AbortController().signal);
    const matched = matchingGainDb(own.loudnessLufs, own.truePeakDbtp);
    expect(Math.abs(matched)).toBeGreaterThan(1);
    expect(await loudness(ada, { levelMatching: true })).toBeCloseTo(plain + matched, 0);
    expect(await loudness(ada, { levelMatching: true, mix: [{ trackId: ada, gainDb: -9 }] })).toBeCloseTo(
      plain + matched - 9,
      0,
    );
    // Another's level changes nothing of this one.
    expect(await loudness(ada, { mix: [{ trackId: bram, gainDb: -30 }] })).toBeCloseTo(plain, 1);
  });

  it('exports nothing when it cannot know what is withheld', async () => {
    const sessionDir = await recordedSession();
    await writeFile(join(sessionDir, 'annotations.json'), '{"version": 2}');
    const what = { kind: 'mix' as const, trackIds: await trackIds(sessionDir) };
    await expect(exported(sessionDir, { what })).rejects.toMatchObject({ code: 'recording/damaged' });
  });

  it('makes a file of each clip, in every format, to the millisecond', async () => {
    const sessionDir = await recordedSession();
    const marker = { note: '', colourIndex: 0, origin: 'review' as const };
    await annotate(sessionDir, {
      markers: [
        { ...marker, markerId: 'a', atMs: 3_500.5, endMs: 5_000.5, label: 'what / where?' },
        { ...marker, markerId: 'b', atMs: 6_900, endMs: 7_900, label: 'what / where?' },
        { ...marker, markerId: 'c', atMs: 1_000, endMs: null, label: 'a place' },
      ],
    });
    for (const format of ['flac', 'wav', 'opus', 'mp3', 'm4a'] as const) {
      const what = { kind: 'clips' as const, markerIds: ['a', 'b', 'c'] };
      const { files, paths } = await exported(sessionDir, { what, format });
      expect(files.map(({ name }) => name)).toEqual([`what where.${format}`, `what where (2).${format}`]);
      const [first = [], second = []] = await Promise.all(
        paths.map(async (path) => onsets(await decoded(path), 0.1)),
      );
      expect(Math.abs((first[0] ?? 0) - 0.4995), format).toBeLessThan(format === 'mp3' ? 0.03 : 0.006);
      expect(Math.abs((second[0] ?? 0) - 0.1), format).toBeLessThan(format === 'mp3' ? 0.03 : 0.006);
    }
  });

  it('sounds the same when two decoders share the tracks', async () => {
    const sessionDir = await recordedSession();
    const manifest = JSON.parse(await readFile(join(sessionDir, 'session.json'), 'utf8'));
    const [ada, bram] = manifest.tracks;
    const again = [ada, bram].map((track) => ({ ...track, trackId: `again-${track.trackId}` }));
    const tracks = [ada, bram, ...again];
    await writeFile(join(sessionDir, 'session.json'), JSON.stringify({ ...manifest, tracks }));
    const ids = tracks.map((track: { trackId: string }) => track.trackId);
    const half = { trackId: '', gainDb: -6.0206 };
    await annotate(sessionDir, { mix: ids.map((trackId: string) => ({ ...half, trackId })) });
    const four = await exported(sessionDir, { what: { kind: 'mix', trackIds: ids }, format: 'wav' });
    await annotate(sessionDir, {});
    const two = await exported(sessionDir, {
      what: { kind: 'mix', trackIds: ids.slice(0, 2) },
      format: 'wav',
    });
    const [a, b] = [await decoded(four.paths[0] ?? ''), await decoded(two.paths[0] ?? '')];
    expect(a.length).toBe(b.length);
    let worst = 0;
    for (let at = 0; at < a.length; at += 1) worst = Math.max(worst, Math.abs((a[at] ?? 0) - (b[at] ?? 0)));
    expect(worst).toBeLessThan(0.01);
  });

  it('brings a mix to its loudness', async () => {
    const sessionDir = await recordedSession();
    const what = { kind: 'mix' as const, trackIds: await trackIds(sessionDir) };
    const { paths } = await exported(sessionDir, { what, targetLufs: -30 });
    const { stderr } = await promisify(execFile)('ffmpeg', [
      ...['-hide_banner', '-nostats', '-i', paths[0] ?? '', '-af', 'ebur128', '-f', 'null', '-'],
    ]);
    const lufs = Number(
      /I:\s+(-?[\d.]+) LUFS\s+Threshold/.exec(stderr.slice(stderr.lastIndexOf('Summary')))?.[1],
    );
    expect(Math.abs(lufs + 30)).toBeLessThan(0.5);
  });
});

describe('an export that cannot be finished', () => {
  it('leaves nothing behind when it is cancelled, when FFmpeg dies, and when a track is missing', async () => {
    const sessionDir = await recordedSession();
    const what = { kind: 'mix' as const, trackIds: await trackIds(sessionDir) };
    const folder = await temporaryFolder();
    const abort = new AbortController();
    const cancelled = exported(sessionDir, { what }, { folder, signal: abort.signal });
    setTimeout(() => abort.abort(new Error('cancelled')), 30);
    await expect(cancelled).rejects.toThrow('cancelled');

    const dying = join(await temporaryFolder(), 'ffmpeg');
    await writeFile(dying, '#!/bin/sh\nkill -9 $$\n', { mode: 0o755 });
    await expect(
      exported(sessionDir, { what }, { folder, findFfmpeg: async () => dying }),
    ).rejects.toMatchObject({ code: 'export/failed', message: 'FFmpeg was stopped (SIGKILL).' });

    const full = join(await temporaryFolder(), 'ffmpeg');
    const script = '#!/bin/sh\necho "av_interleaved_write_frame(): No space left on device" >&2\n';
    await writeFile(full, script, { mode: 0o755 });
    await expect(
      exported(sessionDir, { what }, { folder, findFfmpeg: async () => full }),
    ).rejects.toMatchObject({ code: 'export/disk-full' });

    const [track = ''] = (await readdir(join(sessionDir, 'tracks'))).sort();
    await rm(join(sessionDir, 'tracks', track));
    await expect(exported(sessionDir, { what }, { folder })).rejects.toMatchObject({
      code: 'export/failed',
      message: 'The track of Ada cannot be read: the file is missing.',
    });
    expect(await readdir(folder)).toEqual([]);
    await expect(exported(sessionDir, { what }, { folder: join(folder, 'gone') })).rejects.toMatchObject({
      code: 'export/failed',
      message: 'The folder is not there any more.',
    });
  });
});
