// What set-up says to the person at the terminal: plain lines while it works, one sentence when it cannot go on.

/** A set-up step that cannot go on. The message is one sentence that says what to do. */
export class SetupError extends Error {
  /** @param {string} sentence */
  constructor(sentence) {
    super(sentence);
    this.name = 'SetupError';
  }
}

/**
 * Says one plain line. It goes to stderr, because stdout belongs to what the command is for
 * (the practice server prints one line of JSON there).
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * The sentence for what went wrong, or null for a bug (which keeps its stack). What the file system refuses in the
 * middle of a step is for a person to mend as well, and is named by its path.
 * @param {unknown} error
 * @returns {string | null}
 */
export function sentenceFor(error) {
  if (error instanceof SetupError) return error.message;
  if (!(error instanceof Error) || !('code' in error) || !('path' in error)) return null;
  switch (error.code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `${error.path} may not be written or read (${error.code}): give yourself the right to it and run the command again.`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `There is no room left for ${error.path} (${error.code}): make room and run the command again.`;
    default:
      return null;
  }
}

/**
 * Runs a command's body and ends the process: with the body's exit code, or with one sentence when set-up failed.
 * A bug keeps its stack: only what a person can act on is made short.
 * @param {() => Promise<number>} body
 */
export async function runCommand(body) {
  try {
    process.exitCode = await body();
  } catch (error) {
    const sentence = sentenceFor(error);
    if (sentence === null) throw error;
    say(sentence);
    process.exitCode = 1;
  }
  // Children that outlive their use (the virtual display) are ended by exit handlers, so leave at once.
  process.exit();
}
