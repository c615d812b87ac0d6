// The parts of `npm test`, in the order they run: the quick checks first, the real window last.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuild } from '../setup/build.mjs';
import { installedElectron } from '../setup/electron-runtime.mjs';
import { projectRoot } from '../setup/project.mjs';
import { run } from '../setup/run.mjs';
import { playwrightFailures, vitestFailures } from './failures.mjs';
import { single, tallyPlaywright, tallyVitest } from './tally.mjs';

const results = join(projectRoot, 'test-results');
const minute = 60_000;

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {import('../setup/index.mjs').Wanted} wants what set-up has to provide for it
 * @property {() => Promise<Outcome>} run
 */

/** @typedef {import('./tally.mjs').Tally & { failures?: readonly import('./failures.mjs').Failure[] }} Outcome */

/**
 * A check is one thing that passes or fails.
 * @param {string} name an npm script
 * @returns {Part}
 */
function check(name) {
  return {
    name,
    wants: {},
    run: async () => {
      const npmScript = ['run', '--silent', name];
      const result = await runNpm(npmScript, 5 * minute);
      return single(result.code === 0);
    },
  };
}

/** @param {readonly string[]} args @param {number} limitMs */
function runNpm(args, limitMs) {
  const cli = process.env.npm_execpath;
  const [command, ...first] = cli?.endsWith('.js') ? [process.execPath, cli] : ['npm'];
  return run(command ?? 'npm', [...first, ...args], { output: 'show', limitMs });
}

/** @param {string} file @returns {unknown} null when it was not written or is cut off */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {readonly string[]} projects of vitest.config.ts
 * @param {{ wants: import('../setup/index.mjs').Wanted, limitMs: number }} options
 * @returns {Part}
 */
function vitest(name, projects, options) {
  return {
    name,
    wants: options.wants,
    run: async () => {
      const report = join(results, `${name}.json`);
      mkdirSync(results, { recursive: true });
      rmSync(report, { force: true });
      const cli = join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs');
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
      const chosen = projects.flatMap((project) => ['--project', project]);
      const result = await run(process.execPath, [cli, 'run', ...chosen, ...reporters], {
        output: 'show',
        limitMs: options.limitMs,
      });
      const read = readReport(report);
      return { ...tallyVitest(read, result.code === 0), failures: vitestFailures(read, projectRoot) };
    },
  };
}

/** @type {Part} */
const build = {
  name: 'build',
  wants: { electron: true },
  run: async () => {
    await ensureBuild({ electronPath: installedElectron().path });
    return { passed: 0, failed: 0 };
  },
};

/**
 * @param {string} name
 * @param {string} project of playwright.config.ts
 * @param {number} workers
 * @returns {Part}
 */
function playwright(name, project, workers) {
  return {
    name,
    wants: { electron: true, media: true, test: true },
    run: async () => {
      const report = join(results, `${name}.json`);
      rmSync(report, { force: true });
      await ensureBuild({ electronPath: installedElectron().path });
      const cli = join(projectRoot, 'node_modules', '@playwright', 'test', 'cli.js');
      const args = [cli, 'test', '--project', project, '--workers', String(workers)];
      const result = await run(process.execPath, args, {
        output: 'show',
        limitMs: 20 * minute,
        env: { ...process.env, E2E_REPORT: report },
      });
      const read = readReport(report);
      return { ...tallyPlaywright(read, result.code === 0), failures: playwrightFailures(read, projectRoot) };
    },
  };
}

/** @type {readonly Part[]} */
export const parts = [
  check('lint'),
  check('types'),
  check('imports'),
  vitest('unit', ['unit', 'renderer'], { wants: { media: true, test: true }, limitMs: 5 * minute }),
  vitest('integration', ['integration'], {
    wants: { counterpart: true, media: true, test: true },
    limitMs: 10 * minute,
  }),
  vitest('sound', ['sound'], {
    wants: { counterpart: true, media: true, test: true },
    limitMs: 10 * minute,
  }),
  build,
  playwright('e2e', 'desks', 2),
  playwright('e2e-live', 'live', 1),
];
