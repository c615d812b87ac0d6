/** What the server tells of a client's packets on the way to it: RTCP reports (RFC 3550 sections 6.4.1 and 6.4.2). */

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

/** One stream in a report. */
export interface ReceptionBlock {
  /** Of the sender that is reported on. */
  ssrc: number;
  /** Of the packets since the report before, 0..1. */
  lostShare: number;
  /** Packets since the beginning, uint24. */
  lost: number;
  /** Extended: the times that it went round above the 16 bits. */
  highestSequence: number;
  /** In units of RTP time. */
  jitter: number;
}

/** A receiver report in the clear; its first 8 bytes stay so under transport encryption. `reporter`: its SSRC. */
export function buildReceiverReport(reporter: number, blocks: readonly ReceptionBlock[]): Buffer {
  const report = Buffer.alloc(HEADER_BYTES + blocks.length * BLOCK_BYTES);
  report.writeUInt8(0x80 | (blocks.length & 0x1f), 0);
  report.writeUInt8(RECEIVER_REPORT, 1);
  report.writeUInt16BE(report.length / 4 - 1, 2);
  report.writeUInt32BE(reporter >>> 0, 4);
  let at = HEADER_BYTES;
  for (const { ssrc, lostShare, lost, highestSequence, jitter } of blocks) {
    report.writeUInt32BE(ssrc >>> 0, at);
    report.writeUInt8(Math.min(255, Math.floor(lostShare * 256)), at + 4);
    report.writeUIntBE(Math.min(0x7f_ffff, lost), at + 5, 3);
    report.writeUInt32BE(highestSequence >>> 0, at + 8);
    report.writeUInt32BE(jitter >>> 0, at + 12);
    at += BLOCK_BYTES;
  }
  return report;
}
