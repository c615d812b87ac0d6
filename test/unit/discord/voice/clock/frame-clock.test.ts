import { describe, expect, it } from 'vitest';
import {
  FrameClock,
  type FrameTick,
  type FrameTiming,
} from '../../../../../src/main/discord/voice/clock/frame-clock';

/** Time that moves only when told: `step` fires the armed timer `lateMs` after it was due. */
class SteppedTiming implements FrameTiming {
  now = 1_000.25;
  #armed: { callback: () => void; atMs: number } | undefined;
  nowMs = () => this.now;
  sleepMs = (durationMs: number) => {
    this.now += durationMs;
  };
  setTimer(callback: () => void, delayMs: number) {
    this.#armed = { callback, atMs: this.now + Math.floor(delayMs) };
    return () => {
      this.#armed = undefined;
    };
  }
  get armed(): boolean {
    return this.#armed !== undefined;
  }
  step(lateMs = 0) {
    const armed = this.#armed;
    if (!armed) throw new Error('no timer is armed');
    this.#armed = undefined;
    this.now = Math.max(this.now, armed.atMs + lateMs);
    armed.callback();
  }
}

function aClock() {
  const timing = new SteppedTiming();
  const ticks: FrameTick[] = [];
  const clock = new FrameClock(timing, (tick) => ticks.push(tick));
  clock.start();
  return { timing, ticks, clock };
}

describe('frame clock', () => {
  it('ticks on absolute deadlines whatever the timer does, within its millisecond', () => {
    const { timing, ticks } = aClock();
    for (let i = 0; i < 500; i += 1) timing.step(((i * 7) % 10) / 10);
    expect(ticks).toHaveLength(500);
    ticks.forEach((tick, index) => {
      expect(tick.slot).toBe(index + 1);
      expect(tick.deadlineMs).toBeCloseTo(1_000.25 + (index + 1) * 20, 6);
      expect(tick.lateMs).toBeLessThan(1e-6);
    });
  });

  it('skips the slots of a stall instead of bursting, and keeps the schedule', () => {
    const { timing, ticks, clock } = aClock();
    timing.step();
    timing.step(103);
    timing.step();
    expect(ticks.map((tick) => [tick.slot, tick.skipped])).toEqual([
      [1, 0],
      [7, 5],
      [8, 0],
    ]);
    expect(clock.skippedSlots).toBe(5);
    expect(clock.lateTicks).toBe(1);
  });

  it('counts a tick that is late but skips nothing', () => {
    const { timing, ticks, clock } = aClock();
    timing.step(9);
    expect(ticks[0]?.skipped).toBe(0);
    expect(ticks[0]?.lateMs).toBeGreaterThan(2);
    expect(clock.lateTicks).toBe(1);
  });

  it('leaves no timer behind when stopped, also from within a tick', () => {
    const timing = new SteppedTiming();
    const clock: FrameClock = new FrameClock(timing, () => clock.stop());
    clock.start();
    timing.step();
    expect(timing.armed).toBe(false);
    expect(clock.running).toBe(false);
  });

  it('counts slots on while it stands still, so that time never goes back', () => {
    const { timing, ticks, clock } = aClock();
    timing.step();
    clock.stop();
    timing.now += 1_000;
    clock.start();
    timing.step();
    expect(ticks.map(({ slot }) => slot)).toEqual([1, 52]);
    expect(ticks[1]?.skipped).toBe(0);
    expect(clock.skippedSlots).toBe(0);
  });
});
