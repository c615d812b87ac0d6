import { type ChildProcess, spawn } from 'node:child_process';
import { installedElectron } from '../../scripts/setup/electron-runtime.mjs';
import { evaluateInFirstPage } from './devtools';
import { proportionalMemory } from './process-tree';

/** The longest a start may take before the bench gives up, and how long a started app is left alone before weighing. */
const startLimitMs = 60_000;
const settleMs = 3_000;

/**
 * Waits in the page until it calls itself ready (`<html data-ready="true">`) and two frames have been drawn since,
 * and answers with the page's own clock, so that nothing of the measuring is in the figure.
 */
const whenInteractive = `new Promise((done) => {
  const ready = () => document.documentElement?.dataset.ready === 'true';
  const drawn = () => requestAnimationFrame(() => requestAnimationFrame(() =>
    done(performance.timeOrigin + performance.now())));
  if (ready()) return drawn();
  const observer = new MutationObserver(() => {
    if (!ready()) return;
    observer.disconnect();
    drawn();
  });
  observer.observe(document, { attributes: true, attributeFilter: ['data-ready'], childList: true, subtree: true });
})`;

export interface StartMeasure {
  /** From the moment the process is asked for until the page can be used, in ms. */
  readonly startMs: number;
  /** PSS of all its processes, 3 s later, in bytes. */
  readonly memoryBytes: number;
}

/** Starts an app folder with a data folder of its own, measures it, and ends all its processes. */
export async function measureStart(appDir: string, userDataDir: string): Promise<StartMeasure> {
  const electron = installedElectron();
  const args = [...electron.args, '--remote-debugging-port=0', appDir, `--user-data-dir=${userDataDir}`];
  const startedAt = Date.now();
  const child = spawn(electron.path, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  try {
    const port = await debuggingPort(child);
    const interactiveAt = await evaluateInFirstPage(port, whenInteractive, startLimitMs);
    if (typeof interactiveAt !== 'number') throw new Error('the page gave no time');
    await new Promise((done) => setTimeout(done, settleMs));
    return { startMs: interactiveAt - startedAt, memoryBytes: proportionalMemory(child.pid ?? -1) };
  } finally {
    await end(child);
  }
}

/** Chromium says which port it took, in a line on stderr. */
function debuggingPort(child: ChildProcess): Promise<number> {
  return new Promise((done, fail) => {
    let text = '';
    const timer = setTimeout(() => fail(new Error(`Electron did not start:\n${text}`)), startLimitMs);
    child.on('error', fail);
    child.on('exit', (code) => fail(new Error(`Electron ended with code ${code}:\n${text}`)));
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(-20_000);
      const port = /DevTools listening on ws:\/\/[^:]+:(\d+)\//.exec(text)?.[1];
      if (!port) return;
      clearTimeout(timer);
      done(Number(port));
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  process.kill(-child.pid, 'SIGKILL');
  await ended;
}
