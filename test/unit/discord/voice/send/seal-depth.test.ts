import { expect, it } from 'vitest';
import { SealDepth } from '../../../../../src/main/discord/voice/send/seal-depth';

/** So far on that nothing was missed or late for long enough. */
const CALM = 4 * 1_500;

function calmed(): SealDepth {
  const depth = new SealDepth();
  for (let slot = 0; slot <= CALM; slot += 1) depth.at(slot, false);
  return depth;
}

it('is 160 ms at first and 80 ms after two quiet minutes; 20 ms for live sound', () => {
  const depth = new SealDepth();
  expect(depth.at(1, true)).toBe(1);
  expect(depth.at(1, false)).toBe(8);
  expect(depth.at(1_499, false)).toBe(8);
  expect(depth.at(1_500, false)).toBe(7);
  expect(calmed().at(CALM, false)).toBe(4);
  expect(calmed().at(CALM, true)).toBe(1);
});

it('stays large while this thread is late now and then', () => {
  const depth = new SealDepth();
  for (let slot = 0; slot <= CALM; slot += 1_000) {
    depth.late(slot, 2, false);
    expect(depth.at(slot, false)).toBe(8);
  }
});

it('grows by what was missed, and before a slot is missed', () => {
  const depth = calmed();
  depth.late(CALM + 10, 3, true);
  expect(depth.missed).toBe(0);
  expect(depth.at(CALM + 11, false)).toBe(5);
  expect(depth.at(CALM + 11, true)).toBe(2);
  depth.miss(CALM + 20, 3);
  expect(depth.missed).toBe(3);
  expect(depth.at(CALM + 21, false)).toBe(8);
  expect(depth.at(CALM + 21, true)).toBe(5);
});

it('shrinks more slowly where that was wrong', () => {
  const depth = calmed();
  depth.late(CALM + 100, 3, true);
  expect(depth.at(CALM + 100 + 5_999, false)).toBe(5);
  expect(depth.at(CALM + 100 + 6_000, false)).toBe(4);
});
