import { join } from 'node:path';
import { type JournalEntry, readJournal, readManifest } from '../../../src/main/recording';
import { judgeGaps, type Silence, silences, within } from './gaps';
import type { Verdict } from './judge-kit';
import type { Cut, ShowLog } from './log';
import { alignMembers, type MemberFigures } from './members';
import { decodeTrack, FRAME_MS, type Levels, measureLevels, median, stretch } from './tones';

/** What the recording's clock and ours may differ by, with a busy machine between a key and the frame it changes. */
const LATE_MS = 700;
/** A deck whose turn was over is opened anew before the fade begins: a decoder's start on a busy machine. */
const REOPENED_MS = 1_000;
const PRESENT_DBFS = -45;
/** Signs of a recovery are looked for this long after a cut. */
const RECOVERY_LOOK_MS = 10_000;

interface Heard {
  log: ShowLog;
  /** Unix ms of session time 0. */
  zeroMs: number;
  levels: Levels;
  /** Where nothing of us is in the track: judged as gaps, and nowhere else. */
  holes: readonly Silence[];
  journal: JournalEntry[];
}

/** Holds a recording against what was done: every figure, and whether it is as it should be. */
export async function judgeRecording(sessionDir: string, log: ShowLog): Promise<Verdict[]> {
  const read = await readManifest(sessionDir);
  if (read.kind !== 'ok') throw new Error(`the recording has no manifest: ${read.kind}`);
  const { manifest } = read;
  const { entries } = await readJournal(sessionDir);
  const own = manifest.tracks.find((track) => track.self);
  if (!own) throw new Error('our own track is not in the recording');
  const samples = await decodeTrack(join(sessionDir, own.file));
  const levels = measureLevels(samples);
  for (const cut of log.cuts) cut.backAtMs = backAfter(cut, manifest.startedAtMs, entries);
  const zeroMs = manifest.startedAtMs;
  const found = silences(samples, levels, zeroMs, log);
  const heard: Heard = { log, zeroMs, levels, holes: found?.silences ?? [], journal: entries };
  const others = manifest.tracks.filter((track) => !track.self);
  const members = await alignMembers(sessionDir, others, entries);
  return [
    judgeGaps(found, log),
    judgeCuts(log, heard.zeroMs),
    judgeFades(heard),
    judgeDucking(heard),
    judgeMicrophone(heard),
    judgePads(heard),
    judgeMembers(members, (manifest.durationSamples ?? 0) / 48),
    judgeUndecryptable(heard),
    judgeBroadcast(log),
    judgeJournal(heard),
  ];
}

/** When a cut was mended: the connection is up and frames are encrypted again. */
function backAfter({ atMs }: Cut, zeroMs: number, journal: readonly JournalEntry[]): number | null {
  let [up, secure] = [true, true];
  let backAtMs: number | null = null;
  for (const entry of journal) {
    const wallMs = entry.atMs + zeroMs;
    if (wallMs > atMs + RECOVERY_LOOK_MS) break;
    const wasWell = up && secure;
    if (entry.type === 'connection') up = entry.state === 'resumed';
    else if (entry.type === 'epoch') secure = entry.epoch !== null;
    if (wallMs >= atMs && up && secure && !wasWell) backAtMs = wallMs;
  }
  return up && secure ? backAtMs : null;
}

function judgeCuts({ cuts }: ShowLog, zeroMs: number): Verdict {
  const figures = cuts.map(({ name, atMs, backAtMs }) => ({
    ...{ name, atMs: atMs - zeroMs, recoveredInMs: backAtMs === null ? null : backAtMs - atMs },
  }));
  const ok = figures.every(({ recoveredInMs }) => recoveredInMs !== null && recoveredInMs < 5_000);
  return { what: 'two cuts, each recovered within 5 s', ok: ok && cuts.length === 2, figures };
}

/** Equal power: while one falls and the other rises, the sum stays; measured against each deck alone. */
function judgeFades({ log, zeroMs, levels, holes }: Heard): Verdict {
  const { a, b } = levels.pieces;
  const full = { a: median(a.filter((level) => level > PRESENT_DBFS + 12)), b: 0 as number | null };
  full.b = median(b.filter((level) => level > PRESENT_DBFS + 12));
  const figures = log.fades.map(({ to, atMs, durationMs }) => {
    const from = atMs - zeroMs;
    const rising = to === 'a' ? a : b;
    const share = (index: number, of: Float32Array, whole: number | null) =>
      10 ** (((of[index] ?? -120) - (whole ?? 0)) / 10);
    let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    let [startMs, endMs] = [Number.NaN, Number.NaN];
    for (
      let at = Math.floor(from / FRAME_MS);
      at < (from + durationMs + REOPENED_MS + 500) / FRAME_MS;
      at += 1
    ) {
      // A decoder fades into a hole and out of it, a frame each.
      const [start, end] = [(at - 1) * FRAME_MS, (at + 2) * FRAME_MS];
      if (holes.some((hole) => hole.toMs > start && hole.fromMs < end)) continue;
      const sum = 10 * Math.log10(share(at, a, full.a) + share(at, b, full.b));
      lowest = Math.min(lowest, sum);
      highest = Math.max(highest, sum);
      const risen = share(at, rising, full[to]);
      if (Number.isNaN(startMs) && risen > 0.005) startMs = at * FRAME_MS;
      if (Number.isNaN(endMs) && risen > 0.98) endMs = at * FRAME_MS;
    }
    const round = (value: number) => Math.round(value * 10) / 10;
    return {
      ...{ to, atMs: from, startedAfterMs: startMs - from, lastedMs: endMs - startMs },
      ...{ lowestDb: round(lowest), highestDb: round(highest) },
    };
  });
  const ok = figures.every(
    ({ startedAfterMs, lastedMs, lowestDb, highestDb }) =>
      startedAfterMs <= REOPENED_MS && lastedMs > 2_000 && lastedMs < 3_600 && lowestDb > -2 && highestDb < 2,
  );
  return { what: 'crossfades keep their power', ok: ok && figures.length > 0, figures };
}

/** While somebody has been speaking for a while, the music is down by the depth; otherwise it is whole. */
function judgeDucking({ log, zeroMs, levels, journal }: Heard): Verdict {
  const spoken = speechSpans(journal);
  const figures = log.ducks.map(({ fromMs, toMs, depthDb }) => {
    const [from, to] = [fromMs - zeroMs, toMs - zeroMs];
    const piece = [levels.pieces.a, levels.pieces.b].reduce((loud, one) =>
      (median(stretch(one, from, to)) ?? -120) > (median(stretch(loud, from, to)) ?? -120) ? one : loud,
    );
    const whole = median(stretch(piece, from - 1_800, from - 200)) ?? Number.NaN;
    const down: number[] = [];
    for (const span of spoken) {
      const [start, end] = [Math.max(span.fromMs + 600, from + 600), Math.min(span.toMs, to - 200)];
      if (end > start) down.push(...stretch(piece, start, end));
    }
    const fell = (median(down) ?? Number.NaN) - whole;
    return { atMs: from, depthDb, measuredDb: Math.round(fell * 10) / 10, frames: down.length };
  });
  const ok = figures.every(
    ({ depthDb, measuredDb, frames }) => frames > 50 && Math.abs(measuredDb - depthDb) < 2,
  );
  return { what: 'the music falls while members speak', ok: ok && figures.length > 0, figures };
}

/** When at least one member spoke, by the journal. */
function speechSpans(journal: readonly JournalEntry[]): { fromMs: number; toMs: number }[] {
  const speaking = new Map<string, number>();
  const spans: { fromMs: number; toMs: number }[] = [];
  for (const entry of journal) {
    if (entry.type !== 'speaking') continue;
    const since = speaking.get(entry.userId);
    if (entry.speaking) speaking.set(entry.userId, since ?? entry.atMs);
    else if (since !== undefined) {
      speaking.delete(entry.userId);
      spans.push({ fromMs: since, toMs: entry.atMs });
    }
  }
  return spans;
}

function judgeMicrophone({ log, zeroMs, levels }: Heard): Verdict {
  const share = (fromMs: number, toMs: number) => {
    const part = stretch(levels.rest, fromMs - zeroMs, toMs - zeroMs);
    return part.length === 0 ? 0 : part.filter((level) => level > PRESENT_DBFS).length / part.length;
  };
  const figures = log.talks.map(({ fromMs, toMs }) => ({
    atMs: fromMs - zeroMs,
    speechShare: Math.round(share(fromMs + 300, toMs) * 100) / 100,
    beforeShare: Math.round(share(fromMs - 1_500, fromMs) * 100) / 100,
    loudestDbfs: Math.round(Math.max(-120, ...stretch(levels.rest, fromMs - zeroMs, toMs - zeroMs))),
  }));
  const ok = figures.every(({ speechShare, beforeShare }) => speechShare > 0.3 && beforeShare < 0.05);
  return {
    what: 'speech of the microphone while the key is held, and only then',
    ok: ok && figures.length > 0,
    figures,
  };
}

function judgePads({ log, zeroMs, levels }: Heard): Verdict {
  const figures = log.pads.map(({ piece, atMs }) => {
    const at = atMs - zeroMs;
    const first = stretch(levels.pieces[piece], at - 200, at + 3_000).findIndex(
      (level) => level > PRESENT_DBFS,
    );
    const heardAfterMs =
      first < 0 ? null : Math.ceil((at - 200) / FRAME_MS) * FRAME_MS + first * FRAME_MS - at;
    return { piece, atMs: at, heardAfterMs };
  });
  const ok = figures.every(
    ({ heardAfterMs }) => heardAfterMs !== null && heardAfterMs >= -100 && heardAfterMs <= LATE_MS,
  );
  return { what: 'pads sound when they are pressed', ok: ok && figures.length > 0, figures };
}

function judgeMembers(figures: MemberFigures[], sessionMs: number): Verdict {
  // The middle of one or two says nothing.
  const speaking = figures.filter(({ onsets }) => onsets > 2);
  const ok =
    speaking.length >= 2 &&
    figures.every(({ durationMs }) => Math.abs(durationMs - sessionMs) < 100) &&
    speaking.every(({ medianOffsetMs }) => medianOffsetMs !== null && Math.abs(medianOffsetMs) < 150);
  return { what: 'members have tracks of the session’s length, their speech where they spoke', ok, figures };
}

function judgeUndecryptable({ log, zeroMs, journal }: Heard): Verdict {
  const changes = journal.flatMap((entry) =>
    entry.type === 'join' || entry.type === 'leave' || entry.type === 'epoch' ? [entry.atMs + zeroMs] : [],
  );
  const figures: { atMs: number; more: number; afterChangeMs: number | null; inCut: boolean }[] = [];
  log.samples.forEach((now, index) => {
    const before = log.samples[index - 1];
    const more = now.undecryptable - (before?.undecryptable ?? 0);
    if (!before || more <= 0) return;
    // The counter comes once a second, so what is new in it may be that old.
    const since = changes.filter((at) => at <= now.atMs).map((at) => Math.max(0, now.atMs - at - 1_200));
    figures.push({
      ...{ atMs: now.atMs - zeroMs, more, afterChangeMs: since.length === 0 ? null : Math.min(...since) },
      inCut: log.cuts.some((cut) => within(now.atMs, now.atMs - 1_200, cut)),
    });
  });
  const ok = figures.every(
    ({ afterChangeMs, inCut }) => inCut || (afterChangeMs !== null && afterChangeMs <= 1_000),
  );
  return { what: 'nothing undecryptable later than 1 s after a change', ok, figures };
}

/** The counters come once a second: between two of their changes, outside of cuts, they tell the pace. */
function judgeBroadcast({ samples, cuts }: ShowLog): Verdict {
  const names = new Set(samples.flatMap(({ broadcast }) => broadcast.map(nameOf)));
  const figures = [...names].map((name) => {
    let [packets, elapsedMs, listeners] = [0, 0, 0];
    let [before, changed]: ({ atMs: number; packetsSent: number } | null)[] = [null, null];
    for (const { atMs, broadcast } of samples) {
      const room = broadcast.find((one) => nameOf(one) === name);
      const inCut = cuts.some((cut) => atMs > cut.atMs - 1_500 && atMs < (cut.backAtMs ?? atMs) + 3_000);
      if (!room || inCut) {
        before = changed = null;
        continue;
      }
      listeners = Math.max(listeners, room.listeners);
      const now = { atMs, packetsSent: room.packetsSent };
      if (before && now.packetsSent > before.packetsSent) {
        if (changed) {
          packets += now.packetsSent - changed.packetsSent;
          elapsedMs += atMs - changed.atMs;
        }
        changed = now;
      }
      before = now;
    }
    return { name, packetsPerSecond: Math.round((packets / elapsedMs) * 100_000) / 100, listeners };
  });
  const ok = figures.length === 2 && figures.every(({ packetsPerSecond }) => packetsPerSecond > 49);
  return { what: 'two more rooms get fifty packets a second', ok, figures };
}

function nameOf({ guildName, roomName }: { guildName: string; roomName: string }): string {
  return `${guildName}: ${roomName}`;
}

function judgeJournal({ journal, log }: Heard): Verdict {
  const count = (type: JournalEntry['type']) => journal.filter((entry) => entry.type === type).length;
  const figures = {
    ...{ joins: count('join'), leaves: count('leave'), epochs: count('epoch'), markers: count('marker') },
    ...{ alarms: count('alarm'), connection: count('connection') },
    alarmKinds: [...new Set(journal.flatMap((entry) => (entry.type === 'alarm' ? [entry.kind] : [])))],
    lines: journal.filter((entry) => ['alarm', 'connection', 'join', 'leave', 'epoch'].includes(entry.type)),
  };
  const asked = (kind: 'join' | 'leave') => log.moves.filter((move) => move.kind === kind).length;
  const ok =
    figures.joins >= asked('join') &&
    figures.leaves >= asked('leave') &&
    figures.epochs >= log.moves.length &&
    figures.alarms > 0 &&
    figures.markers >= 3 &&
    figures.connection >= 2 * log.cuts.length;
  return { what: 'the journal has joins, epochs, alarms and markers', ok, figures };
}
