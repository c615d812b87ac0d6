import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, type Locator, type Page, type TestInfo } from '@playwright/test';
import { type LaunchedApp, type LaunchOptions, launchRoomtone, waitUntilReady } from './electron-app';
import { type Screens, screensOf } from './screens';

export interface Stage extends LaunchedApp {
  readonly screens: Screens;
}

/** The app, launched and ready for the first click. */
export async function openRoomtone(options: LaunchOptions = {}): Promise<Stage> {
  const launched = await launchRoomtone(options);
  await waitUntilReady(launched.page);
  return { ...launched, screens: screensOf(launched.page, launched.app) };
}

/**
 * After a test: the trace when it failed; the app is closed either way, its window has logged no error, and no action failed in a
 * way nobody foresaw.
 */
export async function endRoomtone(stage: Stage | undefined, info: TestInfo): Promise<void> {
  if (!stage) return;
  try {
    if (info.status !== info.expectedStatus && !stage.page.isClosed()) {
      await stage.saveTrace(info.outputPath('trace.zip'));
      info.attachments.push({
        name: 'stderr',
        contentType: 'text/plain',
        body: Buffer.from(stage.mainStderr()),
      });
    }
  } finally {
    await stage.close();
  }
  expect(stage.consoleErrors, 'what the window said at level error').toEqual([]);
  const unforeseen = troubleLogged(stage).filter((line) => line.includes(UNFORESEEN));
  expect(unforeseen, 'actions that failed in a way nobody foresaw').toEqual([]);
}

/** What the window has logged of such an action. */
const UNFORESEEN = 'window: an action failed:';

/** A picture for whoever reads the run, in the test's own output folder. */
export async function look(page: Page, info: TestInfo, name: string): Promise<void> {
  await page.screenshot({ path: info.outputPath(`${name}.png`) });
}

/** Lines that our own code logged at warn or error, without Chromium's noise. */
export function troubleLogged(stage: LaunchedApp): string[] {
  return stage
    .mainStderr()
    .split('\n')
    .filter((line) => /^\d{4}-\d\d-\d\dT\S+ (warn|error) /.test(line));
}

/** The pid of one of our processes beside main, by its entry's name. */
export async function childPid(stage: LaunchedApp, entry: string): Promise<number> {
  const pids = await stage.app.evaluate(
    ({ app }, name) => app.getAppMetrics().flatMap((one) => (one.name === name ? [one.pid] : [])),
    `Roomtone ${entry}`,
  );
  const [pid] = pids;
  if (pid === undefined || pids.length !== 1) throw new Error(`${entry}: ${pids.length} processes`);
  return pid;
}

/** How many pixels of a canvas are drawn in each of its columns. */
export async function inkByColumn(canvas: Locator): Promise<number[]> {
  return canvas.evaluate((element) => {
    const drawing = element as unknown as {
      width: number;
      height: number;
      getContext(kind: '2d'): {
        getImageData(x: number, y: number, w: number, h: number): { data: Uint8ClampedArray };
      };
    };
    const { width, height } = drawing;
    const { data } = drawing.getContext('2d').getImageData(0, 0, width, height);
    const columns = new Array<number>(width).fill(0);
    for (let at = 3; at < data.length; at += 4) {
      if ((data[at] ?? 0) > 0) columns[((at - 3) / 4) % width] = (columns[((at - 3) / 4) % width] ?? 0) + 1;
    }
    return columns;
  });
}

/** Sees `count` different readings of these meters' text: one of them moves, it is not only lit. */
export async function expectMoving(meters: Locator, count = 3, timeoutMs = 20_000): Promise<void> {
  const seen = new Set<number>();
  await expect
    .poll(
      async () => {
        const values = await meters.evaluateAll((all) =>
          all.map((one) => (one as unknown as { value: number }).value),
        );
        for (const value of values) seen.add(value);
        return seen.size;
      },
      { timeout: timeoutMs, intervals: [200], message: `${meters} moves` },
    )
    .toBeGreaterThanOrEqual(count);
}

/** What ffprobe says of a file's first audio stream: its codec and its length in seconds. */
export async function probe(path: string): Promise<{ codec: string; seconds: number }> {
  const { stdout } = await promisify(execFile)('ffprobe', [
    ...['-v', 'error', '-show_entries', 'stream=codec_name:format=duration', '-of', 'json'],
    path,
  ]);
  const found = JSON.parse(stdout) as { streams: { codec_name: string }[]; format: { duration: string } };
  return { codec: found.streams[0]?.codec_name ?? 'none', seconds: Number(found.format.duration) };
}
