import { describe, expect, it } from 'vitest';
import { watchClock } from '../../../../src/main/discord/gateway/clock-watch';
import { SteppedClock } from '../../../support/stepped-clock';

/** A clock whose wall time can be moved without its timers noticing, as sleep does. */
class SleepyClock extends SteppedClock {
  sleptMs = 0;
  override now(): number {
    return super.now() + this.sleptMs;
  }
}

describe('the watch on the clock', () => {
  it('notices each sleep once, and nothing else', () => {
    const clock = new SleepyClock();
    let woken = 0;
    const watch = watchClock(clock, () => {
      woken += 1;
    });
    watch.start();
    clock.advance(600_000);
    expect(woken).toBe(0);
    clock.sleptMs += 3_600_000;
    clock.advance(5_000);
    expect(woken).toBe(1);
    clock.advance(600_000);
    clock.sleptMs -= 60_000;
    clock.advance(5_000);
    expect(woken).toBe(2);
    expect(watch.jumps).toBe(2);
  });

  it('leaves no timer behind', () => {
    const clock = new SteppedClock();
    const watch = watchClock(clock, () => undefined);
    watch.start();
    clock.advance(12_000);
    watch.close();
    expect(clock.pendingTimers).toBe(0);
  });
});
