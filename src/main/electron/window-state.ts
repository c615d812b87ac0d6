import { readFileSync, writeFileSync } from 'node:fs';
import { type BrowserWindow, type Rectangle, screen } from 'electron';
import { z } from 'zod';

const WindowState = z.object({
  bounds: z.object({ x: z.number(), y: z.number(), width: z.number().min(640), height: z.number().min(480) }),
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

/** Remembers the window's place when it closes. */
export function rememberWindowState(window: BrowserWindow, path: string): void {
  window.on('close', () => {
    const state: WindowState = { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
    writeFileSync(path, JSON.stringify(state));
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
