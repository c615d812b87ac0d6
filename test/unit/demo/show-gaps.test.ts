import { describe, expect, test } from 'vitest';
import { isOfTheMachine, judgeGaps, silences } from '../../demo/show/gaps';
import { measureLevels } from '../../demo/show/tones';

const RATE = 48_000;
const ZERO_MS = 1_700_000_000_000;

/** Six seconds of the piece on deck A, silent between these times. */
function programme(...holes: [fromMs: number, toMs: number][]): Float32Array {
  return Float32Array.from({ length: 6 * RATE }, (_, at) => {
    const ms = (at * 1_000) / RATE;
    return holes.some(([from, to]) => ms >= from && ms < to)
      ? 0
      : 0.16 * Math.sin((2 * Math.PI * 450 * at) / RATE);
  });
}

const stall = (dueMs: number, lateMs: number) => ({
  dueAtMs: ZERO_MS + dueMs,
  ranAtMs: ZERO_MS + dueMs + lateMs,
});

function judged(
  holes: [number, number][],
  stalls: ReturnType<typeof stall>[],
  cuts: { name: string; atMs: number; backAtMs: number | null }[] = [],
) {
  const samples = programme(...holes);
  const machine = { beats: 300, stalls };
  const found = silences(samples, measureLevels(samples), ZERO_MS, { machine, cuts });
  return judgeGaps(found, { machine });
}

describe('a gap in the recording of a show', () => {
  test('is ours when a bare loop beside it ran in time', () => {
    expect(judged([[2_000, 2_060]], [stall(4_000, 80)])).toMatchObject({
      ok: false,
      figures: { gaps: [{ fromMs: 2_000, toMs: 2_060, lengthMs: 60, by: 'ours' }] },
    });
  });

  test('is the machine’s when the bare loop was late there, too', () => {
    expect(judged([[2_000, 2_060]], [stall(1_940, 70)])).toMatchObject({
      ok: true,
      figures: { gaps: [{ by: 'machine' }], bareLoop: { beats: 300, late: 1, worstLateMs: 70 } },
    });
  });

  test('is ours when the machine stood still for a small part of it alone', () => {
    expect(judged([[2_000, 2_300]], [stall(2_100, 40)])).toMatchObject({ ok: false });
  });

  test('is a cut’s until a second after it was mended', () => {
    const cut = { name: 'cut', atMs: ZERO_MS + 2_000, backAtMs: ZERO_MS + 2_500 };
    expect(judged([[2_050, 2_800]], [], [cut])).toMatchObject({
      ok: true,
      figures: { gaps: [{ by: 'cut' }] },
    });
    expect(judged([[3_800, 3_900]], [], [cut])).toMatchObject({ ok: false });
  });

  test('is none up to the length of a frame', () => {
    expect(judged([[2_000, 2_020]], [])).toMatchObject({ ok: true, figures: { gaps: [] } });
  });

  test('cannot be judged without the bare loop', () => {
    const samples = programme();
    const machine = { beats: 0, stalls: [] };
    const found = silences(samples, measureLevels(samples), ZERO_MS, { machine, cuts: [] });
    expect(judgeGaps(found, { machine }).ok).toBe(false);
  });
});

test('what two threads saw at once counts once', () => {
  const gap = { fromMs: ZERO_MS + 1_000, toMs: ZERO_MS + 1_100 };
  expect(isOfTheMachine(gap, [stall(1_000, 30), stall(1_000, 30)])).toBe(false);
  expect(isOfTheMachine(gap, [stall(1_000, 30), stall(1_040, 30)])).toBe(true);
});
