import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readJournal, readManifest } from '../../../src/main/recording';
import type { Verdict } from '../show/judge-kit';
import { decodeTrack, median } from '../show/tones';
import { probeWhole } from './files';
import type { SessionLog } from './log';
import { lastSoundBefore, loudest, onsets, toneLevels } from './tone-track';

/** Claps of different people stand this close together, and a kill takes no more than that (issue's own figures). */
const ALIGN_MS = 20;
const LOST_MS = 1_000;
/** How far apart what belongs to one round may be looked for. */
const ROUND_REACH_MS = 600;
/** Somebody has paused when there is nothing of them in this stretch before. */
const PAUSED_FROM_MS = 300;
const PAUSED_TO_MS = 80;
/** The gap is as long as it was by the wall clock, but for a frame or two and a round's request. */
const GAP_OFF_MS = 150;
/** What the container says may be longer by the pre-skip. */
const LENGTH_OFF_MS = 30;

export interface Session {
  /** Session ms at which somebody's tone begins, by user. */
  onsets: Map<string, number[]>;
  /** How loud everybody's own tone is in their track, dBFS, by user (`toneLevels`). */
  levels: ReadonlyMap<string, Float32Array>;
  durationMs: number;
  /** Session ms before and after the gap. */
  gap: { fromMs: number; toMs: number };
  /** Where lines of the chat stand in it, ms. */
  chat: ReadonlyMap<string, number>;
  verdicts: Verdict[];
}

/** Judges a session that was killed and gone on with, from its files alone. */
export async function judgeSession(sessionDir: string, log: SessionLog): Promise<Session> {
  const read = await readManifest(sessionDir);
  if (read.kind !== 'ok') throw new Error(`no manifest: ${read.kind}`);
  const { manifest } = read;
  const durationMs = (manifest.durationSamples ?? 0) / 48;
  const { entries } = await readJournal(sessionDir);
  const levels = new Map<string, Float32Array>();
  for (const { userId, hz } of log.singers) {
    const track = manifest.tracks.find((one) => one.userId === userId);
    if (!track) throw new Error(`no track of ${userId}`);
    levels.set(userId, toneLevels(await decodeTrack(join(sessionDir, track.file)), hz));
  }
  const found = new Map([...levels].map(([userId, level]) => [userId, onsets(level)]));
  const [first] = log.singers;
  const firstLevels = levels.get(first?.userId ?? '') ?? new Float32Array(0);
  const killedAtMs = log.killedAtMs - manifest.startedAtMs;
  const offset = offsets(found.get(first?.userId ?? '') ?? [], log, manifest.startedAtMs);
  const lastMs = lastSoundBefore(firstLevels, killedAtMs + offset.beforeMs + 200) ?? 0;
  const cut = entries.find((entry) => entry.type === 'cut');
  const gap = { fromMs: lastMs, toMs: cut?.atMs ?? Number.NaN };
  return {
    ...{ onsets: found, levels, durationMs, gap },
    chat: new Map(
      entries.flatMap((entry) => (entry.type === 'chat' ? [[entry.text, entry.atMs] as const] : [])),
    ),
    verdicts: [
      await judgeTracks(join(sessionDir, 'tracks'), durationMs),
      judgeAlignment(log, levels),
      judgeLoss(killedAtMs + offset.beforeMs, lastMs),
      judgeGap(log, offset, gap, firstLevels),
      judgeVoices(log, levels),
      judgeStory(log, entries, offset, manifest.startedAtMs),
    ],
  };
}

interface Offsets {
  /** Session time less wall time of rounds, medians before and after the kill, ms. */
  beforeMs: number;
  afterMs: number;
  rounds: number;
  expected: number;
}

function offsets(starts: readonly number[], log: SessionLog, zeroMs: number): Offsets {
  const of = (fromMs: number, toMs: number) =>
    log.roundsAtMs
      .filter((atMs) => atMs > fromMs && atMs < toMs)
      .map((atMs) => ({ atMs, near: nearest(starts, atMs - zeroMs) }));
  const before = of(zeroMs + 1_000, log.killedAtMs);
  const after = of(log.wentOnAtMs + 1_000, Number.POSITIVE_INFINITY);
  const middle = (found: typeof before) =>
    median(found.flatMap(({ atMs, near }) => (near === null ? [] : [near - (atMs - zeroMs)]))) ?? Number.NaN;
  const all = [...before, ...after];
  return {
    ...{ beforeMs: middle(before), afterMs: middle(after) },
    ...{ rounds: all.filter(({ near }) => near !== null).length, expected: all.length },
  };
}

function nearest(moments: readonly number[], atMs: number): number | null {
  const near = moments.filter((one) => Math.abs(one - atMs) < ROUND_REACH_MS);
  return near.sort((a, b) => Math.abs(a - atMs) - Math.abs(b - atMs))[0] ?? null;
}

async function judgeTracks(tracksDir: string, durationMs: number): Promise<Verdict> {
  const figures = await Promise.all(
    (await readdir(tracksDir)).map(async (name) => ({ name, ...(await probeWhole(join(tracksDir, name))) })),
  );
  const ok = figures.every(
    ({ codec, seconds, complaints }) =>
      codec === 'opus' && Math.abs(seconds * 1_000 - durationMs) <= LENGTH_OFF_MS && complaints === '',
  );
  return {
    what: 'every track is whole and as long as the session',
    ok: ok && figures.length >= 4,
    figures: { durationMs, figures },
  };
}

/**
 * Who begins at the same frame stands at the same place. The first of the choir is held to it where they did pause before.
 * Nothing in what comes in tells when it was sent: while the machine stands still, all of it comes late by that.
 */
function judgeAlignment(log: SessionLog, levels: ReadonlyMap<string, Float32Array>): Verdict {
  const tracks = [...levels.values()].map((level) => ({ level, starts: onsets(level) }));
  const groups = (tracks[1]?.starts ?? []).flatMap((atMs) => {
    const paused = tracks.filter(
      ({ level }) => loudest(level, atMs - PAUSED_FROM_MS, atMs - PAUSED_TO_MS) < -60,
    );
    const group = paused.map(({ starts }) => nearest(starts, atMs) ?? Number.POSITIVE_INFINITY);
    return group.length > 2 ? [group] : [];
  });
  const spreads = groups.map((group) => Math.max(...group) - Math.min(...group));
  const worstMs = Math.max(0, ...spreads);
  const stood = Math.round(log.machineStallMs);
  const allowedMs = ALIGN_MS + (stood > ALIGN_MS ? stood : 0);
  const within = spreads.filter((spread) => spread <= ALIGN_MS).length;
  return {
    what: `who begins at the same frame stands together within ${ALIGN_MS} ms in ${within} of ${groups.length} rounds, at worst ${worstMs} ms (a bare loop stood still for up to ${stood} ms)`,
    ok: worstMs <= allowedMs && within >= groups.length * 0.9 && groups.length > log.roundsAtMs.length / 2,
    figures: {
      ...{ rounds: groups.length, medianMs: median(spreads), worstMs, allowedMs },
      apart: groups.filter((_, at) => (spreads[at] ?? 0) > ALIGN_MS),
    },
  };
}

function judgeLoss(killedMs: number, lastMs: number): Verdict {
  const lostMs = Math.round(killedMs - lastMs);
  return {
    what: `the kill took at most ${LOST_MS} ms (it took ${lostMs})`,
    ok: lostMs <= LOST_MS && lostMs > -200,
    figures: { killedMs: Math.round(killedMs), lastSoundMs: lastMs, lostMs },
  };
}

/** The gap is silent, marked, and as long as it was. */
function judgeGap(log: SessionLog, offset: Offsets, gap: Session['gap'], levels: Float32Array): Verdict {
  const offMs = Math.round(offset.afterMs - offset.beforeMs);
  const inside = loudest(levels, gap.fromMs + 50, gap.toMs - 50);
  return {
    what: `the gap is marked, silent and as long as it was (off by ${offMs} ms)`,
    ok:
      Math.abs(offMs) <= GAP_OFF_MS &&
      inside < -60 &&
      gap.toMs > gap.fromMs &&
      offset.rounds >= offset.expected - 2,
    figures: {
      ...{ ...gap, offMs, insideDbfs: inside, rounds: offset.rounds, expected: offset.expected },
      reopenedMs: log.openedAgainAtMs - log.killedAtMs,
      mendedMs: log.mendedAtMs - log.openedAgainAtMs,
    },
  };
}

/** Nobody is heard in somebody else's track. */
function judgeVoices(log: SessionLog, levels: ReadonlyMap<string, Float32Array>): Verdict {
  const figures = log.singers.map(({ name, userId, hz }) => {
    const level = levels.get(userId) ?? new Float32Array(0);
    const sounding = level.filter((one) => one > -40).length * 0.005;
    return { name, hz, soundingS: Math.round(sounding) };
  });
  const [first, ...others] = figures;
  const ok = others.every(({ soundingS }) => soundingS > 0 && soundingS < (first?.soundingS ?? 0) / 2);
  return { what: 'each voice is in its own track', ok, figures };
}

/** Markers, chat and the notice are in the journal, where they were. */
function judgeStory(
  log: SessionLog,
  entries: Awaited<ReturnType<typeof readJournal>>['entries'],
  offset: Offsets,
  zeroMs: number,
): Verdict {
  const line = (text: string) =>
    entries.find(
      (entry) =>
        (entry.type === 'marker' && entry.label === text) || (entry.type === 'chat' && entry.text === text),
    );
  const figures = [...log.markers, ...log.chat].map(({ text, atMs }) => {
    const shift = atMs > log.killedAtMs ? offset.afterMs : offset.beforeMs;
    const found = line(text);
    return { text, offMs: found ? Math.round(found.atMs - (atMs - zeroMs + shift)) : null };
  });
  const notices = entries.filter(
    (entry) => entry.type === 'chat' && /being recorded/.test(entry.text),
  ).length;
  const ok = figures.every(({ offMs }) => offMs !== null && Math.abs(offMs) < 1_000) && notices >= 1;
  return {
    what: 'markers, chat and the notice are in the journal, where they were',
    ok,
    figures: { notices, figures },
  };
}

/** The parts of a path that tell one export from another. */
export function nameOf(path: string): string {
  return `${dirname(path).split('/').at(-1) ?? ''}/${path.split('/').at(-1) ?? ''}`;
}
