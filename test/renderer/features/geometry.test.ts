import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPlayhead } from '../../../src/renderer/features/recordings/playhead';
import {
  pan,
  reveal,
  rulerTicks,
  spanOf,
  timeAt,
  wholeOf,
  xOf,
  zoom,
} from '../../../src/renderer/features/recordings/viewport';
import { columns } from '../../../src/renderer/features/recordings/waveform';

describe('viewport', () => {
  it('keeps the moment under the pointer where it is while zooming', () => {
    const view = { startMs: 10_000, endMs: 70_000 };
    const closer = zoom(view, 0.5, 25_000, 600_000);
    expect(spanOf(closer)).toBeCloseTo(30_000);
    expect(xOf(25_000, closer, 800)).toBeCloseTo(xOf(25_000, view, 800));
  });

  it('never leaves the recording', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_000, max: 10_000_000 }),
        fc.array(
          fc.tuple(
            fc.double({ min: 0.05, max: 20, noNaN: true }),
            fc.double({ min: -1e7, max: 1e7, noNaN: true }),
          ),
        ),
        (duration, steps) => {
          let view = wholeOf(duration);
          for (const [factor, by] of steps) {
            view = pan(zoom(view, factor, timeAt(300, view, 800), duration), by, duration);
            expect(view.startMs).toBeGreaterThanOrEqual(-1e-6);
            expect(view.endMs).toBeLessThanOrEqual(duration + 1e-3);
            expect(spanOf(view)).toBeGreaterThan(0);
          }
        },
      ),
    );
  });

  it('turns the page only when the moment is off it', () => {
    const view = { startMs: 0, endMs: 10_000 };
    expect(reveal(view, 9_999, 60_000)).toBe(view);
    const next = reveal(view, 12_000, 60_000);
    expect(next.startMs).toBeGreaterThan(0);
    expect(next.endMs).toBeGreaterThan(12_000);
  });

  it('labels the ruler at round times that do not crowd', () => {
    const ticks = rulerTicks({ startMs: 0, endMs: 754_000 }, 800);
    expect(ticks.slice(0, 3)).toEqual([0, 120_000, 240_000]);
    expect(rulerTicks({ startMs: 0, endMs: 1_000 }, 0)).toEqual([]);
  });
});

describe('columns', () => {
  it('shows the extremes of every bucket a pixel covers', () => {
    const values = new Int8Array([-10, 10, -128, 127, 0, 0, -64, 0]);
    const pairs = columns({ bucketMs: 10, values }, { startMs: 0, endMs: 40 }, 2);
    expect(pairs[0]).toBe(-1);
    expect(pairs[1]).toBe(1);
    expect(pairs[2]).toBe(-0.5);
    expect(pairs[3]).toBe(0);
  });

  it('repeats a bucket when pixels are finer than it, and is silent past the end', () => {
    const pairs = columns({ bucketMs: 10, values: new Int8Array([-64, 64]) }, { startMs: 0, endMs: 20 }, 4);
    expect(pairs[0]).toBe(pairs[2]);
    expect([...pairs.slice(4)]).toEqual([0, 0, 0, 0]);
  });
});

describe('playhead', () => {
  const state = { recordingId: 'r', durationMs: 10_000, soloTrackIds: [], mutedTrackIds: [] };

  it('follows the sound while playing and the player while not', () => {
    let sounding: number | null = null;
    const playhead = createPlayhead(() => sounding);
    playhead.heard({ kind: 'playing', positionMs: 1_000, ...state });
    expect(playhead.positionMs(0)).toBe(1_000);
    sounding = 1_234;
    expect(playhead.positionMs(0)).toBe(1_234);
    playhead.heard({ kind: 'paused', positionMs: 1_250, ...state });
    expect(playhead.positionMs(0)).toBe(1_250);
  });

  it('stays at the target of a seek until the sound has caught up', () => {
    let sounding = 2_000;
    const playhead = createPlayhead(() => sounding);
    playhead.heard({ kind: 'playing', positionMs: 2_000, ...state });
    playhead.seekTo(8_000, 100);
    expect(playhead.positionMs(150)).toBe(8_000);
    sounding = 8_020;
    expect(playhead.positionMs(200)).toBe(8_020);
  });
});
