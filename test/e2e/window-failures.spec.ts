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

test('an error nobody expected is logged without secrets, told once, and the app goes on', async () => {
  const stage = await openRoomtone();
  const secret = 'MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs';
  try {
    await stage.app.evaluate(({ dialog }, token) => {
      const asked: string[] = [];
      Object.assign(globalThis, { asked });
      dialog.showMessageBox = ((options: Electron.MessageBoxOptions) => {
        asked.push(`${options.message} ${options.detail}`);
        return new Promise((resolve) =>
          setTimeout(() => resolve({ response: 1, checkboxChecked: false }), 300),
        );
      }) as typeof dialog.showMessageBox;
      for (const place of ['here', 'there']) {
        setTimeout(() => {
          throw new Error(`broken ${place}: Bot ${token}`);
        });
      }
      void Promise.reject(new Error(`unseen: Bot ${token}`));
    }, secret);
    await expect.poll(() => stage.mainStderr()).toContain('broken there');
    await expect.poll(() => stage.mainStderr()).toContain('unseen');
    const asked = await stage.app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
    expect(asked).toHaveLength(1);
    expect(asked.join() + stage.mainStderr()).not.toContain(secret);
    await expect(stage.page.getByRole('button', { name: /practis/i })).toBeEnabled();
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
