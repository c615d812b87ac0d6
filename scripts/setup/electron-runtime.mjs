// Which Electron this machine starts and tests with, in this order: one the user names, the official one, the pinned
// fallback (docs/adr/0001-electron-runtime.md). The answer is noted, so that tests and benches use the same one.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureFallbackElectron, fallback } from './electron-fallback.mjs';
import { downloadOfficial, installedOfficial, officialVersion } from './electron-official.mjs';
import { readNote, stringField, stringsField, writeNote } from './project.mjs';
import { SetupError, say } from './report.mjs';
import { run } from './run.mjs';
import { sandboxArguments } from './sandbox.mjs';

/** After a failed download the official host is asked again only so much later. */
const askAgainMs = 24 * 60 * 60 * 1000;

/**
 * @typedef {object} ElectronRuntime
 * @property {'named' | 'official' | 'fallback'} kind
 * @property {string} path the executable
 * @property {string} version for example "45.4.1"
 * @property {string[]} args what it has to be started with on this machine, before the app's folder
 */

/** @typedef {Omit<ElectronRuntime, 'args'>} FoundRuntime */

/**
 * Which way to go, from what is known before anything is downloaded.
 * @param {object} facts
 * @param {boolean} facts.named the user names a runtime
 * @param {boolean} facts.officialInstalled
 * @param {NodeJS.Platform} facts.platform
 * @param {string} facts.arch
 * @param {number | null} facts.lastFailureMs when the official download last failed (epoch), null for never
 * @param {number} facts.nowMs
 * @returns {'named' | 'official' | 'download' | 'fallback'}
 */
export function chooseRuntime(facts) {
  if (facts.named) return 'named';
  if (facts.officialInstalled) return 'official';
  const hasFallback = facts.platform === 'linux' && facts.arch === 'x64';
  const recent = facts.lastFailureMs !== null && facts.nowMs - facts.lastFailureMs < askAgainMs;
  return hasFallback && recent ? 'fallback' : 'download';
}

/**
 * The sentence for a platform that has neither.
 * @param {string} version @param {string} platform @param {string} arch
 */
export function noRuntimeSentence(version, platform, arch) {
  return `Electron ${version} could not be downloaded and there is no fallback for ${platform}-${arch}: connect to the internet (or set ELECTRON_MIRROR, or ELECTRON_OVERRIDE_DIST_PATH to an unpacked Electron) and run the command again.`;
}

/**
 * The runtime of this machine; downloads it if need be and says so.
 * @returns {Promise<ElectronRuntime>}
 */
export async function ensureElectron() {
  const runtime = { ...(await findOrGet()), args: await sandboxArguments() };
  writeNote('electron', runtime);
  return runtime;
}

/** @returns {Promise<FoundRuntime>} */
async function findOrGet() {
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const official = installedOfficial();
  const lastFailure = readNote('electron-download-failed');
  const choice = chooseRuntime({
    named: Boolean(dist),
    officialInstalled: official !== null,
    platform: process.platform,
    arch: process.arch,
    lastFailureMs: typeof lastFailure === 'number' ? lastFailure : null,
    nowMs: Date.now(),
  });
  if (choice === 'named' && dist) return namedRuntime(dist);
  if (choice === 'official' && official)
    return { kind: 'official', path: official, version: officialVersion() };
  if (choice === 'download') {
    say(`Getting Electron ${officialVersion()} …`);
    const path = await downloadOfficial();
    if (path !== null) return { kind: 'official', path, version: officialVersion() };
    writeNote('electron-download-failed', Date.now());
    if (process.platform !== 'linux' || process.arch !== 'x64') {
      throw new SetupError(noRuntimeSentence(officialVersion(), process.platform, process.arch));
    }
  }
  const path = await ensureFallbackElectron();
  say(
    `Electron ${officialVersion()} cannot be downloaded here, so Roomtone runs on the pinned Electron ${fallback.version} (for starting and testing only).`,
  );
  return { kind: 'fallback', path, version: fallback.version };
}

/**
 * @param {string} dist
 * @returns {Promise<FoundRuntime>}
 */
async function namedRuntime(dist) {
  const names = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };
  const path = join(
    dist,
    process.platform in names ? names[/** @type {keyof typeof names} */ (process.platform)] : 'electron',
  );
  const asked = existsSync(path) ? await run(path, ['--version', '--no-sandbox'], { limitMs: 20_000 }) : null;
  const version = /^v(\d+\.\d+\.\d+)/m.exec(asked?.stdout ?? '')?.[1];
  if (version === undefined) {
    throw new SetupError(
      `ELECTRON_OVERRIDE_DIST_PATH names ${dist}, where no Electron runs: correct it or unset it.`,
    );
  }
  return { kind: 'named', path, version };
}

/**
 * The runtime that set-up chose, for tests and benches.
 * @returns {ElectronRuntime}
 * @throws {SetupError} when set-up has not run in this clone
 */
export function installedElectron() {
  const note = readNote('electron');
  const path = stringField(note, 'path');
  const version = stringField(note, 'version');
  const kind = stringField(note, 'kind');
  const args = stringsField(note, 'args');
  if (path === null || version === null || !existsSync(path)) {
    throw new SetupError('No Electron has been set up in this clone: run "npm test" or "npm start" once.');
  }
  return { kind: kind === 'official' || kind === 'named' ? kind : 'fallback', path, version, args };
}
