import { expect, it } from 'vitest';
import { OwnSound } from '../../../../src/main/discord/voice/own-sound';

const FRAME = { opus: Buffer.from([1]), pcm: new Int16Array(0) };
const MONITOR = new Float32Array(1_920);

it('gives what belongs to a slot once, be it for the air or for the own ears alone', () => {
  const own = new OwnSound();
  own.put(1, FRAME, null);
  own.put(2, null, MONITOR);
  own.put(3, null, null);
  expect(own.take(1)).toEqual({ frame: FRAME, monitor: null });
  expect(own.take(1)).toBeUndefined();
  expect(own.take(2)?.monitor).toBe(MONITOR);
  expect(own.take(3)).toBeUndefined();
  expect(own.size).toBe(0);
});

it('keeps nothing of slots that were passed over, nor of those that are made anew', () => {
  const own = new OwnSound();
  for (let slot = 1; slot <= 40; slot += 1) own.put(slot, FRAME, MONITOR);
  own.forgetBefore(30);
  own.withdraw(36);
  expect(own.size).toBe(6);
  expect(own.take(29)).toBeUndefined();
  expect(own.take(30)).toBeDefined();
  expect(own.take(36)).toBeUndefined();
});
