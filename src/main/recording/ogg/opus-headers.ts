/** The two header packets of Ogg Opus (RFC 7845 section 5). */

/**
 * 312 = the 6.5 ms an Opus encoder looks ahead (libopus, 48 kHz, all but its low-delay mode). Decoded sound
 * comes that much late; skipping it puts the sample that went in at t back to t.
 */
export const PRE_SKIP_SAMPLES = 312;

/** 3840 = 80 ms: what a decoder wants to have heard before its output is right after a jump (RFC 7845 4.6). */
export const PRE_ROLL_SAMPLES = 3_840;

export interface OpusHead {
  channels: number;
  preSkip: number;
  inputSampleRateHz: number;
  /** Q7.8 dB. */
  outputGain: number;
}

export type OpusHeadProblem = 'not-opus' | 'truncated-head' | 'unknown-version' | 'unsupported-mapping';

const HEAD_MAGIC = 'OpusHead';
const TAGS_MAGIC = 'OpusTags';

/** The identification header of every track we write (RFC 7845, section 5.1). */
export function encodeOpusHead(): Uint8Array {
  const head = new Uint8Array(19);
  const view = new DataView(head.buffer);
  writeAscii(head, 0, HEAD_MAGIC);
  head[8] = 1;
  head[9] = 2;
  view.setUint16(10, PRE_SKIP_SAMPLES, true);
  view.setUint32(12, 48_000, true);
  return head;
}

/** Reads an identification header of mapping 0 (mono, stereo; RFC 7845, section 5.1); says what is wrong instead of throwing. */
export function parseOpusHead(packet: Uint8Array): OpusHead | OpusHeadProblem {
  if (!startsWith(packet, HEAD_MAGIC)) return 'not-opus';
  if (packet.length < 19) return 'truncated-head';
  // RFC 7845 5.1: versions 0 to 15 share this layout.
  if ((packet[8] as number) > 15) return 'unknown-version';
  const channels = packet[9] as number;
  if (packet[18] !== 0 || channels < 1 || channels > 2) return 'unsupported-mapping';
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  return {
    channels,
    preSkip: view.getUint16(10, true),
    inputSampleRateHz: view.getUint32(12, true),
    outputGain: view.getInt16(16, true),
  };
}

/** Comment header. Field names are ASCII without `=`, values UTF-8 of any content. */
export function encodeOpusTags(tags: Readonly<Record<string, string>>): Uint8Array {
  const encoder = new TextEncoder();
  const vendor = encoder.encode('Roomtone');
  const comments = Object.entries(tags).map(([name, value]) => encoder.encode(`${name}=${value}`));
  const size = 8 + 4 + vendor.length + 4 + comments.reduce((sum, comment) => sum + 4 + comment.length, 0);
  const packet = new Uint8Array(size);
  const view = new DataView(packet.buffer);
  writeAscii(packet, 0, TAGS_MAGIC);
  let at = 8;
  const put = (bytes: Uint8Array) => {
    view.setUint32(at, bytes.length, true);
    packet.set(bytes, at + 4);
    at += 4 + bytes.length;
  };
  put(vendor);
  view.setUint32(at, comments.length, true);
  at += 4;
  for (const comment of comments) put(comment);
  return packet;
}

/** Whether a packet is a comment header (RFC 7845, section 5.2). */
export function isOpusTags(packet: Uint8Array): boolean {
  return startsWith(packet, TAGS_MAGIC);
}

function writeAscii(target: Uint8Array, at: number, text: string): void {
  for (let i = 0; i < text.length; i += 1) target[at + i] = text.charCodeAt(i);
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  if (bytes.length < text.length) return false;
  for (let i = 0; i < text.length; i += 1) if (bytes[i] !== text.charCodeAt(i)) return false;
  return true;
}
