import { ensureDisplay } from '../../scripts/setup/display.mjs';

/** Runs once before the window tests: `npx playwright test` alone needs a display too. Workers inherit DISPLAY. */
export default async function prepareDisplay(): Promise<(() => void) | undefined> {
  const display = await ensureDisplay();
  return display?.close;
}
