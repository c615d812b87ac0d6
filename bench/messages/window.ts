import type { Page } from '@playwright/test';
import { type PracticeServer, startPracticeServer } from '../../src/main/practice-server/practice-server';
import type { Bridge } from '../../src/shared/ipc/api';
import { type LaunchedApp, launchRoomtone, waitUntilReady } from '../../test/support/electron-app';

declare const window: { roomtone: Bridge };

/** How many messages the channel holds that is scrolled and written in. */
export const MESSAGES = 100_000;
/** What the practice server calls that channel. */
const CHANNEL = 'long-talk';

export interface OpenDesk {
  launched: LaunchedApp;
  page: Page;
  server: PracticeServer;
  close(): Promise<void>;
}

/** The built app, connected to a practice server of this process, with the long channel open. */
export async function openLongChannel(dataDir: string): Promise<OpenDesk> {
  const server = await startPracticeServer({
    seed: 'messages',
    scripted: false,
    startVoice: null,
    messages: MESSAGES,
  });
  const launched = await launchRoomtone({ userDataDir: dataDir, traced: false });
  const close = async (): Promise<void> => {
    await launched.close();
    await server.close();
  };
  try {
    const { page } = launched;
    await waitUntilReady(page);
    const outcome = await page.evaluate(
      ([token, baseUrl]) =>
        window.roomtone.calls['accounts']?.['connectBot']?.({ token, baseUrl, label: null, remember: false }),
      [server.info.token, server.info.rest],
    );
    if (!JSON.stringify(outcome).includes('"connected"'))
      throw new Error(`not connected: ${JSON.stringify(outcome)}`);
    await page.keyboard.press('Control+2');
    await page.getByLabel('Find a channel').fill(CHANNEL);
    await page.getByText(CHANNEL, { exact: true }).first().click();
    await page.locator('[data-history] [data-message]').first().waitFor({ timeout: 20_000 });
    return { launched, page, server, close };
  } catch (error) {
    await close();
    throw error;
  }
}
