/** MLS variable-length vectors (RFC 9420 section 2.1.2): a QUIC-style length of 1, 2 or 4 bytes, then the bytes. */

const ONE_BYTE_LIMIT = 0x40;
const TWO_BYTE_LIMIT = 0x4000;
const FOUR_BYTE_LIMIT = 0x4000_0000;

/** `content` with its length in front, in the shortest form as the RFC demands. */
export function writeMlsVector(content: Uint8Array): Buffer {
  const { length } = content;
  if (length >= FOUR_BYTE_LIMIT) throw new RangeError('An MLS vector holds less than 2^30 bytes');
  const prefixBytes = length < ONE_BYTE_LIMIT ? 1 : length < TWO_BYTE_LIMIT ? 2 : 4;
  const out = Buffer.alloc(prefixBytes + length);
  if (prefixBytes === 1) out.writeUInt8(length, 0);
  else if (prefixBytes === 2) out.writeUInt16BE(0x4000 | length, 0);
  else out.writeUInt32BE((0x8000_0000 | length) >>> 0, 0);
  out.set(content, prefixBytes);
  return out;
}

/** The vector at `offset` and where it ends, or null when it does not fit or its length is not minimal. */
export function readMlsVector(bytes: Buffer, offset: number): { content: Buffer; end: number } | null {
  if (offset >= bytes.length) return null;
  const form = bytes.readUInt8(offset) >> 6;
  if (form === 3) return null;
  const prefixBytes = form === 0 ? 1 : form === 1 ? 2 : 4;
  const start = offset + prefixBytes;
  if (start > bytes.length) return null;
  let length: number;
  if (form === 0) length = bytes.readUInt8(offset);
  else if (form === 1) length = bytes.readUInt16BE(offset) & 0x3fff;
  else length = bytes.readUInt32BE(offset) & 0x3fff_ffff;
  const minimal = form === 0 || length >= (form === 1 ? ONE_BYTE_LIMIT : TWO_BYTE_LIMIT);
  const end = start + length;
  if (!minimal || end > bytes.length) return null;
  return { content: bytes.subarray(start, end), end };
}
