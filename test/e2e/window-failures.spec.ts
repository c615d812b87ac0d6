import { expect, test } from '@playwright/test';
import { openRoomtone } from '../support/e2e';

test('a window whose process dies is brought back, and left alone when it dies again and again', async () => {
  const stage = await openRoomtone();
  try {
    await stage.app.evaluate(({ app, dialog }) => {
      const said: string[] = [];
      Object.assign(globalThis, { said });
      dialog.showErrorBox = (title) => {
        said.push(title);
        app.emit('said');
      };
    });
    const crash = () =>
      stage.app.evaluate(async ({ app, BrowserWindow }) => {
        const [window] = BrowserWindow.getAllWindows();
        const back = new Promise<string>((resolve) => {
          window?.webContents.once('did-finish-load', () => resolve('back'));
          // What is said comes at once; a while later it is still the last word.
          app.once('said' as 'activate', () => setTimeout(() => resolve('gone'), 2_000));
        });
        window?.webContents.forcefullyCrashRenderer();
        return back;
      });
    expect([await crash(), await crash(), await crash(), await crash()]).toEqual([
      'back',
      'back',
      'back',
      'gone',
    ]);
    const said = await stage.app.evaluate(() => (globalThis as unknown as { said: string[] }).said);
    expect(said).toEqual(['The window keeps failing']);
  } finally {
    await stage.close();
  }
});

test('quitting does not wait for a window that hangs', async () => {
  const stage = await openRoomtone();
  // Never answers: the page is busy for good, and this wait ends with the app.
  stage.page
    .evaluate(() => {
      for (;;);
    })
    .catch(() => undefined);
  await new Promise((done) => setTimeout(done, 300));

  const since = performance.now();
  await stage.close();
  // Longer than this and the test's own patience has ended the app, not the app itself.
  expect(performance.now() - since).toBeLessThan(8_000);
});
