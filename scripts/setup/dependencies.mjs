// node_modules: `npm ci` when it is missing or is not what the lockfile asks for, and not otherwise.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compilerRemedy } from './debian.mjs';
import { projectRoot, stringField } from './project.mjs';
import { SetupError, say } from './report.mjs';
import { npmCommand, npmPatience, run } from './run.mjs';

/**
 * Whether node_modules holds what the lockfile asks for, by the record that npm itself leaves there when it is done
 * (so a package that a developer added counts, and an interrupted installation does not).
 * @param {unknown} lock package-lock.json
 * @param {unknown} installed node_modules/.package-lock.json
 */
export function isInstalledAsLocked(lock, installed) {
  const have = packagesOf(installed);
  return Object.entries(packagesOf(lock)).every(([path, wanted]) => {
    if (path === '') return true;
    const found = have[path];
    // Optional ones are for other platforms for the most part.
    if (found === undefined) return booleanField(wanted, 'optional');
    return ['version', 'integrity'].every((name) => stringField(found, name) === stringField(wanted, name));
  });
}

/** @param {unknown} lock @returns {Record<string, unknown>} */
function packagesOf(lock) {
  if (typeof lock !== 'object' || lock === null || !('packages' in lock)) return {};
  const { packages } = lock;
  return typeof packages === 'object' && packages !== null
    ? /** @type {Record<string, unknown>} */ (packages)
    : {};
}

/** @param {unknown} value @param {string} name */
function booleanField(value, name) {
  return (
    typeof value === 'object' &&
    value !== null &&
    /** @type {Record<string, unknown>} */ (value)[name] === true
  );
}

/**
 * The sentence for an `npm ci` that failed.
 * @param {string} output what npm printed
 * @param {{ timedOut: boolean, what: string, compilerRemedy: string | null }} about
 */
export function npmFailureSentence(output, about) {
  const code = /npm (?:error|ERR!) code (\S+)/.exec(output)?.[1] ?? '';
  const network =
    /^(ECONN|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET|UNABLE_TO|CERT_|SELF_SIGNED|FETCH|E5\d\d|ERR_TLS)/;
  if (about.timedOut || network.test(code)) {
    return `npm could not reach its package registry to install ${about.what}${code ? ` (${code})` : ''}: check the network connection (or npm's registry and proxy settings) and run the command again.`;
  }
  if (code === 'ENOSPC')
    return `The disk is full, so ${about.what} could not be installed: make room and run the command again.`;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return `npm may not write to node_modules (${code}): make this folder yours, or clone it again as the user you are now.`;
  }
  if (code === 'EINTEGRITY') {
    return `A package arrived damaged (EINTEGRITY): run "npm cache verify" and then the command again.`;
  }
  if (code === 'EUSAGE') {
    return `package-lock.json does not match package.json: run "npm install" and then the command again.`;
  }
  if (/node-pre-gyp|node-gyp|gyp ERR!/.test(output)) {
    return (
      about.compilerRemedy ??
      'The Opus codec could not be compiled: run "npm ci" to see the compiler\'s messages.'
    );
  }
  return `npm could not install ${about.what}${code ? ` (${code})` : ''}: run "npm ci" to see its own messages.`;
}

/**
 * The headers of the running Node, where they lie beside it: then node-gyp need not download them.
 * @param {string} execPath
 * @param {(path: string) => boolean} exists
 * @returns {NodeJS.ProcessEnv}
 */
export function headerSettings(execPath, exists) {
  const prefix = dirname(dirname(execPath));
  return exists(join(prefix, 'include', 'node', 'node_api.h')) ? { npm_config_nodedir: prefix } : {};
}

/**
 * @typedef {object} Target
 * @property {string} folder
 * @property {string} what
 * @property {string} saying
 */

/** @type {Target} */
const app = {
  folder: projectRoot,
  what: "Roomtone's packages",
  saying: "Installing Roomtone's packages (once; a minute or two) …",
};

/** @type {Target} discord.js and @discordjs/voice, the judges of the practice server; only the tests need them. */
const counterpart = {
  folder: join(projectRoot, 'test', 'counterpart'),
  what: 'the packages of the counterpart tests',
  saying: 'Installing the packages of the counterpart tests (once) …',
};

/** @param {Target} target */
function isInstalled(target) {
  const record = join(target.folder, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  return isInstalledAsLocked(readJson(join(target.folder, 'package-lock.json')), readJson(record));
}

/** @param {string} path @returns {unknown} */
function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Whether the app's packages are installed as the lockfile says. */
export function areDependenciesInstalled() {
  return isInstalled(app);
}

/**
 * Installs one package folder from its lockfile unless that was done already.
 * @param {Target} target
 * @returns {Promise<boolean>} whether anything was installed
 */
async function ensureInstalled(target) {
  if (isInstalled(target)) return false;
  say(target.saying);
  const npm = npmCommand();
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--no-update-notifier'];
  const result = await run(npm.command, [...npm.first, 'ci', ...quiet, ...npmPatience], {
    cwd: target.folder,
    // npm's settings reach lifecycle scripts through the environment; node-gyp reads npm_config_nodedir there.
    env: {
      ...process.env,
      ...headerSettings(process.execPath, existsSync),
      npm_config_engine_strict: 'false',
    },
    limitMs: 600_000,
  });
  if (result.code !== 0) {
    if (result.code === 127) {
      throw new SetupError(
        'npm was not found beside Node: install Node with its npm (https://nodejs.org) and run the command again.',
      );
    }
    throw new SetupError(
      npmFailureSentence(`${result.stdout}\n${result.stderr}`, {
        timedOut: result.timedOut,
        what: target.what,
        compilerRemedy: compilerRemedy(),
      }),
    );
  }
  return true;
}

/** The app's own packages. */
export function ensureDependencies() {
  return ensureInstalled(app);
}

/** The packages of the counterpart tests, among them a Node that is new enough for them. */
export function ensureCounterpart() {
  return ensureInstalled(counterpart);
}
