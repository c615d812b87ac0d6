// The build in out/, renewed when a source, the configuration or the packages have changed since.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './project.mjs';
import { SetupError, say } from './report.mjs';
import { run } from './run.mjs';

const sources = Object.freeze([
  'src',
  'resources',
  'electron.vite.config.ts',
  'tsconfig.base.json',
  'package-lock.json',
]);

/**
 * A fingerprint of names, sizes and times: it also sees a file that went, which "newer than" does not.
 * @param {string} root
 * @param {readonly string[]} [names]
 */
export function sourceFingerprint(root, names = sources) {
  const hash = createHash('sha256');
  /** @param {string} path @param {string} name */
  const add = (path, name) => {
    if (!existsSync(path)) return;
    const stats = statSync(path);
    if (stats.isDirectory()) {
      for (const child of readdirSync(path).sort()) add(join(path, child), `${name}/${child}`);
    } else {
      hash.update(`${name}\0${stats.size}\0${stats.mtimeMs}\n`);
    }
  };
  for (const name of names) add(join(root, name), name);
  return hash.digest('hex');
}

const stampPath = join(projectRoot, 'out', '.built-from');

/** Whether out/ is what the sources would give. */
export function isBuilt() {
  if (!existsSync(join(projectRoot, 'out', 'main', 'index.js')) || !existsSync(stampPath)) return false;
  return readFileSync(stampPath, 'utf8') === sourceFingerprint(projectRoot);
}

/**
 * Builds if need be.
 * @param {{ electronPath: string }} options electron-vite asks the executable's package for its version otherwise
 */
export async function ensureBuild({ electronPath }) {
  if (isBuilt()) return;
  // Taken before building: a file saved during the build makes the next run build again.
  const fingerprint = sourceFingerprint(projectRoot);
  say('Building …');
  const cli = join(projectRoot, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const result = await run(process.execPath, [cli, 'build'], {
    env: { ...process.env, ELECTRON_EXEC_PATH: electronPath, NODE_ENV: 'production' },
    limitMs: 300_000,
  });
  if (result.code !== 0) {
    say(`${result.stdout}\n${result.stderr}`.trim());
    throw new SetupError('The build failed: correct what is named above and run the command again.');
  }
  writeFileSync(stampPath, fingerprint);
}
