/**
 * How seldom this process collects all of its garbage. What comes through pipes, sockets and codecs lies outside V8's heap
 * and yet counts for when that is due: ten decoded files are 2 MB a second, for which a heap of 14 MB was marked through
 * every 3.4 s, in 20 ms of this thread's time and as much of V8's own threads. Growing to twice its size first costs some
 * 50 MB while much plays, and 6 % of the whole process's time less (docs/adr/0004). And V8 collects all three times in two
 * seconds, by all its threads, once little is allocated: the wire's 4 MB half a minute into a call, for nothing.
 */
import { setFlagsFromString } from 'node:v8';

const HEAP_GROWING_PERCENT = 100;
const NEW_SPACE_MB = 16;

/** For the process that calls this, from its next full collection on; what is new, for threads that it starts after this. */
export function collectSeldom(): void {
  setFlagsFromString(`--min-semi-space-size=${NEW_SPACE_MB}`);
  setFlagsFromString('--no-memory-reducer');
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);
}
