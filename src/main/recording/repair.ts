import { mkdir, open, readdir, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type JournalEntry, readJournal } from './journal';
import { lostSound, soundLines, waveformEnd } from './lost-sound';
import {
  FORMAT_VERSION,
  MANIFEST_FILE,
  type Manifest,
  readManifest,
  type TrackManifest,
  writeManifest,
} from './manifest';
import { PRE_SKIP_SAMPLES } from './ogg/opus-headers';
import { encodePeaksHeader, PEAK_BIN_BYTES, PEAK_BIN_SAMPLES, PEAK_HEADER_BYTES, parsePeaks } from './peaks';
import { type DecodePacket, rebuildPeaks } from './rebuild-peaks';
import { isMendable, measureTrack, repairTrack, surveyTrack, type TrackSurvey } from './repair-track';
import { readSmallBytes } from './small-file';
import { joinSpans } from './spans';

/** The most a cut-off recording can miss: the age of an open page plus the time its write takes. */
export const MAX_LOST_MS = 1_000;
/** A recorder writes at least this often; files older than that have no writer, whatever their pid says. */
const FRESH_MS = 15_000;
/** Waveforms this much shorter than the sound are made anew when there is a decoder. */
const PEAKS_SLACK_SAMPLES = 2 * 48_000;
/** A day, the longest that a journal may go on after the last sound. */
const MOST_SILENCE_SAMPLES = 24 * 3_600 * 48_000;

export type RepairOutcome =
  /** Nothing to do. */
  | { kind: 'whole'; manifest: Manifest }
  /** Somebody is writing it. */
  | { kind: 'live'; manifest: Manifest }
  | { kind: 'repaired'; manifest: Manifest; notes: string[] }
  /** Not, or only in part, readable; the files were left as they are where mending would lose anything. */
  | { kind: 'damaged'; reason: string };

export interface RepairOptions {
  /** Wall time, Unix ms. */
  nowMs: number;
  /** With it, waveforms that are missing are made from the sound. A new decoder for each track. */
  createDecoder?: () => DecodePacket;
}

/**
 * Brings a session that was cut off into order: torn pages cut, every track ended at the same time, waveforms
 * completed, manifest closed. Touches nothing of a whole or live one. Safe to repeat and to interrupt.
 */
export async function repairSession(sessionDir: string, options: RepairOptions): Promise<RepairOutcome> {
  const read = await readManifest(sessionDir);
  if (read.kind === 'ok') {
    const { manifest } = read;
    if (manifest.state === 'complete' || manifest.state === 'repaired') return { kind: 'whole', manifest };
    if (manifest.state === 'recording' && (await isLive(sessionDir, manifest, options.nowMs))) {
      return { kind: 'live', manifest };
    }
    return mend(sessionDir, manifest, [], options);
  }
  if (read.kind === 'unreadable' && !read.mendable) return { kind: 'damaged', reason: read.reason };
  const rebuilt = await rebuildManifest(sessionDir);
  if (!rebuilt) {
    return {
      kind: 'damaged',
      reason: read.kind === 'missing' ? 'its description (session.json) is missing.' : read.reason,
    };
  }
  if (read.kind === 'unreadable') {
    const manifest = join(sessionDir, MANIFEST_FILE);
    await rename(manifest, `${manifest}.damaged-${options.nowMs}`);
  }
  const note = read.kind === 'missing' ? 'session.json was missing' : read.reason;
  return mend(sessionDir, rebuilt, [`${note}; made anew from the tracks`], options);
}

/** True while the recorder that made the session still runs and writes. */
export async function isLive(sessionDir: string, manifest: Manifest, nowMs: number): Promise<boolean> {
  if (manifest.state !== 'recording' || !processRuns(manifest.writerPid)) return false;
  for (const file of ['session.json', 'journal.jsonl', ...manifest.tracks.map((track) => track.file)]) {
    const modifiedMs = await stat(join(sessionDir, file)).then(
      (found) => found.mtimeMs,
      () => 0,
    );
    if (nowMs - modifiedMs < FRESH_MS) return true;
  }
  return false;
}

function processRuns(pid: number): boolean {
  // 0 is what nobody is: asked for it, the system answers for ourselves.
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function mend(
  sessionDir: string,
  manifest: Manifest,
  notes: string[],
  options: RepairOptions,
): Promise<RepairOutcome> {
  await adoptStrayTracks(sessionDir, manifest, notes);
  const { entries } = await readJournal(sessionDir);
  const surveys = new Map<TrackManifest, TrackSurvey>();
  const unreadable: string[] = [];
  for (const track of manifest.tracks) {
    const survey = await measureTrack(join(sessionDir, track.file));
    if (!('kind' in survey)) surveys.set(track, survey);
    else if (survey.code === 'ENOENT' && (await hadSound(sessionDir, track, entries)))
      surveys.set(track, await makeEmpty(sessionDir, track));
    else if (survey.code === 'ENOENT') notes.push(`${track.file}: nothing of it was written`);
    else unreadable.push(`${track.file} cannot be read (${survey.code})`);
  }
  // The manifest names a track before its first page is out.
  manifest.tracks = manifest.tracks.filter((track) => surveys.has(track));
  const knownSamples = sessionLength(manifest, entries, surveys);
  const durationSamples = await noteLost(sessionDir, manifest, { entries, surveys, knownSamples }, options);
  const damaged = [...unreadable];
  for (const [track, survey] of surveys) {
    const outcome = await repairTrack(
      join(sessionDir, track.file),
      survey,
      { serial: track.serial, tags: tagsOf(manifest, track) },
      durationSamples,
    );
    if (outcome.kind === 'repaired') notes.push(`${track.file}: ${outcome.note}`);
    if (outcome.kind === 'damaged') damaged.push(`${track.file}: ${outcome.reason}`);
    else track.durationSamples = durationSamples;
    // The manifest is some seconds behind its tracks.
    track.packets = Math.max(track.packets, survey.soundPackets);
    const soundSamples = Math.min(survey.soundEndGranule, durationSamples);
    await mendPeaks(sessionDir, track, { durationSamples, soundSamples }, notes, options);
  }
  if (damaged.length > 0) return { kind: 'damaged', reason: damaged.join('; ') };
  manifest.state = 'repaired';
  manifest.durationSamples = durationSamples;
  const before = manifest.repair;
  manifest.repair = {
    atMs: options.nowMs,
    lostMs: (before?.lostMs ?? 0) + MAX_LOST_MS,
    notes: [...(before?.notes ?? []), ...notes],
  };
  await writeManifest(sessionDir, manifest);
  return { kind: 'repaired', manifest, notes };
}

/** A crash between a track's first page and the manifest's next version leaves tracks nobody names. */
async function adoptStrayTracks(sessionDir: string, manifest: Manifest, notes: string[]): Promise<void> {
  const known = new Set(manifest.tracks.map((track) => track.file));
  for (const name of await listTracks(sessionDir)) {
    const track = trackFromName(name);
    if (!track || known.has(track.file)) continue;
    const person = manifest.people.find(({ userId }) => userId === track.userId);
    manifest.tracks.push(person ? { ...track, displayName: person.displayName, self: person.self } : track);
    notes.push(`${track.file}: taken into session.json`);
  }
}

/** Whether waveform or journal know of sound of a track whose file is gone. */
async function hadSound(
  sessionDir: string,
  track: TrackManifest,
  entries: readonly JournalEntry[],
): Promise<boolean> {
  const present = { soundEnd: 0, end: 0 };
  const lines = soundLines(entries, track.number, Number.POSITIVE_INFINITY);
  const bins = await waveformOf(sessionDir, track);
  return lostSound(present, { bins, lines }, track.missing) !== null;
}

/** A file in place of one that is gone, to be filled with silence. */
async function makeEmpty(sessionDir: string, track: TrackManifest): Promise<TrackSurvey> {
  const path = join(sessionDir, track.file);
  await mkdir(dirname(path), { recursive: true });
  const handle = await open(path, 'a+');
  try {
    return await surveyTrack(handle);
  } finally {
    await handle.close();
  }
}

interface Found {
  entries: readonly JournalEntry[];
  surveys: ReadonlyMap<TrackManifest, TrackSurvey>;
  knownSamples: number;
}

/**
 * Compares each track with what waveform and journal know of it, and keeps in the manifest what is not there any more:
 * before anything is mended, because mending fills it with silence and flattens the waveform that tells. Answers the
 * length of the session, which is not shorter because its longest track was cut.
 */
async function noteLost(
  sessionDir: string,
  manifest: Manifest,
  { entries, surveys, knownSamples }: Found,
  options: RepairOptions,
): Promise<number> {
  let durationSamples = knownSamples;
  let lostMs = 0;
  // Read twice and not kept: a day of many people would fill the memory.
  const witnesses = new Set<TrackManifest>();
  let sessionEnd = knownSamples;
  for (const track of surveys.keys()) {
    const end = waveformEnd(await waveformOf(sessionDir, track));
    // As with a clock that jumped: that is no waveform of this session.
    if (end > knownSamples + MOST_SILENCE_SAMPLES) continue;
    witnesses.add(track);
    sessionEnd = Math.max(sessionEnd, end);
  }
  for (const [track, survey] of surveys) {
    const present = { soundEnd: survey.soundEndGranule, end: survey.endGranule };
    const lines = soundLines(entries, track.number, sessionEnd);
    // What is of no use as it stands is told as damaged, not as missing.
    if (!isMendable(survey)) continue;
    const bins = witnesses.has(track) ? await waveformOf(sessionDir, track) : null;
    const lost = lostSound(present, { bins, lines }, track.missing);
    if (!lost) continue;
    track.missing = joinSpans([...(track.missing ?? []), lost]).map(([from, to]) => [from, to]);
    durationSamples = Math.max(durationSamples, lost[1]);
    lostMs += Math.ceil((lost[1] - lost[0]) / 48);
  }
  if (lostMs > 0) {
    const before = manifest.repair;
    manifest.repair = {
      atMs: options.nowMs,
      lostMs: (before?.lostMs ?? 0) + lostMs,
      notes: before?.notes ?? [],
    };
    await writeManifest(sessionDir, manifest);
  }
  return durationSamples;
}

async function waveformOf(sessionDir: string, track: TrackManifest): Promise<Uint8Array | null> {
  try {
    const bins = parsePeaks(await readSmallBytes(join(sessionDir, track.peaksFile)));
    return typeof bins === 'string' ? null : bins;
  } catch {
    // It bears no witness then, for whatever reason; it is made again where that can be done.
    return null;
  }
}

function sessionLength(
  manifest: Manifest,
  entries: readonly JournalEntry[],
  surveys: ReadonlyMap<TrackManifest, TrackSurvey>,
): number {
  let samples = manifest.durationSamples ?? 0;
  for (const survey of surveys.values()) {
    samples = Math.max(samples, survey.ended ? survey.endGranule - PRE_SKIP_SAMPLES : survey.endGranule);
  }
  // A line far beyond all sound is one of a clock that jumped: nobody wants years of silence behind it.
  const most = samples + MOST_SILENCE_SAMPLES;
  for (const entry of entries) {
    const at = Math.round(entry.atMs * 48);
    if (at <= most) samples = Math.max(samples, at);
  }
  return samples;
}

async function mendPeaks(
  sessionDir: string,
  track: TrackManifest,
  { durationSamples, soundSamples }: { durationSamples: number; soundSamples: number },
  notes: string[],
  options: RepairOptions,
): Promise<void> {
  const path = join(sessionDir, track.peaksFile);
  await mkdir(join(sessionDir, 'peaks'), { recursive: true });
  const handle = await open(path, 'a+');
  let bins: number | null = null;
  try {
    const parsed = parsePeaks(await handle.readFile());
    if (typeof parsed !== 'string') bins = parsed.length / PEAK_BIN_BYTES;
    const wanted = Math.ceil(durationSamples / PEAK_BIN_SAMPLES);
    // Of what is not there any more nothing is drawn.
    const lostFrom = Math.ceil((track.missing?.at(-1)?.[0] ?? Number.POSITIVE_INFINITY) / PEAK_BIN_SAMPLES);
    if (bins !== null && soundSamples <= lostFrom * PEAK_BIN_SAMPLES) bins = Math.min(bins, lostFrom);
    // Behind the last sound it is flat: whoever was silent at the end is not decoded from the beginning for that.
    const short = bins === null || soundSamples - bins * PEAK_BIN_SAMPLES > PEAKS_SLACK_SAMPLES;
    if (!short || !options.createDecoder) {
      await handle.truncate(bins === null ? 0 : PEAK_HEADER_BYTES + bins * PEAK_BIN_BYTES);
      if (bins === null) await handle.appendFile(encodePeaksHeader());
      await handle.appendFile(new Uint8Array(Math.max(0, wanted - (bins ?? 0)) * PEAK_BIN_BYTES));
      if (bins === null) notes.push(`${track.peaksFile}: was missing, left flat`);
      return;
    }
  } finally {
    await handle.close();
  }
  const rebuilt = await rebuildPeaks(join(sessionDir, track.file), path, options.createDecoder());
  notes.push(`${track.peaksFile}: ${rebuilt.kind === 'rebuilt' ? 'made anew' : rebuilt.reason}`);
}

/** A manifest from what the folder holds; null when there is no track and no journal. */
async function rebuildManifest(sessionDir: string): Promise<Manifest | null> {
  const names = await listTracks(sessionDir);
  // A journal that cannot be read is as good as none here: the tracks are what is saved.
  const { entries } = await readJournal(sessionDir).catch(() => ({ entries: [] }));
  const started = entries.find((entry) => entry.type === 'started');
  if (names.length === 0 && !started) return null;
  const startedAtMs =
    started?.type === 'started'
      ? started.startedAtMs
      : await stat(sessionDir).then((found) => found.birthtimeMs);
  return {
    format: 'roomtone-recording',
    version: FORMAT_VERSION,
    title: basename(sessionDir),
    guild: { id: '0', name: '' },
    channel: { id: '0', name: '' },
    startedAtMs,
    state: 'recording',
    durationSamples: null,
    writerPid: 0,
    failure: null,
    repair: null,
    people: [],
    tracks: [],
  };
}

async function listTracks(sessionDir: string): Promise<string[]> {
  // Without the folder there is nothing to adopt; the caller says what is missing.
  const names = await readdir(join(sessionDir, 'tracks')).catch(() => []);
  return names.filter((name) => name.endsWith('.opus')).sort();
}

function trackFromName(name: string): TrackManifest | null {
  const match = /^(\d+)-(.+)-(\d+)\.opus$/.exec(name);
  if (!match) return null;
  const [, number, displayName, userId] = match as unknown as [string, string, string, string];
  return {
    trackId: `${number}-${userId}`,
    number: Number(number),
    userId,
    displayName,
    self: false,
    file: `tracks/${name}`,
    peaksFile: `peaks/${name.replace(/\.opus$/, '.peaks')}`,
    serial: Number(number),
    firstSoundSamples: 0,
    durationSamples: null,
    packets: 0,
    lost: 0,
    dropped: 0,
    driftPpm: null,
    driftCorrectedSamples: 0,
  };
}

function tagsOf(manifest: Manifest, track: TrackManifest) {
  return {
    title: manifest.title,
    artist: track.displayName,
    album: `${manifest.guild.name} / ${manifest.channel.name}`,
    date: new Date(manifest.startedAtMs).toISOString().slice(0, 10),
  };
}
