// System libraries and programs. What is missing is found by what is there (a library by its soname, a program on
// PATH), not by package names, so that it works on any Linux; Debian's package names are only for the remedy.
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetupError, say } from './report.mjs';
import { run } from './run.mjs';

/**
 * @typedef {'window' | 'display' | 'compile' | 'media' | 'test'} Purpose
 * @typedef {object} Need
 * @property {string} debian package in Debian 12
 * @property {string} [debianT64] its name since the 64-bit time transition (Debian 13, Ubuntu 24.04)
 * @property {string} [library]
 * @property {string} [program]
 * @property {string} [file]
 * @property {Purpose} purpose
 * @property {boolean} [optional] installed along with the others as root, never asked for
 */

/** @type {readonly Need[]} */
export const needs = [
  { debian: 'libgtk-3-0', debianT64: 'libgtk-3-0t64', library: 'libgtk-3.so.0', purpose: 'window' },
  { debian: 'libnss3', library: 'libnss3.so', purpose: 'window' },
  { debian: 'libasound2', debianT64: 'libasound2t64', library: 'libasound.so.2', purpose: 'window' },
  { debian: 'libgbm1', library: 'libgbm.so.1', purpose: 'window' },
  {
    debian: 'fonts-noto-color-emoji',
    file: '/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf',
    purpose: 'window',
    optional: true,
  },
  { debian: 'xvfb', program: 'Xvfb', purpose: 'display' },
  { debian: 'g++', program: 'g++', purpose: 'compile' },
  { debian: 'make', program: 'make', purpose: 'compile' },
  { debian: 'python3', program: 'python3', purpose: 'compile' },
  { debian: 'ffmpeg', program: 'ffmpeg', purpose: 'media' },
  { debian: 'opus-tools', program: 'opusinfo', purpose: 'test' },
  { debian: 'sox', program: 'sox', purpose: 'test' },
];

/**
 * @typedef {object} Machine what of the system the check looks at; passed in so that it can be tested
 * @property {(library: string) => boolean} hasLibrary
 * @property {(program: string) => boolean} hasProgram
 * @property {(file: string) => boolean} hasFile
 */

/**
 * The needs of these purposes that this machine does not meet.
 * @param {readonly Purpose[]} purposes
 * @param {Machine} machine
 * @returns {Need[]}
 */
export function missingNeeds(purposes, machine) {
  return needs.filter((need) => {
    if (!purposes.includes(need.purpose)) return false;
    if (need.library !== undefined) return !machine.hasLibrary(need.library);
    if (need.program !== undefined) return !machine.hasProgram(need.program);
    return need.file !== undefined && !machine.hasFile(need.file);
  });
}

/**
 * What /etc/os-release says that matters here.
 * @param {string} text
 * @returns {{ debianLike: boolean, t64: boolean }}
 */
export function parseOsRelease(text) {
  /** @type {Map<string, string>} */
  const fields = new Map();
  for (const line of text.split('\n')) {
    const match = /^([A-Z_]+)=(?:"([^"]*)"|(.*))$/.exec(line.trim());
    if (match?.[1]) fields.set(match[1], match[2] ?? match[3] ?? '');
  }
  const id = fields.get('ID') ?? '';
  const family = [id, ...(fields.get('ID_LIKE') ?? '').split(' ')];
  const version = Number.parseFloat(fields.get('VERSION_ID') ?? 'Infinity');
  const t64 = id === 'ubuntu' ? version >= 24.04 : version >= 13;
  return { debianLike: family.includes('debian') || family.includes('ubuntu'), t64 };
}

/**
 * @param {readonly Need[]} missing
 * @param {boolean} t64
 */
export function packageNames(missing, t64) {
  return missing.map((need) => (t64 ? (need.debianT64 ?? need.debian) : need.debian));
}

/**
 * The sentence for what is missing and cannot be installed from here.
 * @param {readonly Need[]} missing
 * @param {{ debianLike: boolean, t64: boolean }} system
 */
export function missingSentence(missing, system) {
  const required = missing.filter((need) => !need.optional);
  if (required.length === 0) return null;
  if (system.debianLike) {
    return `These Debian packages are missing, please install them and run the command again: sudo apt-get install -y ${packageNames(required, system.t64).join(' ')}`;
  }
  const names = required.map((need) => need.library ?? need.program);
  return `This system lacks ${names.join(', ')}: install what provides them with your package manager and run the command again.`;
}

/** @returns {Machine} */
export function thisMachine() {
  const libraries = knownLibraries();
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return {
    hasLibrary: (library) => libraries === null || libraries.includes(`/${library}\0`),
    hasProgram: (program) => folders.some((folder) => isExecutable(join(folder, program))),
    hasFile: existsSync,
  };
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The dynamic loader's cache, whose text is NUL-ended paths (`ldconfig -p` reads the same, but is not on a user's
 * PATH everywhere), or null where there is none to ask: then the window itself will tell.
 */
function knownLibraries() {
  try {
    return readFileSync('/etc/ld.so.cache', 'latin1');
  } catch {
    return null;
  }
}

function thisSystem() {
  try {
    return parseOsRelease(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return { debianLike: false, t64: false };
  }
}

/**
 * Sees to it that the system has what these purposes need: installs it as root on Debian, else throws the sentence.
 * @param {readonly Purpose[]} purposes
 */
export async function ensureSystemPackages(purposes) {
  if (process.platform !== 'linux') return;
  const missing = missingNeeds(purposes, thisMachine());
  if (missing.length === 0) return;
  const system = thisSystem();
  const sentence = missingSentence(missing, system);
  if (process.getuid?.() !== 0 || !system.debianLike) {
    if (sentence) throw new SetupError(sentence);
    return;
  }
  await install(packageNames(missing, system.t64), sentence);
}

/**
 * @param {string[]} packages
 * @param {string | null} sentence null when nothing in the list is required
 */
async function install(packages, sentence) {
  say(`Installing Debian packages: ${packages.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-q'], { env, limitMs: 180_000 });
  const result = await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...packages], {
    env,
    limitMs: 600_000,
  });
  if (result.code === 0 || sentence === null) return;
  const reason = /^E: (.*)$/m.exec(result.stderr)?.[1] ?? 'no reason given';
  throw new SetupError(
    `Debian packages could not be installed (${reason.replace(/\.$/, '')}): make Debian's package servers reachable, or run: apt-get install -y ${packages.join(' ')}`,
  );
}

/** The command that installs the compiler, for the sentence of a failed native build; null when it is there. */
export function compilerRemedy() {
  if (process.platform !== 'linux') return null;
  return missingSentence(missingNeeds(['compile'], thisMachine()), thisSystem());
}
