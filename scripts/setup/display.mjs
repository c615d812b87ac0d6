// A display for the window: the one that is there, else a virtual one that ends with this process.
import { spawn } from 'node:child_process';
import { thisMachine } from './debian.mjs';
import { SetupError, say } from './report.mjs';

/**
 * Whether a virtual display is wanted: only Linux can be without one.
 * @param {NodeJS.Platform} platform
 * @param {NodeJS.ProcessEnv} env
 */
export function needsVirtualDisplay(platform, env) {
  return platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY;
}

/**
 * Puts a virtual display into process.env.DISPLAY.
 * @returns {Promise<{ display: string, close: () => void } | null>} null when a display is there already
 */
export async function ensureDisplay() {
  if (!needsVirtualDisplay(process.platform, process.env)) return null;
  const virtual = await startDisplay();
  process.env.DISPLAY = virtual.display;
  say(`There is no display, so the window opens on a virtual one (Xvfb ${virtual.display}).`);
  return virtual;
}

/**
 * Starts Xvfb on a display number that it picks itself.
 * @returns {Promise<{ display: string, close: () => void }>}
 */
export async function startDisplay() {
  const xvfb = ['Xvfb', '-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-dpi', '96'];
  // setpriv (util-linux) makes the kernel end it even when we are killed and no exit handler runs.
  const [command, ...args] = thisMachine().hasProgram('setpriv')
    ? ['setpriv', '--pdeathsig', 'TERM', ...xvfb]
    : xvfb;
  const child = spawn(String(command), args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  const close = () => {
    child.kill('SIGTERM');
  };
  const number = await displayNumber(child);
  if (number === null) {
    close();
    throw new SetupError(
      'No display is set and the virtual one (Xvfb) did not start: set DISPLAY, or install it with: sudo apt-get install -y xvfb',
    );
  }
  process.on('exit', close);
  // It must not keep this process alive once the work is done.
  child.unref();
  return { display: `:${number}`, close };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<string | null>} null when it ended, or said nothing for 15 s
 */
function displayNumber(child) {
  return new Promise((done) => {
    const channel = child.stdio[3];
    let text = '';
    /** @param {string | null} number */
    const finish = (number) => {
      clearTimeout(timer);
      for (const pipe of [channel, child.stderr]) {
        if (pipe && 'unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
      }
      done(number);
    };
    const timer = setTimeout(() => finish(null), 15_000);
    child.on('error', () => finish(null));
    child.on('exit', () => finish(null));
    // Read and dropped: a full pipe would stop the server.
    child.stderr?.resume();
    channel?.on('data', (/** @type {Buffer} */ chunk) => {
      text += chunk.toString('utf8');
      const match = /^(\d+)\n/.exec(text);
      if (match?.[1]) finish(match[1]);
    });
  });
}
