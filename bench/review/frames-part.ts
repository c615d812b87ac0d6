import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { launchRoomtone, waitUntilReady } from '../../test/support/electron-app';
import { writeLongSession } from '../../test/support/long-session/write';
import { type BenchPart, percentile } from '../harness';
import { type Movement, measureFrames } from './frames';

const HOURS = 4;
const PEOPLE = 10;
const OPEN_MS = 30_000;

/** From the whole evening down to single samples, sideways there, and out again. */
const ZOOM: readonly Movement[] = [
  { with: 'ctrl', deltaY: -100, at: 0.37, frames: 100 },
  { with: 'ctrl', deltaY: 100, at: 0.37, frames: 100 },
];
const SCROLL: readonly Movement[] = [
  { with: 'ctrl', deltaY: -100, at: 0, frames: 20 },
  { with: 'shift', deltaY: 60, at: 0.5, frames: 120 },
  { with: 'ctrl', deltaY: -100, at: 0.5, frames: 25 },
  { with: 'shift', deltaY: 60, at: 0.5, frames: 120 },
  { with: 'shift', deltaY: -60, at: 0.5, frames: 60 },
];
/** Standing still: what the machine itself takes from frames in this run. */
const STILL: readonly Movement[] = [{ with: null, deltaY: 0, at: 0, frames: 120 }];

/**
 * The built app with four hours of ten speakers open: zooming from hours to samples and back, and scrolling through
 * time at two zooms, at rest and while it plays.
 */
export const frames: BenchPart = {
  name: 'frames',
  measure: async ({ round, scratchDir, say }) => {
    const dataDir = join(scratchDir, `frames-${round}`);
    await mkdir(join(dataDir, 'recordings'), { recursive: true });
    await writeLongSession(join(dataDir, 'recordings', 'long-evening'), { hours: HOURS, people: PEOPLE });
    const launched = await launchRoomtone({ userDataDir: dataDir, traced: false });
    try {
      const { page } = launched;
      await waitUntilReady(page);
      await page.keyboard.press('Control+4');
      await page.getByRole('button', { name: 'Open A long evening' }).click();
      const waves = page.getByTestId('time-line').locator('canvas[data-loaded="true"]');
      await waves.nth(PEOPLE - 1).waitFor({ timeout: OPEN_MS });
      const still = await measureFrames(page, STILL);
      const zoom = await measureFrames(page, ZOOM);
      const scroll = await measureFrames(page, SCROLL);
      await page.getByRole('button', { name: 'Play', exact: true }).click();
      const playing = await measureFrames(page, ZOOM);
      const all = [...zoom, ...scroll, ...playing];
      const worst = (times: readonly number[]) => Math.max(...times).toFixed(1);
      say(
        `${all.length} frames; worst: still ${worst(still)}, zoom ${worst(zoom)}, scroll ${worst(scroll)}, playing ${worst(playing)} ms`,
      );
      return {
        review_worst_frame_ms: Math.max(...all),
        review_p99_frame_ms: percentile(all, 99),
        review_still_worst_frame_ms: Math.max(...still),
      };
    } finally {
      await launched.close();
    }
  },
  figures: (series) => [
    {
      id: 'review_worst_frame_ms',
      value: series.median('review_worst_frame_ms'),
      unit: 'ms',
      goal: 33,
      better: 'lower',
      peer: {
        name: 'standing still',
        value: series.median('review_still_worst_frame_ms'),
        unit: 'ms',
      },
    },
  ],
};
