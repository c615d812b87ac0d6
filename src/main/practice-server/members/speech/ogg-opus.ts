/**
 * Opus frames out of an Ogg file of our own making (RFC 3533, RFC 7845): one logical stream, packets that may
 * span pages. A file that is not that is an error of the installation, so it throws.
 */
const CAPTURE = 'OggS';
const PAGE_HEADER_BYTES = 27;
const FULL_SEGMENT = 255;
/** OpusHead and OpusTags come first. */
const HEADER_PACKETS = 2;

/** The 20 ms frames of `file`, in order. Throws when it is no Ogg Opus. */
export function readOpusFrames(file: Buffer): Buffer[] {
  const packets: Buffer[] = [];
  let pending: Buffer[] = [];
  let offset = 0;
  while (offset < file.length) {
    if (file.length < offset + PAGE_HEADER_BYTES || file.toString('latin1', offset, offset + 4) !== CAPTURE)
      throw new Error('not an Ogg page');
    const segmentCount = file.readUInt8(offset + 26);
    let at = offset + PAGE_HEADER_BYTES + segmentCount;
    const table = file.subarray(offset + PAGE_HEADER_BYTES, at);
    let start = at;
    for (const size of table) {
      at += size;
      if (size === FULL_SEGMENT) continue;
      pending.push(file.subarray(start, at));
      packets.push(Buffer.concat(pending));
      pending = [];
      start = at;
    }
    if (at > file.length) throw new Error('the last Ogg page is cut off');
    if (start < at) pending.push(file.subarray(start, at));
    offset = at;
  }
  if (packets[0]?.toString('latin1', 0, 8) !== 'OpusHead') throw new Error('not an Opus stream');
  return packets.slice(HEADER_PACKETS);
}
