// Set-up, composed: each command says what it needs and gets it, in an order in which each step finds its own needs met.
import { ensureBuild } from './build.mjs';
import { ensureSystemPackages } from './debian.mjs';
import { areDependenciesInstalled, ensureCounterpart, ensureDependencies } from './dependencies.mjs';
import { ensureDisplay, needsVirtualDisplay } from './display.mjs';
import { ensureElectron } from './electron-runtime.mjs';
import { counterpartLabel, provideOpusFor, runtimeLabel } from './native-modules.mjs';
import { nodeVersionProblem } from './node-version.mjs';
import { SetupError } from './report.mjs';

/**
 * @typedef {object} Wanted
 * @property {boolean} [electron] an Electron runtime, its libraries and a display
 * @property {boolean} [build] the app in out/ (implies electron)
 * @property {boolean} [counterpart] the packages and the Node of the counterpart tests
 * @property {boolean} [media] ffmpeg
 * @property {boolean} [test] programs that only tests use
 */

/**
 * Gets what is wanted; afterwards installedElectron() and counterpartNodePath() answer.
 * Throws SetupError, whose message is the sentence to show.
 * @param {Wanted} wanted
 */
export async function setUp(wanted) {
  const problem = nodeVersionProblem(process.version);
  if (problem) throw new SetupError(problem);
  const window = wanted.electron === true || wanted.build === true;
  await ensureSystemPackages(purposesOf(wanted, window));
  await ensureDependencies();
  const electron = window ? await ensureElectron() : null;
  if (wanted.counterpart) await ensureCounterpart();
  await provideNativeModules(electron, wanted.counterpart === true);
  if (window) await ensureDisplay();
  if (electron && wanted.build) await ensureBuild({ electronPath: electron.path });
}

/**
 * @param {Wanted} wanted
 * @param {boolean} window
 * @returns {import('./debian.mjs').Purpose[]}
 */
function purposesOf(wanted, window) {
  /** @type {import('./debian.mjs').Purpose[]} */
  const purposes = [];
  // A user is not asked for a compiler beforehand: where the codec's prebuilt file can be fetched none is needed.
  if (process.getuid?.() === 0 && !areDependenciesInstalled()) purposes.push('compile');
  if (window) purposes.push('window');
  if (window && needsVirtualDisplay(process.platform, process.env)) purposes.push('display');
  if (wanted.media) purposes.push('media');
  if (wanted.test) purposes.push('test');
  return purposes;
}

/**
 * @param {import('./electron-runtime.mjs').ElectronRuntime | null} electron
 * @param {boolean} counterpart
 */
async function provideNativeModules(electron, counterpart) {
  const labels = [runtimeLabel(process.versions)];
  if (electron) labels.push(runtimeLabel({ electron: electron.version }));
  if (counterpart) labels.push(await counterpartLabel());
  provideOpusFor(labels);
}
