import type { Clock } from '../../support/clock';

/**
 * Notices that the computer slept: the wall clock has gone on much farther than a timer should have let it. Works
 * without a word from the system; setting the clock by hand looks the same and costs one heartbeat.
 */
export interface ClockWatch {
  /** How often a jump was seen. */
  readonly jumps: number;
  start(): void;
  close(): void;
}

const LOOK_EVERY_MS = 5_000;
/** More than a busy computer is ever late. */
const JUMP_MS = 10_000;

export function watchClock(clock: Clock, onJump: () => void): ClockWatch {
  let cancel: (() => void) | undefined;
  let jumps = 0;
  const look = () => {
    const lookedAtMs = clock.now();
    cancel = clock.setTimer(() => {
      const passedMs = clock.now() - lookedAtMs;
      look();
      if (passedMs < 0 || passedMs > LOOK_EVERY_MS + JUMP_MS) {
        jumps += 1;
        onJump();
      }
    }, LOOK_EVERY_MS);
  };
  return {
    get jumps() {
      return jumps;
    },
    start() {
      if (!cancel) look();
    },
    close() {
      cancel?.();
      cancel = undefined;
    },
  };
}
