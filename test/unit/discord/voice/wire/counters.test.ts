import { expect, it } from 'vitest';
import { WireCells } from '../../../../../src/main/discord/voice/wire/counters';

function twoThreads() {
  const memory = WireCells.allocate();
  return { engine: new WireCells(memory), wire: new WireCells(memory) };
}

it('takes back only slots that the wire has not begun', () => {
  const { engine, wire } = twoThreads();
  let taken = 0;
  expect(wire.claim(7)).toBe(true);
  expect(engine.takeBack(7, () => (taken += 1))).toBe(false);
  expect(engine.takeBack(8, () => (taken += 1))).toBe(true);
  expect(taken).toBe(1);
});

it('sends nothing of a slot while it is being taken back, and the slots after it again', () => {
  const { engine, wire } = twoThreads();
  const claims: boolean[] = [];
  engine.takeBack(5, () => claims.push(wire.claim(4), wire.claim(5)));
  claims.push(wire.claim(6));
  expect(claims).toEqual([true, false, true]);
});
