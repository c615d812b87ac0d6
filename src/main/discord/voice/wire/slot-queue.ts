import type { ByteRing } from './byte-ring';

/** Room for about 250 packets of speech, 45 of the largest: a second ahead in any case. */
export const SLOT_QUEUE_BYTES = 65_536;

/** Sends what is due at `slot`, drops what was due before it and leaves the rest. Answers how many were dropped. */
export function sendDue(queue: ByteRing, slot: number, send: (packet: Buffer) => void): number {
  let stale = 0;
  for (let record = queue.take(slot); record; record = queue.take(slot)) {
    if (record.stamp === slot) send(record.bytes);
    else stale += 1;
  }
  return stale;
}
