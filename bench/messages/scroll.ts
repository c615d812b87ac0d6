import type { Page } from '@playwright/test';

export interface ScrollResult {
  /** Longest time between two frames while scrolling, ms. */
  worstFrameMs: number;
  p99FrameMs: number;
  frames: number;
  /** Different messages that were drawn on the way. */
  messagesSeen: number;
}

/** The page's own view of itself; this file is checked without the DOM's types. */
interface PageWindow {
  document: { querySelector(css: string): Scroller | null; querySelectorAll(css: string): Iterable<Row> };
  requestAnimationFrame(then: (nowMs: number) => void): void;
  onScrollFrame: (nowMs: number) => void;
}
interface Scroller {
  scrollTop: number;
  scrollHeight: number;
  clientHeight: number;
}
interface Row {
  dataset: { message?: string };
}

/**
 * Scrolls the open history in steps of `stepPx` a frame for `durationMs`, upwards when negative, and measures every
 * frame. At an end it waits for more to be read, which counts too: nothing is left out of the worst frame.
 */
export async function measureScroll(page: Page, stepPx: number, durationMs: number): Promise<ScrollResult> {
  const { times, seen } = await page.evaluate(
    ([step, duration]) =>
      new Promise<{ times: number[]; seen: number }>((resolve, reject) => {
        const self = globalThis as unknown as PageWindow;
        const scroller = self.document.querySelector('[data-history]');
        if (!scroller) {
          reject(new Error('no history is shown'));
          return;
        }
        const times: number[] = [];
        const seen = new Set<string>();
        let before = 0;
        let startedMs = 0;
        // On the page and not in a name of its own: the loader would wrap a named function in a helper of Node's.
        self.onScrollFrame = (nowMs) => {
          if (startedMs === 0) startedMs = nowMs;
          else times.push(nowMs - before);
          before = nowMs;
          for (const { dataset } of self.document.querySelectorAll('[data-message]'))
            if (dataset.message) seen.add(dataset.message);
          if (nowMs - startedMs >= duration) {
            resolve({ times, seen: seen.size });
            return;
          }
          scroller.scrollTop += step;
          self.requestAnimationFrame(self.onScrollFrame);
        };
        self.requestAnimationFrame(self.onScrollFrame);
      }),
    [stepPx, durationMs] as const,
  );
  const sorted = times.toSorted((a, b) => a - b);
  return {
    worstFrameMs: sorted.at(-1) ?? Number.NaN,
    p99FrameMs: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
    frames: sorted.length,
    messagesSeen: seen,
  };
}
