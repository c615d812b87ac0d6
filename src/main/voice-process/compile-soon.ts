/**
 * How soon this process compiles what it does again and again. V8 counts what was run, and is set for pages that run
 * hot for a moment: what a tick does fifty times a second was interpreted for half a minute of a call, and compiled in
 * V8's own threads all that time. With an eighth of the count most is compiled within ten seconds (docs/adr/0004).
 */
import { setFlagsFromString } from 'node:v8';

/** Bytes of bytecode; V8's own figure was 67,584 while it counted these. */
const INTERRUPT_BUDGET = 8_000;
/** Calls; V8's own figure was 2,400 when it began to count these, in 11.4. */
const CALLS = 300;
const COUNTS_CALLS_SINCE = [11, 4] as const;

/** For the process that calls this and all its threads, from now on. */
export function compileSoon(): void {
  setFlagsFromString(tierUpFlag(process.versions.v8));
}

/** The flag that a version of V8 (`11.4.183.19-electron.0`) has for it: one that it does not know is complained of. */
export function tierUpFlag(version: string): string {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [sinceMajor, sinceMinor] = COUNTS_CALLS_SINCE;
  const countsCalls = major > sinceMajor || (major === sinceMajor && minor >= sinceMinor);
  return countsCalls ? `--invocation-count-for-turbofan=${CALLS}` : `--interrupt-budget=${INTERRUPT_BUDGET}`;
}
