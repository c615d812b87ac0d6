import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { installedElectron } from '../../scripts/setup/electron-runtime.mjs';
import { projectRoot } from '../../scripts/setup/project.mjs';
import { ownDisplay } from './e2e-setup';

/** How long the first window may take to appear, and the app to quit when asked, before the launch or close fails. */
const firstWindowMs = 30_000;
const quitMs = 10_000;

/** How the trace of a failed test is kept: snapshots for looking at, sources for finding the line. */
const tracing = { screenshots: true, snapshots: true, sources: true } as const;

export interface LaunchOptions {
  /** Where the app keeps its files; a fresh temporary folder (deleted at close) when absent. */
  readonly userDataDir?: string;
  /** Added to the environment of the test. */
  readonly env?: Readonly<Record<string, string>>;
  /** Added after the app's folder. */
  readonly args?: readonly string[];
  /** Another app folder than Roomtone's, for tests of the launch itself. */
  readonly appDir?: string;
  /** False where time is measured: a trace takes pictures of every frame. `saveTrace` has nothing to write then. */
  readonly traced?: boolean;
}

export interface LaunchedApp {
  readonly app: ElectronApplication;
  /** The first window, loaded. */
  readonly page: Page;
  readonly userDataDir: string;
  /** The pid of Electron's main process, for tests that kill or suspend it. */
  readonly pid: number;
  /** What the window's console said at level error, and uncaught errors there, so far. */
  readonly consoleErrors: readonly string[];
  /** What the main process wrote to stderr since the launch returned (Chromium's own noise included). */
  mainStderr(): string;
  /** Writes the trace of what happened since the launch; for an afterEach that saw a failure. */
  saveTrace(path: string): Promise<void>;
  /** Quits the app as a person would, kills whatever is left after 10 s, and deletes a temporary data folder. */
  close(): Promise<void>;
}

/**
 * Launches the built app in the Electron that set-up chose, with a data folder of its own.
 *
 * @throws SetupError when set-up has not run in this clone; Playwright's error with the main process's last
 * words when no window appears within 30 s.
 */
export async function launchRoomtone(options: LaunchOptions = {}): Promise<LaunchedApp> {
  const electron = installedElectron();
  const ownDataDir = options.userDataDir === undefined;
  const userDataDir = options.userDataDir ?? (await mkdtemp(join(tmpdir(), 'roomtone-e2e-')));
  const app = await _electron.launch({
    executablePath: electron.path,
    args: [
      ...electron.args,
      options.appDir ?? projectRoot,
      `--user-data-dir=${userDataDir}`,
      ...(options.args ?? []),
    ],
    // Recordings and settings stay in the test's folder too, not in the person's documents.
    env: { ...environment(), ...ownDisplay(process.env), ROOMTONE_DATA_DIR: userDataDir, ...options.env },
    cwd: projectRoot,
    // Playwright adds --no-sandbox by itself otherwise, and the window would be tested without what users get.
    chromiumSandbox: !electron.args.includes('--no-sandbox'),
    timeout: firstWindowMs,
  });
  const main = app.process();
  let stderr = '';
  main.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const consoleErrors: string[] = [];
  const watch = (page: Page): void => {
    page.on('console', (message) => {
      // A remote picture that does not come is the server's matter: the window shows a sign in its place.
      if (message.location().url.startsWith('roomtone://media/')) return;
      if (message.type() === 'error') consoleErrors.push(message.text());
    });
    page.on('pageerror', (error) => consoleErrors.push(error.stack ?? error.message));
  };
  app.on('window', watch);
  for (const page of app.windows()) watch(page);

  const close = async (): Promise<void> => {
    await endProcess(app, main);
    if (ownDataDir) await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
  };

  try {
    if (options.traced !== false) await app.context().tracing.start(tracing);
    const page = await app.firstWindow({ timeout: firstWindowMs });
    await page.waitForLoadState('domcontentloaded');
    return {
      app,
      page,
      userDataDir,
      pid: main.pid ?? -1,
      consoleErrors,
      mainStderr: () => stderr,
      saveTrace: (path) => app.context().tracing.stop({ path }),
      close,
    };
  } catch (error) {
    await close();
    throw new Error(`no window appeared; the main process said:\n${stderr.slice(-4_000)}`, { cause: error });
  }
}

/** Waits until the first screen can be used: the window says so itself. */
export async function waitUntilReady(page: Page, timeoutMs = firstWindowMs): Promise<void> {
  await page.locator('html[data-ready="true"]').waitFor({ state: 'attached', timeout: timeoutMs });
}

/** The environment without variables that would make Electron behave as Node or reach for a debugger. */
function environment(): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value === undefined || name === 'ELECTRON_RUN_AS_NODE' || name === 'NODE_OPTIONS') continue;
    kept[name] = value;
  }
  return kept;
}

/** `main`: its process, which Playwright forgets as soon as it has ended by itself. */
async function endProcess(app: ElectronApplication, main: ChildProcess): Promise<void> {
  if (main.exitCode !== null || main.signalCode !== null) return;
  const ended = new Promise<void>((done) => main.once('exit', () => done()));
  // A main process that was killed or suspended cannot answer; the timer below decides then.
  const asked = answerQuit(app).then(
    () => app.close(),
    (error: unknown) => error,
  );
  const timer = setTimeout(() => killGroup(main.pid), quitMs);
  await Promise.all([ended, asked]);
  clearTimeout(timer);
}

/** Whoever is in a room is asked whether to leave it: a test that ends has nobody to answer. */
function answerQuit(app: ElectronApplication): Promise<void> {
  return app.evaluate(({ dialog }) => {
    dialog.showMessageBox = async () => ({ response: 1, checkboxChecked: false });
  });
}

/** Electron leads a process group under Playwright, so its helpers go with it. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
