import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Bridge } from '../../src/shared/ipc/api';
import { type LaunchedApp, launchRoomtone, waitUntilReady } from '../support/electron-app';

declare const window: { roomtone: Bridge };

let roomtone: LaunchedApp;

test.beforeAll(async () => {
  roomtone = await launchRoomtone();
  await waitUntilReady(roomtone.page);
});

test.afterAll(async () => {
  await roomtone?.close();
});

test('the window runs sandboxed and isolated, with nothing of Node in reach', async () => {
  const preferences = await roomtone.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    const { sandbox, contextIsolation, nodeIntegration, webviewTag } = contents.getLastWebPreferences();
    return { sandbox, contextIsolation, nodeIntegration, webviewTag };
  });
  expect(preferences).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
  });
  const reach = await roomtone.page.evaluate(() => ({
    require: typeof (globalThis as Record<string, unknown>)['require'],
    process: typeof (globalThis as Record<string, unknown>)['process'],
    bridge: Object.keys(window.roomtone).sort(),
  }));
  expect(reach).toEqual({
    require: 'undefined',
    process: 'undefined',
    bridge: ['calls', 'events', 'openDroppedAudio', 'ports'],
  });
});

test('the page cannot be navigated away, open windows, run inline code or reach the network', async () => {
  const { page } = roomtone;
  const before = page.url();
  const attempts = await page.evaluate(async () => {
    const opened = (globalThis as unknown as { open(url: string): unknown }).open('https://example.com/');
    (globalThis as unknown as { location: { href: string } }).location.href = 'https://example.com/';
    let evaluated = true;
    try {
      new Function('return 1')();
    } catch {
      evaluated = false;
    }
    const fetched = await fetch('https://example.com/').then(
      () => true,
      () => false,
    );
    return { opened, evaluated, fetched };
  });
  expect(attempts).toEqual({ opened: null, evaluated: false, fetched: false });
  expect(page.url()).toBe(before);
  expect(roomtone.app.windows()).toHaveLength(1);
});

test('no permission is granted', async () => {
  const denied = await roomtone.page.evaluate(async () => {
    const media = (
      globalThis as unknown as {
        navigator: { mediaDevices: { getUserMedia(wanted: unknown): Promise<unknown> } };
      }
    ).navigator.mediaDevices;
    return media.getUserMedia({ video: true }).then(
      () => false,
      () => true,
    );
  });
  expect(denied).toBe(true);
});

test('a request from another frame is refused before anybody reads it', async () => {
  const answer = await roomtone.app.evaluate(async ({ BrowserWindow, ipcMain }) => {
    const handlers = (
      ipcMain as unknown as {
        _invokeHandlers: Map<string, (event: unknown, input: unknown) => Promise<unknown>>;
      }
    )._invokeHandlers;
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const handler = handlers.get('app.info');
    const reply = (value: unknown) => value;
    return handler?.(
      {
        sender: contents,
        senderFrame: { url: 'https://evil.example/', parent: null },
        _reply: reply,
        _throw: reply,
      },
      undefined,
    );
  });
  expect(answer).not.toMatchObject({ ok: true });
});

test('a token leaves no trace: not in files, log, diagnostics or the page', async () => {
  const canary = 'MTAwMDAwMDAwMDAwMDAwMDAw.CaNaRy.canary-0123456789-abcdefghijklmnop';
  const { page } = roomtone;
  const outcome = await page.evaluate(
    (token) =>
      window.roomtone.calls['accounts']?.['connectBot']?.({
        token,
        baseUrl: 'http://127.0.0.1:9/api',
        label: null,
        remember: true,
      }),
    canary,
  );
  expect(outcome).toMatchObject({ ok: true, value: { kind: 'unreachable' } });
  const diagnostics = await page.evaluate(() => window.roomtone.calls['app']?.['diagnostics']?.(undefined));
  expect(JSON.stringify([outcome, diagnostics])).not.toContain('CaNaRy');
  expect(await page.content()).not.toContain('CaNaRy');
  expect(roomtone.mainStderr()).not.toContain('CaNaRy');
  for (const file of await filesBelow(roomtone.userDataDir)) {
    const bytes = await readFile(file).catch(() => Buffer.alloc(0));
    expect(bytes.includes('CaNaRy'), file).toBe(false);
  }
});

test('input outside the contract is refused with a clear error', async () => {
  const answer = await roomtone.page.evaluate(() =>
    window.roomtone.calls['rooms']?.['create']?.({ guildId: 12, name: '' }),
  );
  expect(answer).toMatchObject({ ok: false, error: { code: 'ipc/invalid-input' } });
});

async function filesBelow(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.path, entry.name));
}
