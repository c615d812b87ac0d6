import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTurns } from '../../../src/renderer/features/recordings/timeline/turns';
import { createWaves, type Waves } from '../../../src/renderer/features/recordings/timeline/waves';
import { createZoomRest, REST_MS } from '../../../src/renderer/features/recordings/timeline/zoom-rest';

const FRAME_MS = 16;
const HOURS_MS = 4 * 3_600_000;
const WIDE_PX = 1_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('what is wanted in the same frame', () => {
  it('is done one after the other with a frame between two, the first one at once', async () => {
    const done: string[] = [];
    const turns = createTurns(() => new Promise((resolve) => setTimeout(resolve, FRAME_MS)));
    const job = (name: string) => async () => {
      done.push(name);
    };
    turns(job('a'));
    turns(job('b'));
    turns(job('c'));
    expect(done).toEqual(['a']);
    await vi.advanceTimersByTimeAsync(FRAME_MS);
    expect(done).toEqual(['a', 'b']);
    await vi.advanceTimersByTimeAsync(FRAME_MS);
    expect(done).toEqual(['a', 'b', 'c']);
    // Nothing waits any more: what comes next waits for no frame.
    turns(job('d'));
    expect(done.at(-1)).toBe('d');
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a zoom', () => {
  it('moves from its second step on, rests when none came for a while, and tells of it once', async () => {
    const onRest = vi.fn();
    const rest = createZoomRest(onRest);
    rest.saw(1_000);
    rest.saw(900);
    expect(rest.isMoving()).toBe(false);
    for (let span = 800; span > 0; span -= 100) {
      await vi.advanceTimersByTimeAsync(REST_MS - 1);
      rest.saw(span);
      expect(rest.isMoving()).toBe(true);
    }
    await vi.advanceTimersByTimeAsync(REST_MS - 1);
    expect([rest.isMoving(), onRest.mock.calls.length]).toEqual([true, 0]);
    await vi.advanceTimersByTimeAsync(1);
    expect([rest.isMoving(), onRest.mock.calls.length]).toEqual([false, 1]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is neither a single step now and then nor scrolling, and leaves no timer when it is closed', async () => {
    const onRest = vi.fn();
    const rest = createZoomRest(onRest);
    for (const span of [1_000, 500, 250]) {
      rest.saw(span);
      rest.saw(span * (1 + 1e-12));
      await vi.advanceTimersByTimeAsync(REST_MS);
      expect(rest.isMoving()).toBe(false);
    }
    rest.saw(200);
    rest.saw(100);
    expect(vi.getTimerCount()).toBe(1);
    rest.close();
    expect([vi.getTimerCount(), rest.isMoving(), onRest.mock.calls.length]).toEqual([0, false, 0]);
  });
});

describe('the sound itself, looked at closely', () => {
  const TRACKS = ['a', 'b', 'c'];
  let asked: string[];
  let failures: unknown[];
  let waves: Waves;
  const look = (spanMs: number, startMs = HOURS_MS / 2) => {
    for (const trackId of TRACKS) waves.want(trackId, spanMs / WIDE_PX, { startMs, endMs: startMs + spanMs });
  };
  /** Zooms in by a tenth on every frame. */
  const zoomIn = async (fromMs: number, toMs: number) => {
    for (let span = fromMs; span > toMs; span *= 0.9) {
      look(span);
      await vi.advanceTimersByTimeAsync(FRAME_MS);
    }
  };
  beforeEach(() => {
    asked = [];
    failures = [];
    waves = createWaves({
      durationMs: HOURS_MS,
      fetch: async (_trackId, bucketMs) => ({ bucketMs, values: new Int8Array(8) }),
      fetchNear: async (_trackId, fromMs, _toMs, bucketMs) => ({
        bucketMs,
        fromMs,
        values: new Int8Array(8),
      }),
      fetchFine: async (trackId, fromMs, toMs, bucketMs) => {
        asked.push(`${trackId} ${Math.round(toMs - fromMs)} in ${bucketMs}`);
        if (trackId === 'b') throw new Error('the track is damaged');
        return { bucketMs, fromMs, values: new Int8Array(8) };
      },
      onFailure: (error) => failures.push(error),
      breathe: () => new Promise((resolve) => setTimeout(resolve, FRAME_MS)),
    });
  });
  afterEach(() => waves.close());

  it('is not decoded on the way of a zoom, and where it rests for one track a frame', async () => {
    await zoomIn(HOURS_MS, 1_000);
    look(1_000);
    expect(asked).toEqual([]);
    await vi.advanceTimersByTimeAsync(REST_MS);
    expect(asked).toEqual(['a 2000 in 0.25']);
    await vi.advanceTimersByTimeAsync(FRAME_MS);
    // One that fails holds up no other.
    expect(asked).toEqual(['a 2000 in 0.25', 'b 2000 in 0.25']);
    await vi.advanceTimersByTimeAsync(FRAME_MS);
    expect(asked.slice(2)).toEqual(['c 2000 in 0.25']);
    expect(failures).toHaveLength(1);
    expect(waves.sharpest('c', 1, { startMs: HOURS_MS / 2, endMs: HOURS_MS / 2 + 1_000 })?.bucketMs).toBe(
      0.25,
    );
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is decoded at once for a jump and while scrolling', async () => {
    look(HOURS_MS, 0);
    look(2_000);
    expect(asked).toEqual(['a 4000 in 1']);
    await vi.advanceTimersByTimeAsync(REST_MS);
    look(2_000, HOURS_MS / 3);
    expect(asked.slice(3)).toEqual(['a 4000 in 1']);
  });

  it('is decoded for what is seen when its turn comes, and not at all when somebody left meanwhile', async () => {
    look(2_000);
    look(2_000, 5_000_000);
    await vi.advanceTimersByTimeAsync(2 * FRAME_MS);
    const seen = { startMs: 5_000_000, endMs: 5_002_000 };
    expect(waves.sharpest('c', 2, seen)?.bucketMs).toBe(1);
    look(2_000, 9_000_000);
    expect(asked).toHaveLength(4);
    look(HOURS_MS, 0);
    await vi.advanceTimersByTimeAsync(10 * FRAME_MS);
    expect(asked).toHaveLength(4);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is left alone when the recording is closed in the middle of a zoom', async () => {
    await zoomIn(HOURS_MS, 1_000);
    waves.close();
    await vi.advanceTimersByTimeAsync(10 * REST_MS);
    expect(asked).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
