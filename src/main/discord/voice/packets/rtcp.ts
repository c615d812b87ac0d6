/** What the server tells of our own packets on the way to it: RTCP reports (RFC 3550 sections 6.4.1 and 6.4.2). */

const SENDER_REPORT = 200;
const RECEIVER_REPORT = 201;
const HEADER_BYTES = 8;
const SENDER_INFO_BYTES = 20;
const BLOCK_BYTES = 24;

/**
 * The share of `ssrc`'s packets that were lost since the report before, 0..1, out of an RTCP packet in the clear; null
 * when it says nothing of that stream. Whatever does not fit its own lengths ends the reading.
 */
export function reportedLoss(rtcp: Uint8Array, ssrc: number): number | null {
  const view = new DataView(rtcp.buffer, rtcp.byteOffset, rtcp.byteLength);
  for (let at = 0; at + HEADER_BYTES <= rtcp.length; ) {
    const end = at + 4 * (view.getUint16(at + 2) + 1);
    if (view.getUint8(at) >> 6 !== 2 || end > rtcp.length) return null;
    const type = view.getUint8(at + 1);
    if (type === SENDER_REPORT || type === RECEIVER_REPORT) {
      const blocks = view.getUint8(at) & 0x1f;
      let block = at + HEADER_BYTES + (type === SENDER_REPORT ? SENDER_INFO_BYTES : 0);
      for (let i = 0; i < blocks && block + BLOCK_BYTES <= end; i += 1, block += BLOCK_BYTES) {
        if (view.getUint32(block) === ssrc >>> 0) return view.getUint8(block + 4) / 256;
      }
    }
    at = end;
  }
  return null;
}
