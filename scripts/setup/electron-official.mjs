// The Electron that package.json names. The package has no install script; its binary is downloaded at first use,
// from a host that not every machine reaches, so the attempt is bounded and a failure is an answer.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './project.mjs';
import { run } from './run.mjs';

const folder = join(projectRoot, 'node_modules', 'electron');

/** How long a host may take to answer at all, and a download to finish. */
const limits = Object.freeze({ answerMs: 8_000, hopelessMs: 20_000, downloadMs: 900_000 });

/** The version that package.json names, "45.4.1". */
export function officialVersion() {
  return String(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version);
}

/**
 * The official executable if its binary is here.
 * @returns {string | null}
 */
export function installedOfficial() {
  try {
    const executable = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8'));
    const version = readFileSync(join(folder, 'dist', 'version'), 'utf8')
      .trim()
      .replace(/^v/, '');
    return version === officialVersion() && existsSync(executable) ? executable : null;
  } catch {
    return null;
  }
}

/**
 * Tries to get the official binary: from the user's Electron cache or from its host.
 * @returns {Promise<string | null>} null when it cannot be had here
 */
export async function downloadOfficial() {
  const patience = new AbortController();
  const installing = run(process.execPath, [join(folder, 'install.js')], {
    limitMs: limits.downloadMs,
    signal: patience.signal,
  });
  // A host behind a proxy or a mirror cannot be probed from here; then the download has its whole time.
  const detour = ['ELECTRON_MIRROR', 'npm_config_electron_mirror', 'HTTPS_PROXY', 'https_proxy'];
  if (!detour.some((name) => process.env[name]) && !(await hostAnswers())) {
    const giveUp = setTimeout(() => patience.abort(), limits.hopelessMs);
    await installing;
    clearTimeout(giveUp);
  }
  await installing;
  return installedOfficial();
}

async function hostAnswers() {
  try {
    const url = `https://github.com/electron/electron/releases/download/v${officialVersion()}/SHASUMS256.txt`;
    const response = await fetch(url, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(limits.answerMs),
    });
    return response.status < 400;
  } catch {
    return false;
  }
}
