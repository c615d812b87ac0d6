// Child processes for set-up: every one has a time limit, and takes its whole group down with it.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { projectRoot } from './project.mjs';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [limitMs] ended with SIGKILL after this long; no limit when absent
 * @property {'collect' | 'show' | 'show-on-stderr'} [output]
 * @property {AbortSignal} [signal] ends the child early
 */

/**
 * @typedef {object} RunResult
 * @property {number} code exit code; 127 when the command does not exist, 128 + n after a signal
 * @property {boolean} timedOut
 * @property {string} stdout empty unless collected
 * @property {string} stderr empty unless collected
 */

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
let watching = false;

/** Set by a signal: nothing more is begun once the running children have ended. @type {(() => void) | null} */
let leaveWhenIdle = null;

/** How long children may take to end after a signal before they are killed. */
const graceMs = 5_000;

/** @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal */
function signalGroup(child, signal) {
  if (child.pid === undefined || child.exitCode !== null) return;
  try {
    // A negative pid means the group; the child leads one of its own (detached) except on Windows.
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
  } catch {
    // It went by itself in the meantime.
  }
}

function endChildrenWithUs() {
  if (watching) return;
  watching = true;
  process.on('exit', () => {
    for (const child of running) signalGroup(child, 'SIGKILL');
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      const leave = () => process.exit(128 + constants.signals[signal]);
      leaveWhenIdle = leave;
      if (running.size === 0) leave();
      for (const child of running) signalGroup(child, signal);
      // They get a moment to end by themselves; who asks twice does not want to wait.
      process.once(signal, leave);
      setTimeout(leave, graceMs).unref();
    });
  }
}

/**
 * Runs a program to its end. Never throws for what the program does; look at `code`.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
export function run(command, args, options = {}) {
  endChildrenWithUs();
  const output = options.output ?? 'collect';
  const sink = output === 'show' ? 'inherit' : output === 'show-on-stderr' ? 2 : 'pipe';
  return new Promise((done) => {
    // Each child leads a group, so that what it started goes with it; signals from the terminal are passed on.
    const child = spawn(command, [...args], {
      cwd: options.cwd ?? projectRoot,
      env: options.env ?? process.env,
      stdio: ['ignore', sink, output === 'collect' ? 'pipe' : 2],
      detached: process.platform !== 'win32',
      signal: options.signal,
      killSignal: 'SIGKILL',
    });
    running.add(child);
    const texts = { stdout: '', stderr: '' };
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      texts.stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      texts.stderr += text;
    });
    let timedOut = false;
    const timer =
      options.limitMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            signalGroup(child, 'SIGKILL');
          }, options.limitMs);
    /** @param {number} code @param {string} [why] */
    const finish = (code, why) => {
      clearTimeout(timer);
      running.delete(child);
      if (running.size === 0) leaveWhenIdle?.();
      done({ code, timedOut, stdout: texts.stdout, stderr: why ? `${texts.stderr}${why}` : texts.stderr });
    };
    child.on('error', (error) => {
      const missing = 'code' in error && error.code === 'ENOENT';
      signalGroup(child, 'SIGKILL');
      finish(missing ? 127 : 126, error.message);
    });
    child.on('close', (code, signal) => {
      finish(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/**
 * The npm that belongs to this Node, as a program and its first arguments. `npm` is a script on Windows,
 * which cannot be spawned without a shell; running its JavaScript by this Node works everywhere.
 * @returns {{ command: string, first: string[] }}
 */
export function npmCommand() {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('.js')) return { command: process.execPath, first: [cli] };
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', first: [] };
}

/**
 * For every npm that fetches: npm's own waits between attempts add up to more than a minute, which is long to look at
 * when there is no network at all.
 */
export const npmPatience = Object.freeze([
  '--fetch-retries=2',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=5000',
]);
