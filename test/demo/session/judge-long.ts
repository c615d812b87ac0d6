import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readJournal, readManifest } from '../../../src/main/recording';
import type { Verdict } from '../show/judge-kit';
import { decodeTrack } from '../show/tones';
import { probeWhole } from './files';
import { FROM_MS, type LongFigures, type LongKilled, TO_MS } from './long';
import { peak, SILENT_DBFS } from './tone-track';

/** The issue's own figure. */
const LOST_MS = 1_000;
const LENGTH_OFF_MS = 30;
/** Somebody who speaks is louder than that at some moment of a second. */
const HEARD_DBFS = -45;
const TAIL_S = 3;
/** Withholding takes whole packets, and what follows decays for one more. */
const EDGE_MS = 60;
/** Turns shorter than this may be a pause between words. */
const TURN_MS = 2_000;

/** Holds four hours that were killed, mended and exported against what had been given to the recorder. */
export async function judgeLong(killed: LongKilled, figures: LongFigures): Promise<Verdict[]> {
  return [
    await judgeMended(killed, figures),
    await judgeStory(killed),
    {
      what: `four hours opened by a word of their chat in ${Math.round(figures.openMs)} ms, and played`,
      ok: figures.openMs < 3_000 && figures.playedMs > 2_000,
      figures,
    },
    await judgeExport(killed, figures),
  ];
}

/** Every file of a killed session is whole to readers that are none of ours, and ends where it was killed. */
async function judgeMended(killed: LongKilled, { health }: LongFigures): Promise<Verdict> {
  const { sessionDir, signal, manifestState, givenMs, plan, fastMs } = killed;
  const read = await readManifest(sessionDir);
  if (read.kind !== 'ok') throw new Error(`no manifest: ${read.kind}`);
  const durationMs = (read.manifest.durationSamples ?? 0) / 48;
  const lostMs = Math.round(givenMs - durationMs);
  const tracks = [];
  for (const name of await readdir(join(sessionDir, 'tracks')))
    tracks.push(await trackFacts(join(sessionDir, 'tracks', name), name));
  const first = read.manifest.tracks.find(({ userId }) => userId === plan.people[0]?.userId);
  const tailDbfs = first ? await tailPeak(join(sessionDir, first.file)) : -120;
  const ok =
    signal === 'SIGKILL' &&
    manifestState === 'recording' &&
    health.kind === 'repaired' &&
    lostMs <= LOST_MS &&
    lostMs >= -LENGTH_OFF_MS &&
    tracks.length === plan.people.length &&
    tracks.every(
      ({ seconds, complaints }) =>
        complaints === '' && Math.abs(seconds * 1_000 - durationMs) <= LENGTH_OFF_MS,
    ) &&
    tailDbfs > HEARD_DBFS;
  return {
    what: `four hours, killed in mid-write: the app mended them, the kill took at most ${LOST_MS} ms (it took ${lostMs})`,
    ok,
    figures: { signal, manifestState, health, givenMs, durationMs, lostMs, tailDbfs, fastMs, tracks },
  };
}

async function trackFacts(
  path: string,
  name: string,
): Promise<{ name: string; seconds: number; complaints: string }> {
  const run = promisify(execFile);
  const probe = await run('ffprobe', [
    ...['-v', 'warning', '-show_entries', 'format=duration', '-of', 'csv=p=0', path],
  ]);
  // Reads every page: holes, damage, and ends that do not fit.
  const info = await run('opusinfo', [path]).catch((error: { stdout: string; stderr: string }) => ({
    stdout: error.stdout,
    stderr: `failed: ${error.stderr}`,
  }));
  const warnings = (info.stdout + info.stderr)
    .split('\n')
    .filter((line) => /warning|error|hole|illegal|corrupt|failed/i.test(line));
  return {
    name,
    seconds: Number(probe.stdout.trim()),
    complaints: [probe.stderr.trim(), ...warnings].filter((one) => one !== '').join('; '),
  };
}

/** How loud the last seconds of a track are, dBFS. */
async function tailPeak(path: string): Promise<number> {
  const { stdout } = await promisify(execFile)(
    'ffmpeg',
    ['-v', 'error', '-sseof', `-${TAIL_S}`, '-i', path, '-f', 'f32le', '-ac', '1', '-ar', '48000', '-'],
    { encoding: 'buffer', maxBuffer: 64 << 20 },
  );
  const sound = new Float32Array(new Uint8Array(stdout).buffer, 0, stdout.length >> 2);
  return Math.round(peak(sound, 0, TAIL_S * 1_000));
}

/** What was typed and marked is there, but for what came in the last second. */
async function judgeStory({ sessionDir, plan, givenMs }: LongKilled): Promise<Verdict> {
  const { entries } = await readJournal(sessionDir);
  const of = (all: readonly { type: string; atMs: number }[]) =>
    ['chat', 'marker', 'join', 'mute'].map(
      (type) => all.filter((one) => one.type === type && one.atMs < givenMs - LOST_MS).length,
    );
  const [planned, found] = [of(plan.entries), of(entries)];
  return {
    what: 'what was typed, marked and who came in four hours is there after the kill',
    ok: planned.every((count, at) => count > 0 && count === found[at]),
    figures: { kinds: ['chat', 'marker', 'join', 'mute'], planned, found },
  };
}

async function judgeExport({ plan }: LongKilled, figures: LongFigures): Promise<Verdict> {
  const { file, held, exportMs } = figures;
  const { seconds, complaints } = await probeWhole(file);
  const lengthS = (TO_MS - FROM_MS) / 1_000;
  const samples = await decodeTrack(file);
  const loudness = (fromMs: number, toMs: number) =>
    Math.round(peak(samples, fromMs - FROM_MS, toMs - FROM_MS));
  const heldDbfs = loudness(held.fromMs + EDGE_MS, held.toMs - EDGE_MS);
  const turns = plan.people
    .flatMap(({ displayName, turns: all }) => all.map(([from, to]) => ({ displayName, from, to })))
    .filter(({ from, to }) => from > FROM_MS && to < TO_MS && to - from >= TURN_MS)
    .filter(({ from, to }) => to <= held.fromMs - 100 || from >= held.toMs + 100)
    .map(({ displayName, from, to }) => ({ displayName, from, to, dbfs: loudness(from, to) }));
  return {
    what: 'a stretch of four hours is exported: as long as chosen, everybody heard where they spoke, nothing of what is withheld',
    ok:
      Math.abs(seconds - lengthS) < 0.01 &&
      complaints === '' &&
      exportMs < lengthS * 1_000 &&
      heldDbfs <= SILENT_DBFS &&
      turns.length > 10 &&
      turns.every(({ dbfs }) => dbfs > HEARD_DBFS),
    figures: {
      ...{ seconds, complaints, held, heldDbfs, turns: turns.length },
      quietest: Math.min(...turns.map(({ dbfs }) => dbfs)),
      timesRealTime: Math.round((lengthS * 1_000) / exportMs),
    },
  };
}
