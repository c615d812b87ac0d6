import { expect, it } from 'vitest';
import { SealDepth } from '../../../../../src/main/discord/voice/send/seal-depth';

it('is 80 ms at first, 20 ms for live sound', () => {
  const depth = new SealDepth();
  expect(depth.at(1, false)).toBe(4);
  expect(depth.at(1, true)).toBe(1);
});

it('grows before a slot is missed, and shrinks more slowly where that was wrong', () => {
  const depth = new SealDepth();
  depth.nearMiss(2_000);
  expect(depth.missed).toBe(0);
  expect(depth.at(2_001, false)).toBe(5);
  expect(depth.at(3_500, false)).toBe(4);
  depth.nearMiss(3_600);
  expect(depth.at(5_100, false)).toBe(5);
  expect(depth.at(9_599, false)).toBe(5);
  expect(depth.at(9_600, false)).toBe(4);
});

it('grows with each stall up to 160 ms and shrinks again, a frame for 30 s without one', () => {
  const depth = new SealDepth();
  for (let slot = 10; slot < 20; slot += 1) depth.miss(slot, 3);
  expect(depth.missed).toBe(30);
  expect(depth.at(20, false)).toBe(8);
  expect(depth.at(19 + 1_499, false)).toBe(8);
  expect(depth.at(19 + 1_500, false)).toBe(7);
  expect(depth.at(19 + 2_999, false)).toBe(7);
  expect(depth.at(19 + 3_000, false)).toBe(6);
  expect(depth.at(19 + 9_000, false)).toBe(5);
  expect(depth.at(19 + 19_000, false)).toBe(4);
});
