import type { FullConfig } from '@playwright/test';
import { ensureDisplay, needsVirtualDisplay, startDisplay } from '../../scripts/setup/display.mjs';

/** The displays of the workers, separated by commas; each window has one to itself and so the focus of one. */
const DISPLAYS = 'ROOMTONE_TEST_DISPLAYS';

/** Runs once before the window tests: `npx playwright test` alone needs displays too. Workers inherit their names. */
export default async function prepareDisplays({ workers }: FullConfig): Promise<(() => void) | undefined> {
  if (workers === 1 || !needsVirtualDisplay(process.platform, process.env)) {
    return (await ensureDisplay())?.close;
  }
  const displays = await Promise.all(Array.from({ length: workers }, () => startDisplay()));
  process.env[DISPLAYS] = displays.map(({ display }) => display).join();
  return () => {
    for (const { close } of displays) close();
  };
}

/** The display of this worker, where it has one of its own. */
export function ownDisplay(env: NodeJS.ProcessEnv): { DISPLAY?: string } {
  const display = env[DISPLAYS]?.split(',')[Number(env.TEST_PARALLEL_INDEX ?? 0)];
  return display === undefined ? {} : { DISPLAY: display };
}
