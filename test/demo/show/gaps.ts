import type { Verdict } from './judge-kit';
import type { Cut, ShowLog } from './log';
import type { Stall } from './machine';
import { FRAME_MS, findGaps, type Gap, type Levels, soundingSpan } from './tones';

/** A gap belongs to a cut from just before it until sound is steady again. */
const BEFORE_CUT_MS = 200;
const AFTER_CUT_MS = 1_000;
/** Below it there is no programme. */
const PRESENT_DBFS = -45;
/** What lies ahead and what is buffered moves a gap away from the stall that made it. */
const AROUND_STALL_MS = 200;
/** The machine answers for a gap when it stood still for at least this share of it. */
const STALL_SHARE = 0.5;

export interface Silence extends Gap {
  lengthMs: number;
  /** Whose it is: a cut's by its name, the machine's, or ours. */
  by: string;
}

/** Where the programme is silent, however short, each with who answers for it; null when there is no programme. */
export function silences(
  samples: Float32Array,
  levels: Levels,
  zeroMs: number,
  log: Pick<ShowLog, 'cuts' | 'machine'>,
): { programme: Gap; silences: Silence[] } | null {
  const music = levels.pieces.a.map((level, at) => Math.max(level, levels.pieces.b[at] ?? -120));
  const programme = soundingSpan(music, PRESENT_DBFS);
  if (!programme) return null;
  const found = findGaps(samples, programme.fromMs, programme.toMs, 0).map((gap) => {
    const wall = { fromMs: gap.fromMs + zeroMs, toMs: gap.toMs + zeroMs };
    const cut = log.cuts.find((one) => within(wall.fromMs, wall.toMs, one));
    const by = cut?.name ?? (isOfTheMachine(wall, log.machine.stalls) ? 'machine' : 'ours');
    return { ...gap, lengthMs: gap.toMs - gap.fromMs, by };
  });
  return { programme, silences: found };
}

/** No gap longer than a frame but the cuts; those that the machine made are told and not held against us. */
export function judgeGaps(
  found: ReturnType<typeof silences>,
  { machine }: Pick<ShowLog, 'machine'>,
): Verdict {
  if (!found) return { what: 'gaps', ok: false, figures: 'there is no programme in the track' };
  const gaps = found.silences.filter(({ lengthMs }) => lengthMs > FRAME_MS);
  const lateMs = machine.stalls.map(({ dueAtMs, ranAtMs }) => ranAtMs - dueAtMs);
  const counts = {
    ours: gaps.filter(({ by }) => by === 'ours').length,
    machine: gaps.filter(({ by }) => by === 'machine').length,
  };
  const bareLoop = {
    beats: machine.beats,
    late: lateMs.length,
    worstLateMs: Math.max(0, ...lateMs),
    lateMsInAll: lateMs.reduce((sum, one) => sum + one, 0),
  };
  return {
    what: `no gap longer than a frame but the cuts (ours: ${counts.ours}; the machine's: ${counts.machine}, a bare loop was late ${bareLoop.late} times)`,
    ok: counts.ours === 0 && machine.beats > 0,
    figures: {
      programme: found.programme,
      gaps,
      ofOneFrame: found.silences.filter(({ lengthMs }) => lengthMs <= FRAME_MS),
      bareLoop,
    },
  };
}

/** Whether a stretch (Unix ms) lies in what a cut and its mending took. */
export function within(fromMs: number, toMs: number, cut: Cut): boolean {
  return (
    fromMs >= cut.atMs - BEFORE_CUT_MS && toMs <= (cut.backAtMs ?? Number.POSITIVE_INFINITY) + AFTER_CUT_MS
  );
}

/** Whether the machine stood still around a gap (both in Unix ms) for a good part of its length. */
export function isOfTheMachine(gap: Gap, stalls: readonly Stall[]): boolean {
  const [from, to] = [gap.fromMs - AROUND_STALL_MS, gap.toMs + AROUND_STALL_MS];
  let [stoodMs, untilMs] = [0, from];
  // In the order in which they began: what two threads saw at once counts once.
  for (const { dueAtMs, ranAtMs } of stalls) {
    const [start, end] = [Math.max(dueAtMs, untilMs), Math.min(ranAtMs, to)];
    if (end <= start) continue;
    stoodMs += end - start;
    untilMs = end;
  }
  return stoodMs >= (gap.toMs - gap.fromMs) * STALL_SHARE;
}
