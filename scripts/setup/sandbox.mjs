// Chromium's sandbox needs user namespaces. Root cannot have it at all; a user keeps it, unless the kernel or a
// container withholds namespaces: there Electron would abort at start, so it runs without and says so.
import { say } from './report.mjs';
import { run } from './run.mjs';

/**
 * What the sandbox asks of Electron's command line here. Says a plain line when a user has to go without it.
 * @param {number | undefined} [uid] undefined on Windows
 * @returns {Promise<string[]>}
 */
export async function sandboxArguments(uid = process.getuid?.()) {
  if (uid === 0) return ['--no-sandbox'];
  if (process.platform !== 'linux') return [];
  const tried = await run('unshare', ['--user', '--map-root-user', 'true'], { limitMs: 10_000 });
  // 127: there is no unshare to ask; leave the answer to Electron.
  if (tried.code === 0 || tried.code === 127) return [];
  say(
    "This system withholds user namespaces, so the window runs without Chromium's sandbox (sysctl kernel.unprivileged_userns_clone=1 or kernel.apparmor_restrict_unprivileged_userns=0 would allow it).",
  );
  return ['--no-sandbox'];
}
