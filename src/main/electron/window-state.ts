import { readFileSync, writeFileSync } from 'node:fs';
import { type BrowserWindow, type Rectangle, screen } from 'electron';
import { z } from 'zod';
import type { Logger } from '../support/logger';

const WindowState = z.object({
  bounds: z.object({
    x: z.number().int(),
    y: z.number().int(),
    width: z.number().int().min(640).max(32_767),
    height: z.number().int().min(480).max(32_767),
  }),
  maximized: z.boolean(),
});
type WindowState = z.infer<typeof WindowState>;

/** The remembered place of the window, or undefined when there is none that is still on a screen. */
export function readWindowState(path: string): WindowState | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    // First run, or a file that cannot be read: the default place is as good.
    return undefined;
  }
  const parsed = WindowState.safeParse(parseJson(text));
  return parsed.success && isOnScreen(parsed.data.bounds) ? parsed.data : undefined;
}

/** Remembers the window's place when it closes; that it cannot be written keeps no window open. */
export function rememberWindowState(window: BrowserWindow, path: string, logger: Logger): void {
  window.on('close', () => {
    const state: WindowState = { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
    try {
      writeFileSync(path, JSON.stringify(state));
    } catch (error) {
      logger.warn("the window's place could not be saved", { error });
    }
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isOnScreen(bounds: Rectangle): boolean {
  return screen.getAllDisplays().some(({ workArea }) => {
    const overlapX =
      Math.min(bounds.x + bounds.width, workArea.x + workArea.width) - Math.max(bounds.x, workArea.x);
    const overlapY =
      Math.min(bounds.y + bounds.height, workArea.y + workArea.height) - Math.max(bounds.y, workArea.y);
    return overlapX > 100 && overlapY > 100;
  });
}
