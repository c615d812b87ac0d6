// The first check of all: a Node too old to run the rest should say so in a sentence, not by a syntax error.

/** The oldest Node that every development tool here runs on (vite 8 and electron-vite 6 ask for it). */
export const leastNode = Object.freeze({ major: 20, minor: 19 });

/**
 * @param {string} version as process.version prints it, "v20.20.2"
 * @returns {{ major: number, minor: number } | null} null when it is no version
 */
export function parseVersion(version) {
  const match = /^v?(\d+)\.(\d+)(?:\.\d+)?(?:[-+].*)?$/.exec(version);
  if (!match) return null;
  return { major: Number(match[1]), minor: Number(match[2]) };
}

/**
 * @param {string} version
 * @param {{ major: number, minor: number }} least
 */
export function isAtLeast(version, least) {
  const found = parseVersion(version);
  if (!found) return false;
  return found.major > least.major || (found.major === least.major && found.minor >= least.minor);
}

/**
 * The sentence for a Node that is too old, or null when it will do.
 * @param {string} version
 */
export function nodeVersionProblem(version) {
  if (isAtLeast(version, leastNode)) return null;
  return `Roomtone needs Node ${leastNode.major}.${leastNode.minor} or newer and this is ${version}: install a current Node (https://nodejs.org) and run the command again.`;
}
