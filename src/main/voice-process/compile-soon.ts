/**
 * How soon this process compiles what it does again and again. V8 counts bytecode that was run, and is set for pages that run
 * hot for a moment: what a tick does fifty times a second was interpreted for half a minute of a call, and compiled in
 * V8's own threads all that time. With an eighth of the count most is compiled within ten seconds (docs/adr/0004).
 */
import { setFlagsFromString } from 'node:v8';

/** Bytes of bytecode; V8's own figure is 67,584. */
const INTERRUPT_BUDGET = 8_000;

/** For the process that calls this and all its threads, from now on. */
export function compileSoon(): void {
  setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET}`);
}
