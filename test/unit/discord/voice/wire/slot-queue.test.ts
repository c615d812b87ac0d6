import { expect, it } from 'vitest';
import { ByteRing } from '../../../../../src/main/discord/voice/wire/byte-ring';
import { sendDue } from '../../../../../src/main/discord/voice/wire/slot-queue';

function queued(...slots: number[]) {
  const queue = new ByteRing(ByteRing.allocate(4_096));
  for (const slot of slots) queue.push(0, slot, Uint8Array.of(slot));
  const sent: number[] = [];
  const due = (slot: number) => sendDue(queue, slot, (packet) => sent.push(packet[0] ?? -1));
  return { due, sent };
}

it('sends what is due and leaves what is not', () => {
  const { due, sent } = queued(4, 5, 6);
  expect(due(3)).toBe(0);
  expect(sent).toEqual([]);
  expect(due(4)).toBe(0);
  expect(due(5)).toBe(0);
  expect(sent).toEqual([4, 5]);
});

it('gives up what a stall has passed over, and sends no burst', () => {
  const { due, sent } = queued(4, 5, 6, 9, 10);
  expect(due(9)).toBe(3);
  expect(sent).toEqual([9]);
  expect(due(10)).toBe(0);
  expect(sent).toEqual([9, 10]);
});
