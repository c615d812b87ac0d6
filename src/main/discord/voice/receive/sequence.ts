/** Signed distance from `b` to `a` on the 16-bit circle of RTP sequence numbers: −32,768 to 32,767. */
export function sequenceDistance(a: number, b: number): number {
  return (((a - b) & 0xffff) << 16) >> 16;
}
