// Where things are: the clone, what set-up remembers inside node_modules, and the per-user cache that clones share.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root folder of this clone. */
export const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Notes of set-up about this clone; they go when node_modules goes, which is what we want. */
const stateFolder = join(projectRoot, 'node_modules', '.cache', 'roomtone');

/**
 * The folder of one user that all clones share, by each system's custom.
 * @param {NodeJS.ProcessEnv} [env]
 * @param {NodeJS.Platform} [platform]
 * @param {string} [home]
 */
export function userCacheFolder(env = process.env, platform = process.platform, home = homedir()) {
  if (env.ROOMTONE_CACHE) return resolve(env.ROOMTONE_CACHE);
  if (platform === 'win32')
    return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'roomtone', 'cache');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'roomtone');
  // The XDG rule: a relative XDG_CACHE_HOME is invalid and is to be ignored.
  const base = env.XDG_CACHE_HOME?.startsWith('/') ? env.XDG_CACHE_HOME : join(home, '.cache');
  return join(base, 'roomtone');
}

/**
 * What set-up noted under this name, or null when it never did (or the note cannot be read).
 * @param {string} name
 * @returns {unknown}
 */
export function readNote(name) {
  try {
    return JSON.parse(readFileSync(join(stateFolder, `${name}.json`), 'utf8'));
  } catch {
    return null;
  }
}

/**
 * Notes a value for later runs; written beside and renamed, so that no reader meets half a file.
 * @param {string} name
 * @param {unknown} value
 */
export function writeNote(name, value) {
  mkdirSync(stateFolder, { recursive: true });
  const target = join(stateFolder, `${name}.json`);
  const draft = `${target}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`);
  renameSync(draft, target);
}

/**
 * A field of an unknown JSON value, if it is a string.
 * @param {unknown} value
 * @param {string} field
 * @returns {string | null}
 */
export function stringField(value, field) {
  if (typeof value !== 'object' || value === null) return null;
  const found = /** @type {Record<string, unknown>} */ (value)[field];
  return typeof found === 'string' ? found : null;
}

/**
 * The strings in a list field of an unknown JSON value.
 * @param {unknown} value
 * @param {string} field
 * @returns {string[]}
 */
export function stringsField(value, field) {
  if (typeof value !== 'object' || value === null) return [];
  const found = /** @type {Record<string, unknown>} */ (value)[field];
  return Array.isArray(found) ? found.filter((entry) => typeof entry === 'string') : [];
}
