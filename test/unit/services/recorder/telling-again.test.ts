import { describe, expect, it } from 'vitest';
import { TellingAgain } from '../../../../src/main/services/recorder/telling-again';
import { SteppedClock } from '../../../support/stepped-clock';

function waiting() {
  const clock = new SteppedClock();
  let again = 0;
  const retry = new TellingAgain(
    clock,
    () => {
      again += 1;
    },
    () => 0,
  );
  return { clock, retry, count: () => again };
}
/** Whole seconds until the next attempt. */
const secondsLeft = ({ clock, retry }: ReturnType<typeof waiting>) =>
  ((retry.atMs ?? 0) - clock.now()) / 1_000;

describe('what a room could not be told', () => {
  it('is tried again, later each time, at most five minutes apart', () => {
    const kit = waiting();
    const delays = Array.from({ length: 9 }, () => {
      kit.retry.failed();
      const seconds = secondsLeft(kit);
      kit.clock.advance(seconds * 1_000);
      return seconds;
    });
    expect(delays).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300]);
    expect(kit.count()).toBe(9);
    expect(kit.retry.atMs).toBeNull();
  });

  it('waits once, however much failed', () => {
    const kit = waiting();
    kit.retry.failed();
    kit.clock.advance(3_000);
    kit.retry.failed();
    expect(secondsLeft(kit)).toBe(2);
    kit.clock.advance(60_000);
    expect(kit.count()).toBe(1);
  });

  it('is not tried any more when it worked or the recording has ended, and soon again after that', () => {
    const kit = waiting();
    kit.retry.failed();
    kit.clock.advance(5_000);
    kit.retry.failed();
    kit.retry.reset();
    kit.clock.advance(600_000);
    expect(kit.count()).toBe(1);
    kit.retry.failed();
    expect(secondsLeft(kit)).toBe(5);
  });
});
