import type { Page } from '@playwright/test';

/** One kind of movement: what the wheel says on every frame. */
export interface Movement {
  /** Zooms with Ctrl, scrolls through time with Shift. */
  with: 'ctrl' | 'shift' | null;
  /** Px on each frame; negative zooms in or goes back. */
  deltaY: number;
  /** Where the pointer is, 0..1 of the time line. */
  at: number;
  frames: number;
}

/** The page's own view of itself; this file is checked without the DOM's types. */
interface PageWindow {
  document: { querySelector(css: string): Axis | null };
  WheelEvent: new (type: string, init: Record<string, unknown>) => object;
  requestAnimationFrame(then: (nowMs: number) => void): void;
  onMoveFrame: (nowMs: number) => void;
}
interface Axis {
  getBoundingClientRect(): { left: number; top: number; width: number; height: number };
  dispatchEvent(event: object): boolean;
}

/**
 * Turns the wheel over the time line on every frame, one movement after the other, and measures every frame from the
 * first to the last: nothing is left out of the worst one, neither what is fetched on the way nor what is drawn anew.
 * @returns the time between frames, ms
 */
export async function measureFrames(page: Page, movements: readonly Movement[]): Promise<number[]> {
  return page.evaluate(
    (steps) =>
      new Promise<number[]>((resolve, reject) => {
        const self = globalThis as unknown as PageWindow;
        const axis = self.document.querySelector('[data-testid="time-line"]');
        if (!axis) {
          reject(new Error('no time line is shown'));
          return;
        }
        const box = axis.getBoundingClientRect();
        const times: number[] = [];
        let before = 0;
        let step = 0;
        let frame = 0;
        // On the page and not in a name of its own: the loader would wrap a named function in a helper of Node's.
        self.onMoveFrame = (nowMs) => {
          if (before > 0) times.push(nowMs - before);
          before = nowMs;
          const now = steps[step];
          if (!now) {
            resolve(times);
            return;
          }
          if (now.deltaY !== 0) {
            axis.dispatchEvent(
              new self.WheelEvent('wheel', {
                bubbles: true,
                cancelable: true,
                ctrlKey: now.with === 'ctrl',
                shiftKey: now.with === 'shift',
                deltaY: now.deltaY,
                clientX: box.left + box.width * now.at,
                clientY: box.top + box.height / 2,
              }),
            );
          }
          frame += 1;
          if (frame >= now.frames) {
            frame = 0;
            step += 1;
          }
          self.requestAnimationFrame(self.onMoveFrame);
        };
        self.requestAnimationFrame(self.onMoveFrame);
      }),
    movements,
  );
}
