import { access } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readReaper, reaperValue as value } from '../../support/reaper-project';
import type { Verdict } from '../show/judge-kit';
import { decodeTrack } from '../show/tones';
import { probeWhole, readAudacity, soxSeconds } from './files';
import { nameOf, type Session } from './judge';
import type { SessionLog } from './log';
import { loudest, onsets, peak, SILENT_DBFS, STEP_MS, toneLevels } from './tone-track';

/** What others leave behind when they end, and what a decoder has of them before they begin. */
const DECAY_MS = 400;
const AHEAD_MS = 60;
/** Shorter than this is not worth judging. */
const ALONE_MS = 200;
const LENGTH_OFF_MS = 2;
/** A lossy format begins and ends with what its encoder needs. */
const LOSSY_OFF_MS = 60;
/** Withholding takes whole packets, and what follows decays for one more. */
const EDGE_MS = 60;

export interface Exported {
  mix: string[];
  tracks: string[];
  opus: string[];
  reaper: string[];
  audacity: string[];
}

/** Holds what was exported against the session it came from. */
export async function judgeExports(
  exported: Exported,
  session: Session,
  log: SessionLog,
): Promise<Verdict[]> {
  return [
    await judgeLengths(exported, session),
    await judgeMix(exported.mix, session, log),
    await judgeTracks(exported.tracks, session, log),
    await judgeReaper(exported.reaper, session, log),
    await judgeAudacity(exported.audacity, session, log),
  ];
}

async function judgeLengths(exported: Exported, { durationMs }: Session): Promise<Verdict> {
  const paths = [
    ...exported.mix,
    ...exported.tracks,
    ...exported.opus,
    ...exported.reaper,
    ...exported.audacity,
  ];
  const figures = await Promise.all(
    paths
      .filter((path) => /\.(flac|opus|mp3)$/.test(path))
      .map(async (path) => {
        const { codec, seconds, complaints } = await probeWhole(path);
        const offMs = Math.round(seconds * 1_000 - durationMs);
        const soxOffMs = codec === 'flac' ? Math.round((await soxSeconds(path)) * 1_000 - durationMs) : null;
        return { file: nameOf(path), codec, offMs, soxOffMs, complaints };
      }),
  );
  const ok = figures.every(
    ({ codec, offMs, soxOffMs, complaints }) =>
      complaints === '' &&
      Math.abs(offMs) <= (codec === 'flac' ? LENGTH_OFF_MS : LOSSY_OFF_MS) &&
      Math.abs(soxOffMs ?? 0) <= LENGTH_OFF_MS,
  );
  return {
    what: 'whatever was exported is whole and as long as the session',
    ok: ok && figures.length > 10,
    figures,
  };
}

/** In the mix everybody stands where they stand in the session; who is withheld is not heard there, the others are. */
async function judgeMix(paths: readonly string[], session: Session, log: SessionLog): Promise<Verdict> {
  const [path] = paths;
  if (path === undefined) throw new Error('there is no mix');
  const samples = await decodeTrack(path);
  const held = log.withheld;
  if (!held) throw new Error('nothing was withheld');
  const figures = log.singers.map(({ name, userId, hz }) => {
    const levels = toneLevels(samples, hz);
    const there = onsets(levels);
    const kept = (session.onsets.get(userId) ?? []).filter(
      (atMs) => name !== held.name || atMs < held.fromMs - EDGE_MS || atMs > held.toMs + EDGE_MS,
    );
    const offs = kept.map((atMs) => Math.min(...there.map((one) => Math.abs(one - atMs))));
    const thereDbfs = Math.round(loudest(levels, held.fromMs + EDGE_MS, held.toMs - EDGE_MS));
    return { name, rounds: kept.length, worstMs: Math.max(0, ...offs), thereDbfs };
  });
  // Where whoever is withheld sounds alone in the session, the whole mix is silent.
  const alone = aloneSpans(session, log, held).map(({ fromMs, toMs }) =>
    Math.round(peak(samples, fromMs, toMs)),
  );
  const ok =
    figures.every(
      ({ name, worstMs, thereDbfs }) => worstMs <= STEP_MS && (name === held.name || thereDbfs > -40),
    ) &&
    alone.length > 0 &&
    alone.every((dbfs) => dbfs <= SILENT_DBFS);
  return {
    what: 'the mix has everybody in place, and nothing of what is withheld',
    ok,
    figures: { figures, silentWhereTheySangAlone: alone },
  };
}

/** Stretches of what is withheld, ms, in which that person sounds and no other does, by their own tracks. */
function aloneSpans(
  { levels }: Session,
  log: SessionLog,
  held: NonNullable<SessionLog['withheld']>,
): { fromMs: number; toMs: number }[] {
  const own = levels.get(log.singers.find(({ name }) => name === held.name)?.userId ?? '');
  const others = log.singers.flatMap(({ name, userId }) => (name === held.name ? [] : [levels.get(userId)]));
  const spans: { fromMs: number; toMs: number }[] = [];
  let fromMs: number | null = null;
  for (let atMs = held.fromMs + EDGE_MS; atMs <= held.toMs - EDGE_MS; atMs += STEP_MS) {
    const sounds = (own?.[Math.floor(atMs / STEP_MS)] ?? -120) > SILENT_DBFS;
    const isAlone =
      sounds &&
      others.every((level) => level && loudest(level, atMs - DECAY_MS, atMs + AHEAD_MS) <= SILENT_DBFS) &&
      atMs + STEP_MS <= held.toMs - EDGE_MS;
    if (isAlone) fromMs ??= atMs;
    else if (fromMs !== null) {
      if (atMs - fromMs >= ALONE_MS) spans.push({ fromMs, toMs: atMs });
      fromMs = null;
    }
  }
  return spans;
}

async function judgeTracks(paths: readonly string[], session: Session, log: SessionLog): Promise<Verdict> {
  const held = log.withheld;
  const figures = [];
  for (const { name, userId, hz } of log.singers) {
    const path = paths.find((one) =>
      basename(one).includes(
        name
          .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
          .trim()
          .split(' ')[0] ?? name,
      ),
    );
    if (path === undefined) throw new Error(`no file of ${name} among ${paths.join(', ')}`);
    const samples = await decodeTrack(path);
    const there = onsets(toneLevels(samples, hz));
    const kept = (session.onsets.get(userId) ?? []).filter(
      (atMs) => held?.name !== name || atMs < held.fromMs - EDGE_MS || atMs > held.toMs + EDGE_MS,
    );
    const worstMs = Math.max(0, ...kept.map((atMs) => Math.min(...there.map((one) => Math.abs(one - atMs)))));
    const peakDbfs = held ? Math.round(peak(samples, held.fromMs + EDGE_MS, held.toMs - EDGE_MS)) : null;
    figures.push({
      file: nameOf(path),
      rounds: kept.length,
      worstMs,
      peakDbfs,
      withheld: held?.name === name,
    });
  }
  const ok = figures.every(
    ({ worstMs, peakDbfs, withheld }) =>
      worstMs <= STEP_MS && (withheld ? (peakDbfs ?? 0) <= SILENT_DBFS : (peakDbfs ?? -120) > -40),
  );
  return { what: 'exported tracks stand where they stood; what is withheld is digital silence', ok, figures };
}

async function judgeReaper(paths: readonly string[], session: Session, log: SessionLog): Promise<Verdict> {
  const path = paths.find((one) => one.endsWith('.rpp'));
  if (path === undefined) throw new Error('there is no Reaper project');
  const project = await readReaper(path);
  const tracks = await Promise.all(
    project.blocks
      .filter(({ name }) => name === 'TRACK')
      .map(async (track) => {
        const item = track.blocks.find(({ name }) => name === 'ITEM');
        const file = join(dirname(path), value(item?.blocks[0], 'FILE') ?? '');
        return {
          ...{ name: value(track, 'NAME'), position: Number(value(item, 'POSITION')), file: nameOf(file) },
          lengthOffMs: Math.round(Number(value(item, 'LENGTH')) * 1_000 - session.durationMs),
          seconds: (await probeWhole(file)).seconds,
        };
      }),
  );
  const markers = project.lines
    .filter(([key]) => key === 'MARKER')
    .map(([, , at, name]) => ({ name, at: Number(at) }));
  const ok =
    log.singers.every(({ name }) => tracks.some((track) => track.name === name)) &&
    tracks.every(({ position, lengthOffMs }) => position === 0 && Math.abs(lengthOffMs) <= LENGTH_OFF_MS) &&
    log.markers.every(({ text }) => markers.some(({ name }) => name === text));
  return {
    what: 'the Reaper project parses, and has every track and marker',
    ok,
    figures: { tracks, markers },
  };
}

async function judgeAudacity(paths: readonly string[], session: Session, log: SessionLog): Promise<Verdict> {
  const path = paths.find((one) => one.endsWith('.aup'));
  if (path === undefined) throw new Error('there is no Audacity project');
  const { files, labels } = await readAudacity(path);
  const folder = `${path.slice(0, -'.aup'.length)}_data`;
  for (const file of files) await access(join(folder, file));
  const seconds = await Promise.all(files.map((file) => soxSeconds(join(folder, file))));
  const ok =
    files.length >= log.singers.length &&
    seconds.every((one) => Math.abs(one * 1_000 - session.durationMs) <= LENGTH_OFF_MS) &&
    log.markers.every(({ text }) => labels.some(([title]) => title === text));
  return {
    what: 'the Audacity project parses, and has every track and marker',
    ok,
    figures: { files, seconds, labels },
  };
}
