import { join } from 'node:path';
import { BrowserWindow, dialog, nativeTheme, shell } from 'electron';
import type { Logger } from '../support/logger';
import { createRestartBudget } from '../support/restart-budget';
import { APP_ORIGIN, APP_URL } from './app-protocol';
import { outsideLink } from './outside-links';
import { readWindowState, rememberWindowState } from './window-state';

export interface MainWindowOptions {
  preloadPath: string;
  dataDir: string;
  iconPath: string;
  logger: Logger;
  /** Whether it may be closed now; if not, the person is being asked. */
  mayClose: () => boolean;
}

/** Backgrounds of the first paint, the same as the window's own, so that it opens without a flash. */
const BACKGROUND = { dark: '#1b1a18', light: '#f6f4f1' } as const;

/** Opens the one window, hardened: sandbox, isolated context, no navigation, no new windows. */
export function openMainWindow(options: MainWindowOptions): BrowserWindow {
  const statePath = join(options.dataDir, 'window.json');
  const state = readWindowState(statePath);
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    ...state?.bounds,
    minWidth: 880,
    minHeight: 560,
    show: false,
    title: 'Roomtone',
    icon: options.iconPath,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload: options.preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      // A meter or a call must not stall because the window is behind another one.
      backgroundThrottling: false,
    },
  });
  lockDown(window, options.logger);
  window.on('close', (event) => {
    if (!options.mayClose()) event.preventDefault();
  });
  rememberWindowState(window, statePath, options.logger);
  if (state?.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.loadURL(APP_URL).catch((error) => options.logger.error('the window could not be loaded', { error }));
  return window;
}

/** A window that dies more often than this is not brought back by loading it once more. */
const MAX_RELOADS = 3;
const RELOAD_WINDOW_MS = 60_000;

function lockDown(window: BrowserWindow, logger: Logger): void {
  const { webContents } = window;
  const mayReload = createRestartBudget(MAX_RELOADS, RELOAD_WINDOW_MS, () => performance.now());
  // No window of ours opens another; a link to the web goes to the system's browser.
  webContents.setWindowOpenHandler(({ url }) => {
    const link = outsideLink(url);
    if (link === null) logger.warn('a link was refused');
    else shell.openExternal(link).catch((error) => logger.warn('the browser did not open', { error }));
    return { action: 'deny' };
  });
  const refuse = (event: { preventDefault(): void }, url: string) => {
    if (url.startsWith(`${APP_ORIGIN}/`)) return;
    event.preventDefault();
    logger.warn('navigation refused');
  };
  webContents.on('will-navigate', refuse);
  webContents.on('will-redirect', refuse);
  webContents.on('will-attach-webview', (event) => event.preventDefault());
  webContents.on('render-process-gone', (_event, details) => {
    logger.error('the window process ended', { reason: details.reason });
    if (details.reason === 'clean-exit' || window.isDestroyed()) return;
    if (mayReload()) {
      window.webContents.reload();
      return;
    }
    // Calls and recordings run on without it: the person decides when that ends.
    dialog.showErrorBox(
      'The window keeps failing',
      'Roomtone tried to bring it back several times. A call or recording goes on until you quit and start Roomtone again.',
    );
  });
}
