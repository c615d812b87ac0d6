// @discordjs/opus is Node-API, one file for every runtime, yet its loader asks for a folder named after the very
// runtime that loads it. Here the file that was built at install is put under the names of the others too.
import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { counterpartNodePath } from './counterpart.mjs';
import { projectRoot } from './project.mjs';
import { SetupError } from './report.mjs';
import { run } from './run.mjs';

const prebuilds = join(projectRoot, 'node_modules', '@discordjs', 'opus', 'prebuild');

/**
 * How node-pre-gyp calls a runtime: "node-v115", "electron-v25.1".
 * @param {{ node?: string, modules?: string, electron?: string }} versions as in process.versions
 */
export function runtimeLabel(versions) {
  if (versions.electron !== undefined) {
    const [major, minor] = versions.electron.split('.');
    return `electron-v${major}.${minor}`;
  }
  return `node-v${versions.modules}`;
}

/**
 * The folder for another runtime, from one that exists: only the runtime's part of the name differs.
 * @param {string} existing for example "node-v115-napi-v3-linux-x64-glibc-2.36"
 * @param {string} label
 * @returns {string | null} null when the existing name is not of that form
 */
export function prebuildFolderFor(existing, label) {
  const match = /^(?:node|electron)-v[\d.]+(-napi-v\d+-.+)$/.exec(existing);
  return match ? `${label}${match[1]}` : null;
}

/**
 * Provides the Opus codec under the names of these runtimes.
 * @param {readonly string[]} labels from runtimeLabel
 * @param {string} [folder]
 */
export function provideOpusFor(labels, folder = prebuilds) {
  const built = existsSync(folder)
    ? readdirSync(folder).find((name) => existsSync(join(folder, name, 'opus.node')))
    : undefined;
  if (built === undefined) {
    throw new SetupError(
      'The Opus codec was not built: delete the node_modules folder and run the command again.',
    );
  }
  for (const label of labels) {
    const name = prebuildFolderFor(built, label);
    if (name === null || existsSync(join(folder, name, 'opus.node'))) continue;
    placeFile(join(folder, built, 'opus.node'), join(folder, name));
  }
}

/**
 * Puts the file into a folder of its own, whole or not at all.
 * @param {string} file
 * @param {string} target
 */
function placeFile(file, target) {
  const draft = `${target}.${process.pid}.part`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft);
  try {
    linkSync(file, join(draft, 'opus.node'));
  } catch {
    // Some file systems have no hard links; half a megabyte may as well be there twice.
    copyFileSync(file, join(draft, 'opus.node'));
  }
  rmSync(target, { recursive: true, force: true });
  renameSync(draft, target);
}

/** The label of the Node that runs the counterpart. */
export async function counterpartLabel() {
  const node = counterpartNodePath();
  if (node === process.execPath) return runtimeLabel(process.versions);
  const asked = await run(node, ['-p', 'process.versions.modules'], { limitMs: 30_000 });
  if (asked.code !== 0) {
    throw new SetupError(
      'The Node of the counterpart tests does not run here: delete test/counterpart/node_modules and run the command again.',
    );
  }
  return `node-v${asked.stdout.trim()}`;
}
