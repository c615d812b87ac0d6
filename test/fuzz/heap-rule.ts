/**
 * What a heap may have grown by after so many packets. The least that can be kept of a packet is a number in an array,
 * eight bytes: a reader that keeps something of every other packet grows by half of that for each. What the engine itself
 * adds meanwhile (compiled code, caches) does not depend on the packets and stays below the floor.
 */
const FLOOR_BYTES = 2 * 1024 * 1024;
const BYTES_PER_PACKET = 4;

export function keepsTooMuch(grownBytes: number, packets: number): boolean {
  return grownBytes > FLOOR_BYTES + BYTES_PER_PACKET * packets;
}
