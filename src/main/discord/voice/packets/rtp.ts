/**
 * RTP as Discord's voice servers speak it (RFC 3550 section 5.1, with the "rtpsize" rule for what stays clear
 * under transport encryption). Pure layout: both the engine and the practice server build and read packets
 * here. Callers open the transport encryption between `parseRtpHeader` and `stripRtpPayload`.
 */
import { type ParseResult, parsed, refused } from './parse-result';

export const RTP_VERSION = 2;
export const OPUS_PAYLOAD_TYPE = 120;
/** Fixed part of an RTP header. */
export const RTP_HEADER_BYTES = 12;
/** Profile and length in front of a header extension: stays clear, the elements do not. */
export const RTP_EXTENSION_PREAMBLE_BYTES = 4;
/** RTCP packet types share the second byte with RTP; 192–223 is theirs (RFC 5761 section 4). */
const RTCP_FIRST_TYPE = 192;
const RTCP_LAST_TYPE = 223;

export interface RtpExtension {
  /** 0xBEDE for the one-byte form (RFC 8285). */
  profile: number;
  /** Length of the elements in 32-bit words. */
  words: number;
}

export interface RtpHeader {
  /** 0–127; Opus is 120. */
  payloadType: number;
  marker: boolean;
  /** True when the end of the payload is padding whose last byte is its count. */
  padding: boolean;
  /** uint16, wraps. */
  sequence: number;
  /** uint32 in samples of one channel at 48 kHz, wraps. */
  timestamp: number;
  /** uint32. */
  ssrc: number;
  extension: RtpExtension | null;
  /** Length of what stays clear and is authenticated: 12 + 4 × CSRCs, + 4 with an extension. */
  clearBytes: number;
}

export type RtpRefusal = 'rtp/too-short' | 'rtp/version' | 'rtp/extension-overrun' | 'rtp/padding-overrun';

/** True for what RTCP sends on the same socket (sender and receiver reports and their kin). */
export function isRtcp(datagram: Uint8Array): boolean {
  const type = datagram[1] ?? 0;
  return (
    datagram.length >= 8 &&
    (datagram[0] ?? 0) >> 6 === RTP_VERSION &&
    type >= RTCP_FIRST_TYPE &&
    type <= RTCP_LAST_TYPE
  );
}

/** Reads the clear header of an RTP packet. */
export function parseRtpHeader(packet: Buffer): ParseResult<RtpHeader, RtpRefusal> {
  if (packet.length < RTP_HEADER_BYTES) return refused('rtp/too-short');
  const first = packet.readUInt8(0);
  if (first >> 6 !== RTP_VERSION) return refused('rtp/version');
  const second = packet.readUInt8(1);
  const hasExtension = (first & 0x10) !== 0;
  const fixedBytes = RTP_HEADER_BYTES + 4 * (first & 0x0f);
  const clearBytes = fixedBytes + (hasExtension ? RTP_EXTENSION_PREAMBLE_BYTES : 0);
  if (packet.length < clearBytes) return refused('rtp/too-short');
  return parsed({
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    padding: (first & 0x20) !== 0,
    sequence: packet.readUInt16BE(2),
    timestamp: packet.readUInt32BE(4),
    ssrc: packet.readUInt32BE(8),
    extension: hasExtension
      ? { profile: packet.readUInt16BE(fixedBytes), words: packet.readUInt16BE(fixedBytes + 2) }
      : null,
    clearBytes,
  });
}

/**
 * The media payload of an opened packet: extension elements dropped from the front, padding from the end
 * (its count sits inside the ciphertext, so this can only be done after opening). May be empty: padding-only
 * packets exist and carry nothing to decode.
 */
export function stripRtpPayload(header: RtpHeader, opened: Buffer): ParseResult<Buffer, RtpRefusal> {
  const start = header.extension ? header.extension.words * 4 : 0;
  if (start > opened.length) return refused('rtp/extension-overrun');
  let end = opened.length;
  if (header.padding) {
    if (end === start) return refused('rtp/padding-overrun');
    const count = opened.readUInt8(end - 1);
    if (count === 0 || count > end - start) return refused('rtp/padding-overrun');
    end -= count;
  }
  return parsed(start === 0 && end === opened.length ? opened : opened.subarray(start, end));
}

export interface RtpHeaderInput {
  sequence: number;
  timestamp: number;
  ssrc: number;
  payloadType?: number;
  marker?: boolean;
  padding?: boolean;
  extension?: RtpExtension;
}

/**
 * The clear header of a packet without CSRCs: 12 bytes, or 16 with an extension preamble. Written to `header` where one of
 * that length is given.
 */
export function buildRtpHeader(
  input: RtpHeaderInput,
  header = Buffer.alloc(RTP_HEADER_BYTES + (input.extension ? RTP_EXTENSION_PREAMBLE_BYTES : 0)),
): Buffer {
  const { extension } = input;
  header.writeUInt8((RTP_VERSION << 6) | (input.padding ? 0x20 : 0) | (extension ? 0x10 : 0), 0);
  header.writeUInt8((input.marker ? 0x80 : 0) | (input.payloadType ?? OPUS_PAYLOAD_TYPE), 1);
  header.writeUInt16BE(input.sequence & 0xffff, 2);
  header.writeUInt32BE(input.timestamp >>> 0, 4);
  header.writeUInt32BE(input.ssrc >>> 0, 8);
  if (extension) {
    header.writeUInt16BE(extension.profile, RTP_HEADER_BYTES);
    header.writeUInt16BE(extension.words, RTP_HEADER_BYTES + 2);
  }
  return header;
}

/** `payload` followed by `count` bytes of padding (1–255), the last one being the count. */
export function padRtpPayload(payload: Uint8Array, count: number): Buffer {
  const padded = Buffer.alloc(payload.length + count);
  padded.set(payload, 0);
  padded.writeUInt8(count, padded.length - 1);
  return padded;
}
