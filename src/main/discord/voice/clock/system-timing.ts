import type { FrameTiming } from './frame-clock';

/** A cell nobody ever wakes: waiting on it is sleeping. */
const never = new Int32Array(new SharedArrayBuffer(4));

/** The machine's time. Sleeps in the kernel, so it belongs in a process with nothing else to do. */
export const systemFrameTiming: FrameTiming = {
  nowMs: () => performance.now(),
  setTimer(callback, delayMs) {
    const handle = setTimeout(callback, Math.floor(delayMs));
    return () => clearTimeout(handle);
  },
  sleepMs(durationMs) {
    Atomics.wait(never, 0, 0, durationMs);
  },
};
