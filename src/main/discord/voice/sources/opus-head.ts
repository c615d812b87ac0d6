/** Bytes of the OpusHead of a plain stream (RFC 7845 section 5.1). */
const HEAD_BYTES = 19;

/**
 * Samples to leave out at the start of a plain mono or stereo stream at unity gain. Throws for anything else:
 * such packets cannot be passed on as they are.
 */
export function preSkipOf(head: Buffer): number {
  // Channels at 9, pre-skip at 10, output gain at 16, mapping family at 18.
  const plain = head.length >= HEAD_BYTES && head.readUInt8(9) <= 2 && head.readUInt8(18) === 0;
  if (!plain || head.readInt16LE(16) !== 0) throw new Error('not plain stereo Opus at unity gain');
  return head.readUInt16LE(10);
}
