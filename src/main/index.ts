import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { toAppError } from '@shared/errors/failure';
import { app, BrowserWindow, dialog, powerMonitor } from 'electron';
import type { RunningApp } from './app';
import { registerAppScheme, serveApp } from './electron/app-protocol';
import { askToQuit } from './electron/ask-to-quit';
import { allowMicrophoneOnly } from './electron/audio-capture';
import { createIpcTransport } from './electron/ipc-transport';
import { installLastResort } from './electron/last-resort';
import { openMainWindow } from './electron/main-window';
import { installMenu, withoutDefaultMenu } from './electron/menu';
import { QuitGuard } from './electron/quit-guard';
import { createLogger, stderrSink } from './support/logger';

/**
 * The Electron entry: opens the window, gives the app its platform parts, and ends both in order. All wiring
 * of services is in app.ts, which runs without Electron. Electron is not ready before this module is loaded, so it
 * imports what the window needs and nothing of the services: these are loaded while the window's own process starts.
 */
const dataDirOverride = process.env['ROOMTONE_DATA_DIR'];
if (dataDirOverride) {
  mkdirSync(dataDirOverride, { recursive: true });
  app.setPath('userData', dataDirOverride);
}
app.setName('Roomtone');
// Root cannot have Chromium's sandbox and starts with --no-sandbox; forcing it there would kill every child process.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
registerAppScheme();
withoutDefaultMenu();

const logSink = stderrSink(app.isPackaged ? 'warn' : 'info');
const logger = createLogger('main', logSink);
let running: RunningApp | undefined;
let quitting: 'no' | 'closing' | 'closed' = 'no';
const guard = new QuitGuard({
  atStake: () => running?.atStake() ?? null,
  ask: askToQuit,
  quit: () => app.quit(),
  logger,
});
installLastResort({
  logger,
  restart: () => {
    guard.agree();
    app.relaunch();
    app.quit();
  },
});

function showWindow(): void {
  const open = BrowserWindow.getAllWindows()[0];
  if (open) {
    if (open.isMinimized()) open.restore();
    open.focus();
    return;
  }
  openMainWindow({
    preloadPath: join(__dirname, '../preload/index.js'),
    dataDir: app.getPath('userData'),
    iconPath: join(resourcesDir(), 'icon.png'),
    logger: logger.child('window'),
    mayClose: () => quitting !== 'no' || guard.mayEnd(),
  });
}

/** Files we ship beside the code: in the packaged app next to the archive, else in the project. */
function resourcesDir(): string {
  return app.isPackaged ? join(process.resourcesPath, 'resources') : join(app.getAppPath(), 'resources');
}

async function start(): Promise<void> {
  await app.whenReady();
  followSystem();
  allowMicrophoneOnly();
  serveApp(join(__dirname, '../renderer'), () => running?.media ?? null);
  const dataDir = app.getPath('userData');
  const transport = createIpcTransport();
  // The window loads while the services start; what it asks meanwhile waits for them.
  showWindow();
  installMenu();
  const [{ createApp }, { createNativePorts }] = await Promise.all([
    import('./app'),
    import('./electron/native-ports'),
  ]);
  running = await createApp(
    {
      version: app.getVersion(),
      electronVersion: process.versions.electron ?? null,
      dataDir,
      recordingsDir: dataDirOverride
        ? join(dataDir, 'recordings')
        : join(app.getPath('documents'), 'Roomtone'),
      practiceVoicesDir: join(resourcesDir(), 'practice-voices'),
      checkOutputs: !app.isPackaged,
    },
    createNativePorts({
      transport,
      outDir: __dirname,
      showWindow: () => quitting === 'no' && showWindow(),
      logger,
      logSink,
    }),
  );
  app.on('activate', () => quitting === 'no' && showWindow());
}

/** A system that shuts down, or who ends the process, is not asked anything; what runs is finished all the same. */
function followSystem(): void {
  const end = () => {
    guard.agree();
    app.quit();
  };
  powerMonitor.on('shutdown', end);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
}

/** A window that does not answer must not keep recordings from being finished. */
const WINDOW_CLOSE_MS = 2_000;

/**
 * The windows go first, because they hand over what was typed last; then recordings are finished and the practice
 * server's state is saved.
 */
async function end(services: RunningApp): Promise<void> {
  await Promise.all(BrowserWindow.getAllWindows().map(closeWindow));
  await services.close();
}

function closeWindow(window: BrowserWindow): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => window.destroy(), WINDOW_CLOSE_MS);
    window.once('closed', () => {
      clearTimeout(cut);
      resolve();
    });
    window.close();
  });
}

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', () => running && quitting === 'no' && showWindow());
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', (event) => {
    if (quitting === 'closed' || !running) return;
    event.preventDefault();
    if (quitting === 'closing' || !guard.mayEnd()) return;
    quitting = 'closing';
    end(running)
      .catch((error) => logger.error('the app did not close cleanly', { error }))
      .finally(() => {
        quitting = 'closed';
        app.quit();
      });
  });
  start().catch((error) => {
    logger.error('Roomtone could not start', { error });
    // The window waits for services that will not come; it cannot say so.
    if (app.isReady()) dialog.showErrorBox('Roomtone could not start', toAppError(error).message);
    app.exit(1);
  });
} else {
  app.quit();
}
