import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { installedElectron } from '../../scripts/setup/electron-runtime.mjs';
import { projectRoot } from '../../scripts/setup/project.mjs';
import { strings } from '../../src/renderer/strings';
import { endRoomtone, look, openRoomtone, type Stage } from '../support/e2e';
import { ownDisplay } from '../support/e2e-setup';

const BOUNDS = { x: 60, y: 40, width: 1010, height: 690 };
const DRAFT = 'Half a sentence about Fri';
let stage: Stage;
let dataDir: string;

test.beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'roomtone-restart-'));
  stage = await openRoomtone({ userDataDir: dataDir });
});
test.afterEach(async () => {
  await endRoomtone(stage, test.info());
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

const bounds = () =>
  stage.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds());

/** The volume of the mix, as its slider says; only a call has it. */
async function listeningVolume(room: string) {
  await stage.screens.rooms.open();
  await stage.screens.rooms.choose(room);
  await stage.screens.rooms.join(room);
  await expect(stage.screens.callBar.bar).toContainText(strings.call.phase.ready);
  await stage.screens.live.open();
  return stage.page.getByRole('slider', { name: strings.live.listen.volume });
}

test('theme, desk, draft, window and listening volume are as they were left', async () => {
  await stage.app.evaluate(({ BrowserWindow }, wanted) => {
    BrowserWindow.getAllWindows()[0]?.setBounds(wanted);
  }, BOUNDS);
  await stage.screens.welcome.startPractising();
  const room = await stage.screens.rooms.firstName();
  const volume = await listeningVolume(room);
  await volume.focus();
  for (let step = 0; step < 12; step += 1) await stage.page.keyboard.press('ArrowLeft');
  const left = await volume.getAttribute('aria-valuetext');
  expect(left).toContain('6');
  await stage.page.keyboard.press('Control+,');
  await stage.page.getByRole('radio', { name: strings.settings.themes.dark }).click();
  await stage.screens.rooms.homeGuild();
  await stage.screens.messages.open('general');
  await stage.screens.messages.composer.fill(DRAFT);
  // At once: what was typed last is not lost by closing the window right after it.
  await stage.close();

  stage = await openRoomtone({ userDataDir: dataDir });
  const { page, screens } = stage;
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  expect(await bounds()).toEqual(BOUNDS);
  await look(page, test.info(), 'dark-again');
  await page.getByRole('button', { name: strings.welcome.practiceStart }).click();
  await expect(screens.messages.composer).toHaveValue(DRAFT);
  await expect(screens.messages.composer).toHaveAccessibleName(strings.messages.compose('general'));
  await look(page, test.info(), 'draft-again');
  await expect(await listeningVolume(room)).toHaveAttribute('aria-valuetext', left ?? '');
});

test('a second start ends at once and brings the first window to the front', async () => {
  await stage.app.evaluate(({ app, BrowserWindow }) => {
    const seen = globalThis as unknown as { focusCalls: number; seconds: number };
    const window = BrowserWindow.getAllWindows()[0];
    seen.focusCalls = 0;
    seen.seconds = 0;
    app.on('second-instance', () => {
      seen.seconds += 1;
    });
    if (!window) return;
    window.blur();
    // Without a window manager the system gives no focus, so the asking is what can be seen.
    const focus = window.focus.bind(window);
    window.focus = () => {
      seen.focusCalls += 1;
      focus();
    };
  });
  const electron = installedElectron();
  const second = spawn(electron.path, [...electron.args, projectRoot, `--user-data-dir=${dataDir}`], {
    env: { ...process.env, ...ownDisplay(process.env), ROOMTONE_DATA_DIR: dataDir },
    stdio: 'ignore',
  });
  const code = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      second.kill('SIGKILL');
      reject(new Error('the second start did not end'));
    }, 20_000);
    second.once('exit', (exit) => {
      clearTimeout(timer);
      resolve(exit);
    });
  });
  expect(code).toBe(0);
  const seen = () =>
    stage.app.evaluate(({ BrowserWindow }) => {
      const { focusCalls, seconds } = globalThis as unknown as { focusCalls: number; seconds: number };
      return { focusCalls, seconds, windows: BrowserWindow.getAllWindows().length };
    });
  await expect.poll(seen).toEqual({ focusCalls: 1, seconds: 1, windows: 1 });
  await expect(stage.page.getByRole('button', { name: strings.welcome.practiceStart })).toBeVisible();
});
