import { expect, it } from 'vitest';
import { WireLoop } from '../../../../../src/main/discord/voice/wire/wire-loop';

const ORIGIN_MS = 1_000;

/** A loop on a time that only its own sleeping moves; `turnMs` is what a turn of the event loop takes. */
function aLoop() {
  let nowMs = ORIGIN_MS + 7.5;
  let pending: (() => void) | undefined;
  const deadlines: { slot: number; atMs: number }[] = [];
  const ticks: { late: boolean; skipped: number }[] = [];
  const sleeps: number[] = [];
  const rig = {
    overslept: 0,
    turnMs: 0,
    deadlines,
    ticks,
    sleeps,
    loop: new WireLoop(ORIGIN_MS, {
      nowMs: () => nowMs,
      sleep(durationMs) {
        sleeps.push(durationMs);
        nowMs += durationMs + rig.overslept;
        rig.overslept = 0;
      },
      turn(callback) {
        pending = callback;
      },
      onDeadline: (slot) => deadlines.push({ slot, atMs: nowMs }),
      onTick: (tick) => ticks.push(tick),
    }),
    turn() {
      const callback = pending;
      pending = undefined;
      nowMs += rig.turnMs;
      callback?.();
    },
    get idle() {
      return pending === undefined;
    },
  };
  return rig;
}

it('keeps absolute deadlines, whatever the turns of the event loop take', () => {
  const rig = aLoop();
  rig.loop.start();
  for (let i = 0; i < 200; i += 1) {
    rig.turnMs = (i * 7) % 13;
    rig.turn();
  }
  expect(rig.deadlines.length).toBeGreaterThan(190);
  rig.deadlines.forEach(({ slot, atMs }, index) => {
    expect(slot).toBe(index + 1);
    expect(atMs).toBeCloseTo(ORIGIN_MS + slot * 20, 6);
  });
});

it('announces a tick only after the event loop has turned, so that what had arrived is read', () => {
  const rig = aLoop();
  rig.loop.start();
  rig.turn();
  expect(rig.deadlines).toHaveLength(1);
  expect(rig.ticks).toHaveLength(0);
  rig.turn();
  expect(rig.ticks).toEqual([{ late: false, skipped: 0 }]);
});

it('turns again before the tick while a turn has read as much as one can', () => {
  const rig = aLoop();
  rig.loop.start();
  rig.turn();
  for (let round = 0; round < 3; round += 1) {
    for (let i = 0; i < 32; i += 1) rig.loop.noteRead(false);
    rig.turn();
    expect(rig.ticks).toHaveLength(0);
  }
  rig.loop.noteRead(false);
  rig.turn();
  expect(rig.ticks).toHaveLength(1);
});

it('tells of all that one turn has read that it came when the first of it did', () => {
  const rig = aLoop();
  rig.loop.start();
  rig.turn();
  const first = rig.loop.noteRead(false);
  rig.turnMs = 0.25;
  expect(rig.loop.noteRead(false)).toBe(first);
  rig.turn();
  rig.turn();
  expect(rig.loop.noteRead(false)).toBeGreaterThan(first);
});

it('skips the slots of a stall and says so', () => {
  const rig = aLoop();
  rig.loop.start();
  rig.turn();
  rig.overslept = 65;
  rig.turn();
  rig.turn();
  expect(rig.deadlines.map(({ slot }) => slot)).toEqual([1, 5, 6]);
  expect(rig.ticks).toEqual([
    { late: false, skipped: 0 },
    { late: true, skipped: 3 },
  ]);
});

it('sleeps through a slot when nothing comes, looks twice while datagrams come, often while an answer is due', () => {
  const rig = aLoop();
  rig.loop.start();
  for (let i = 0; i < 4; i += 1) rig.turn();
  expect(rig.sleeps.slice(1)).toEqual([20, 20, 20]);
  rig.loop.noteRead(false);
  rig.sleeps.length = 0;
  for (let i = 0; i < 4; i += 1) rig.turn();
  expect(rig.sleeps).toEqual([10, 10, 10, 10]);
  rig.loop.awaitAnswer();
  rig.sleeps.length = 0;
  for (let i = 0; i < 4; i += 1) rig.turn();
  expect(rig.sleeps).toEqual([2, 2, 2, 2]);
  rig.loop.noteRead(true);
  rig.sleeps.length = 0;
  rig.turn();
  expect(rig.sleeps[0]).toBe(10);
});

it('looks for an answer the more rarely, the longer it takes, and then no more', () => {
  const rig = aLoop();
  rig.loop.start();
  for (let i = 0; i < 4; i += 1) rig.turn();
  rig.loop.awaitAnswer();
  rig.sleeps.length = 0;
  for (let waitedMs = 0; waitedMs < 250; waitedMs += rig.sleeps.at(-1) ?? 0) rig.turn();
  const looks = rig.sleeps.length;
  expect(looks).toBeLessThan(45);
  let waitedMs = 0;
  for (const sleepMs of rig.sleeps) {
    // Never coarser than an eighth of what has been waited, but for a deadline that is near.
    expect(sleepMs).toBeLessThanOrEqual(Math.max(2, waitedMs / 8) + 1);
    waitedMs += sleepMs;
  }
  rig.sleeps.length = 0;
  for (let i = 0; i < 3; i += 1) rig.turn();
  expect(rig.sleeps.slice(1)).toEqual([20, 20]);
});

it('stands still when stopped and counts its slots on', () => {
  const rig = aLoop();
  rig.loop.start();
  rig.turn();
  rig.loop.stop();
  rig.turn();
  expect(rig.idle).toBe(true);
  rig.turnMs = 500;
  rig.loop.start();
  rig.turn();
  expect(rig.idle).toBe(false);
  rig.turnMs = 0;
  rig.turn();
  rig.turn();
  expect(rig.deadlines.at(-1)?.slot).toBeGreaterThan(25);
});
