import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { strings } from '../../src/renderer/strings';
import { endRoomtone, openRoomtone, type Stage } from '../support/e2e';

const ROOM = 'Last orders';
const STAY = 0;
const QUIT = 1;
let stage: Stage;
let dataDir: string;

test.beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'roomtone-quit-'));
  stage = await openRoomtone({ userDataDir: dataDir });
});
test.afterEach(async () => {
  await endRoomtone(stage, test.info());
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

/** Whoever is asked answers so from now on; what was asked can be read with `asked`. */
async function answer(response: number): Promise<void> {
  await stage.app.evaluate(({ dialog }, given) => {
    const kept = globalThis as unknown as { asked?: string[] };
    kept.asked ??= [];
    dialog.showMessageBox = (async (_window: unknown, options: Electron.MessageBoxOptions) => {
      kept.asked?.push(
        `${options.message} | ${options.detail} | ${options.buttons?.[options.defaultId ?? -1]}`,
      );
      return { response: given, checkboxChecked: false };
    }) as typeof dialog.showMessageBox;
  }, response);
}

const asked = () => stage.app.evaluate(() => (globalThis as unknown as { asked?: string[] }).asked ?? []);

test('closing the window or quitting while recording in a room asks first; agreed, the recording is complete', async () => {
  const { app, screens, page } = stage;
  await screens.welcome.startPractising();
  await screens.rooms.create(ROOM);
  await screens.rooms.join(ROOM);
  await expect(screens.callBar.bar).toContainText(strings.call.phase.ready);
  await screens.callBar.record();
  await expect(screens.callBar.stopButton).toHaveText(/0:0[2-9]/);

  await answer(STAY);
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(asked).toHaveLength(1);
  await app.evaluate(({ app: electron }) => electron.quit());
  await expect.poll(asked).toHaveLength(2);
  for (const question of await asked()) {
    expect(question).toContain(ROOM);
    expect(question).toContain('recording');
    expect(question).toMatch(/\| Stay$/);
  }
  // Beside W, which cues a deck, there is no key that ends it all.
  await page.keyboard.press('Control+w');
  await expect(screens.callBar.stopButton).toBeVisible();
  await expect(screens.callBar.bar).toContainText(ROOM);
  expect(await asked()).toHaveLength(2);

  await answer(QUIT);
  const ended = new Promise<void>((resolve) => app.process().once('exit', () => resolve()));
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await ended;

  stage = await openRoomtone({ userDataDir: dataDir });
  await stage.screens.library.open();
  await stage.screens.library.item(ROOM).click();
  await expect(stage.screens.review.playButton).toBeEnabled();
  await expect(stage.page.getByText(strings.library.health.repaired, { exact: true })).toHaveCount(0);
});

test('in no room the window closes at once', async () => {
  const { app, screens } = stage;
  await screens.welcome.startPractising();
  await answer(STAY);
  const ended = new Promise<void>((resolve) => app.process().once('exit', () => resolve()));
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await ended;
});
