/** From a datagram to an RTP packet in the clear, whatever the transport encryption leaves readable of its header. */
import { type ParseResult, parsed } from './parse-result';
import { parseRtpHeader, RTP_HEADER_BYTES, type RtpHeader, type RtpRefusal } from './rtp';
import type { OpenRefusal, TransportKey } from './transport-crypto';

export interface OpenedRtp {
  header: RtpHeader;
  /** Begins with the header's bytes: fixed part, CSRCs, the extension's preamble (`header.clearBytes`). */
  packet: Buffer;
  /** What follows: extension elements, then the media payload, then padding (`stripRtpPayload`). */
  body: Buffer;
}

/** Parses and opens one RTP datagram. `header` may be given when it was parsed already. */
export function openRtp(
  key: TransportKey,
  datagram: Buffer,
  header?: RtpHeader,
): ParseResult<OpenedRtp, RtpRefusal | OpenRefusal> {
  const outer = header ? parsed(header) : parseRtpHeader(datagram);
  if (!outer.ok) return outer;
  const opened = key.open(datagram, outer.value.clearBytes);
  if (!opened.ok) return opened;
  if (key.headerRule === 'rtpsize' || outer.value.clearBytes === RTP_HEADER_BYTES) {
    return parsed({ header: outer.value, packet: datagram, body: opened.value });
  }
  // Only the fixed part was clear: CSRCs and extension come out of the ciphertext.
  const whole = Buffer.concat([datagram.subarray(0, RTP_HEADER_BYTES), opened.value]);
  const inner = parseRtpHeader(whole);
  if (!inner.ok) return inner;
  return parsed({ header: inner.value, packet: whole, body: whole.subarray(inner.value.clearBytes) });
}
