/** The stretch of a recording that is on screen, ms. Pure: pixels and time, zooming, scrolling, ruler steps. */
export interface Viewport {
  startMs: number;
  endMs: number;
}

/** Closer than this there is nothing more to see: a few tens of pixels for each millisecond. */
export const MIN_SPAN_MS = 40;

/** The whole recording in view. */
export function wholeOf(durationMs: number): Viewport {
  return { startMs: 0, endMs: Math.max(MIN_SPAN_MS, durationMs) };
}

/** How much is in view, ms. */
export function spanOf(view: Viewport): number {
  return view.endMs - view.startMs;
}

/** Where `ms` is drawn, px from the left of a lane `width` px wide; outside the lane when not in view. */
export function xOf(ms: number, view: Viewport, width: number): number {
  return ((ms - view.startMs) / spanOf(view)) * width;
}

/** The other way: the session time under `x`, ms. */
export function timeAt(x: number, view: Viewport, width: number): number {
  if (width <= 0) return view.startMs;
  return view.startMs + (x / width) * spanOf(view);
}

/** Zooms by `factor` (below 1 is closer) so that `anchorMs` stays where it is on screen. */
export function zoom(view: Viewport, factor: number, anchorMs: number, durationMs: number): Viewport {
  const whole = Math.max(MIN_SPAN_MS, durationMs);
  const span = Math.min(whole, Math.max(MIN_SPAN_MS, spanOf(view) * factor));
  const share = (anchorMs - view.startMs) / spanOf(view);
  return clamp({ startMs: anchorMs - share * span, endMs: anchorMs + (1 - share) * span }, whole);
}

/** The view moved by `byMs`, kept within the recording. */
export function pan(view: Viewport, byMs: number, durationMs: number): Viewport {
  return clamp({ startMs: view.startMs + byMs, endMs: view.endMs + byMs }, Math.max(MIN_SPAN_MS, durationMs));
}

/** The view that has `ms` in it: the same one if it has, else turned over like a page. */
export function reveal(view: Viewport, ms: number, durationMs: number): Viewport {
  if (ms >= view.startMs && ms <= view.endMs) return view;
  const span = spanOf(view);
  return clamp({ startMs: ms - span * 0.05, endMs: ms + span * 0.95 }, Math.max(MIN_SPAN_MS, durationMs));
}

function clamp(view: Viewport, wholeMs: number): Viewport {
  const span = Math.min(spanOf(view), wholeMs);
  const startMs = Math.min(Math.max(0, view.startMs), wholeMs - span);
  return { startMs, endMs: startMs + span };
}

/** The view that has `ms` in its middle, as near as it was; at the ends as far as it goes. */
export function centre(view: Viewport, ms: number, durationMs: number): Viewport {
  const half = spanOf(view) / 2;
  return clamp({ startMs: ms - half, endMs: ms + half }, Math.max(MIN_SPAN_MS, durationMs));
}

/** Exactly from `fromMs` to `toMs` with a little air, kept within the recording and not closer than allowed. */
export function around(fromMs: number, toMs: number, durationMs: number): Viewport {
  const span = Math.max(MIN_SPAN_MS, (toMs - fromMs) * 1.1);
  const middle = (fromMs + toMs) / 2;
  return clamp({ startMs: middle - span / 2, endMs: middle + span / 2 }, Math.max(MIN_SPAN_MS, durationMs));
}

const STEPS_MS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000,
  600_000, 900_000, 1_800_000, 3_600_000, 7_200_000,
] as const;
/** Labels closer than this run into each other. */
const LABEL_EVERY_PX = 84;

/** The round time between two labels of the ruler, ms. */
export function rulerStep(view: Viewport, width: number): number {
  const wanted = (spanOf(view) / width) * LABEL_EVERY_PX;
  return STEPS_MS.find((candidate) => candidate >= wanted) ?? 14_400_000;
}

/** Where the ruler has its labels: round times, never crowded. */
export function rulerTicks(view: Viewport, width: number): number[] {
  if (width <= 0) return [];
  const step = rulerStep(view, width);
  const ticks: number[] = [];
  for (let ms = Math.ceil(view.startMs / step) * step; ms <= view.endMs; ms += step) ticks.push(ms);
  return ticks;
}
