/**
 * What can be known of an Opus packet without decoding it (RFC 6716 section 3), and packets of silence of
 * every length a gap needs. Positions and lengths are samples of one channel at 48 kHz.
 */

/** 5760 = 120 ms: no packet is longer (RFC 6716 requirement R5). */
export const MAX_PACKET_SAMPLES = 5_760;
/** 120 = 2.5 ms: the shortest Opus frame, so the grid on which gaps can be filled. */
export const GRID_SAMPLES = 120;

const SILK_FRAME_SAMPLES = [480, 960, 1_920, 2_880] as const;
const HYBRID_FRAME_SAMPLES = [480, 960] as const;
const CELT_FRAME_SAMPLES = [120, 240, 480, 960] as const;

/** Length of the packet in samples, or why it is no valid packet (R1 to R7 of RFC 6716 section 3.4). */
export function opusPacketSamples(packet: Uint8Array): number | 'empty' | 'malformed' {
  const toc = packet[0];
  if (toc === undefined) return 'empty';
  const frame = frameSamples(toc >> 3);
  const body = packet.length - 1;
  switch (toc & 3) {
    case 0:
      return body <= 1_275 ? frame : 'malformed';
    case 1:
      return body % 2 === 0 && body / 2 <= 1_275 ? frame * 2 : 'malformed';
    case 2:
      return twoFramesFit(packet) ? frame * 2 : 'malformed';
    default:
      return manyFramesSamples(packet, frame);
  }
}

/** True for packets without sound in them: Discord's silence frame, our filler and DTX. */
export function isSilencePacket(packet: Uint8Array): boolean {
  if (packet.length <= 2) return true;
  if (packet.length === 3) return packet[1] === 0xff && packet[2] === 0xfe;
  if (packet.length > 2 + 2 * 48 || ((packet[0] as number) & 3) !== 3) return false;
  for (let i = 2; i + 1 < packet.length; i += 2) {
    if (packet[i] !== 0xff || packet[i + 1] !== 0xfe) return false;
  }
  return packet.length % 2 === 0;
}

function frameSamples(config: number): number {
  if (config < 12) return SILK_FRAME_SAMPLES[config & 3] as number;
  if (config < 16) return HYBRID_FRAME_SAMPLES[config & 1] as number;
  return CELT_FRAME_SAMPLES[config & 3] as number;
}

/** A frame length of one or two bytes (RFC 6716 section 3.2.1); null when the bytes end first. */
function frameLength(packet: Uint8Array, at: number): { length: number; bytes: number } | null {
  const first = packet[at];
  if (first === undefined) return null;
  if (first < 252) return { length: first, bytes: 1 };
  const second = packet[at + 1];
  return second === undefined ? null : { length: second * 4 + first, bytes: 2 };
}

function twoFramesFit(packet: Uint8Array): boolean {
  const first = frameLength(packet, 1);
  if (!first) return false;
  const rest = packet.length - 1 - first.bytes - first.length;
  return rest >= 0 && rest <= 1_275;
}

function manyFramesSamples(packet: Uint8Array, frame: number): number | 'malformed' {
  const counts = packet[1];
  if (counts === undefined) return 'malformed';
  const frames = counts & 0x3f;
  const samples = frames * frame;
  if (frames === 0 || samples > MAX_PACKET_SAMPLES) return 'malformed';
  let at = 2;
  let padding = 0;
  if (counts & 0x40) {
    for (;;) {
      const value = packet[at];
      if (value === undefined) return 'malformed';
      at += 1;
      padding += value === 255 ? 254 : value;
      if (value !== 255) break;
    }
  }
  let body = packet.length - at - padding;
  if (body < 0) return 'malformed';
  if ((counts & 0x80) === 0) return body % frames === 0 && body / frames <= 1_275 ? samples : 'malformed';
  for (let i = 0; i < frames - 1; i += 1) {
    const next = frameLength(packet, at);
    if (!next) return 'malformed';
    at += next.bytes;
    body -= next.bytes + next.length;
    if (body < 0) return 'malformed';
  }
  return body <= 1_275 ? samples : 'malformed';
}

/** CELT full band, mono, 2.5 / 5 / 10 / 20 ms: configurations 28 to 31. Mono frames decode to both channels. */
const SILENCE_SINGLES: readonly { samples: number; packet: Uint8Array }[] = [
  { samples: 960, packet: Uint8Array.of(0xf8, 0xff, 0xfe) },
  { samples: 480, packet: Uint8Array.of(0xf0, 0xff, 0xfe) },
  { samples: 240, packet: Uint8Array.of(0xe8, 0xff, 0xfe) },
  { samples: 120, packet: Uint8Array.of(0xe0, 0xff, 0xfe) },
];

const SILENCE_120_MS = manySilence(6);

/** `frames` × 20 ms in one packet: code 3, constant size, no padding. */
function manySilence(frames: number): Uint8Array {
  const packet = new Uint8Array(2 + frames * 2);
  packet[0] = 0xfb;
  packet[1] = frames;
  for (let i = 0; i < frames; i += 1) packet.set([0xff, 0xfe], 2 + i * 2);
  return packet;
}

export interface SilencePacket {
  packet: Uint8Array;
  samples: number;
}

/**
 * Packets of digital silence that last exactly `samples` (a multiple of 120, else rounded down), longest first.
 * Coded silence rather than empty frames: those would ask a decoder to conceal, which smears the sound before.
 */
export function* silencePackets(samples: number): Generator<SilencePacket> {
  let left = samples;
  while (left >= MAX_PACKET_SAMPLES) {
    yield { packet: SILENCE_120_MS, samples: MAX_PACKET_SAMPLES };
    left -= MAX_PACKET_SAMPLES;
  }
  for (const single of SILENCE_SINGLES) {
    while (left >= single.samples) {
      yield { packet: single.packet, samples: single.samples };
      left -= single.samples;
    }
  }
}
