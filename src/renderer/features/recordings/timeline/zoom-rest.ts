/** A zoom that has stood for so long is over, ms: three notches of a wheel that is turned slowly, and hardly noticed. */
export const REST_MS = 120;
/** Scrolling leaves a span as it is, but for what rounding does to it. */
const SAME = 1e-6;

/** Whether somebody is in the middle of zooming. */
export interface ZoomRest {
  /** Told what is in view, as often as one likes. */
  saw(spanMs: number): void;
  /** True from the second change that follows the one before within `REST_MS`, until none came for so long. */
  isMoving(): boolean;
  close(): void;
}

/** Calls `onRest` when a zoom has come to rest. A single step (a key, a jump to somewhere) is none. */
export function createZoomRest(onRest: () => void): ZoomRest {
  let span: number | null = null;
  let changedAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    const left = changedAt + REST_MS - performance.now();
    // One timer for a whole zoom, and not one for each of its frames.
    timer = left > 0 ? setTimeout(look, left) : undefined;
    if (timer === undefined) onRest();
  };
  return {
    saw(spanMs) {
      const before = span;
      if (before !== null && Math.abs(spanMs - before) <= before * SAME) return;
      span = spanMs;
      if (before === null) return;
      const now = performance.now();
      if (now - changedAt < REST_MS && timer === undefined) timer = setTimeout(look, REST_MS);
      changedAt = now;
    },
    isMoving: () => timer !== undefined,
    close: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
