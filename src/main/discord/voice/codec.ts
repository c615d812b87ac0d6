/**
 * Opus for everybody: the one file that touches the native binding. Discord voice is 48 kHz stereo, 20 ms.
 * Bytes from outside are measured before they reach native code, which asks for its largest frame whatever
 * comes in: an empty packet would answer 120 ms of invented sound.
 */

import opus from '@discordjs/opus';
import { CHANNELS, FRAME_SAMPLES, SAMPLE_RATE_HZ } from '@shared/audio/constants';

/** RFC 6716 section 3.4: no packet holds more than 120 ms; 5,760 = 48,000 × 0.120. */
const MAX_PACKET_SAMPLES = 5_760;
/** Largest length of one frame (RFC 6716 section 3.2.1). */
const MAX_FRAME_BYTES = 1_275;
/** Requests of opus_encoder_ctl (opus_defines.h). */
const ENCODER_CTL = {
  complexity: 4_010,
  inbandFec: 4_012,
  expectedLoss: 4_014,
  dtx: 4_016,
  reset: 4_028,
} as const;
/** Measured at 64 and 96 kbit/s: as near to the original as 9 and 10 (within 0.1 dB), for a sixth to a third less time. */
export const ENCODER_COMPLEXITY = 7;

/** What an encoded frame lies behind its samples: 312 = 6.5 ms of libopus' own look-ahead at 48 kHz. */
export const ENCODER_LOOK_AHEAD_SAMPLES = 312;

export interface OpusFrameEncoder {
  /** One 20 ms frame: 1,920 interleaved stereo samples in, one Opus packet out. */
  encode(pcm: Int16Array): Buffer;
  setBitrate(bitrateBps: number): void;
  /**
   * Redundancy against loss on the way, 0..100 %. Only the speech layer has any, and what makes libopus choose it
   * would ruin music, so it is asked for only while nothing but speech goes out.
   */
  setLoss(percent: number, speechOnly: boolean): void;
  /** Forgets what was encoded: what comes next follows packets that others have made. */
  reset(): void;
}

export type DecodeOutcome =
  | { kind: 'pcm'; pcm: Int16Array }
  /** Not an Opus packet, or one that the decoder refuses. */
  | { kind: 'refused' };

export interface OpusFrameDecoder {
  /** Interleaved stereo at 48 kHz, or one channel; as long as the packet says, usually 20 ms. Never throws. */
  decode(packet: Uint8Array): DecodeOutcome;
}

export function createOpusEncoder(bitrateBps: number): OpusFrameEncoder {
  const native = new opus.OpusEncoder(SAMPLE_RATE_HZ, CHANNELS);
  native.setBitrate(bitrateBps);
  native.applyEncoderCTL(ENCODER_CTL.complexity, ENCODER_COMPLEXITY);
  // Silence in music is part of it; packets that stop would be taken for the end.
  native.applyEncoderCTL(ENCODER_CTL.dtx, 0);
  let loss = 0;
  // Whoever encodes gives the same memory each time.
  let lastPcm: Int16Array | undefined;
  let bytes: Buffer = Buffer.alloc(0);
  return {
    encode(pcm) {
      if (pcm.length !== FRAME_SAMPLES * CHANNELS)
        throw new RangeError('An Opus frame is made of 20 ms of PCM');
      if (pcm !== lastPcm) bytes = Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength);
      lastPcm = pcm;
      return native.encode(bytes);
    },
    setBitrate: (bps) => native.setBitrate(bps),
    setLoss(percent, speechOnly) {
      const wanted = speechOnly ? Math.max(0, Math.min(100, Math.round(percent))) : 0;
      if (wanted === loss) return;
      loss = wanted;
      native.applyEncoderCTL(ENCODER_CTL.inbandFec, wanted > 0 ? 1 : 0);
      native.applyEncoderCTL(ENCODER_CTL.expectedLoss, wanted);
    },
    reset: () => native.applyEncoderCTL(ENCODER_CTL.reset, 0),
  };
}

/** Decodes mono and stereo packets alike to so many channels. */
export function createOpusDecoder(channels: 1 | 2 = CHANNELS): OpusFrameDecoder {
  const native = new opus.OpusEncoder(SAMPLE_RATE_HZ, channels);
  return {
    decode(packet) {
      const samples = opusPacketSamples(packet);
      if (samples === null) return { kind: 'refused' };
      let bytes: Buffer;
      try {
        bytes = native.decode(asBuffer(packet));
      } catch {
        // libopus found the packet corrupt: an answer about its bytes, counted by the caller.
        return { kind: 'refused' };
      }
      if (bytes.length !== samples * channels * 2) return { kind: 'refused' };
      return { kind: 'pcm', pcm: toInt16(bytes) };
    },
  };
}

/** Samples of one channel at 48 kHz that a packet holds, or null when its length and its TOC disagree (RFC 6716 3.1–3.2). */
export function opusPacketSamples(packet: Uint8Array): number | null {
  const toc = packet[0];
  if (toc === undefined) return null;
  const frames = frameCount(packet, toc & 3);
  if (frames === null) return null;
  const samples = frames * frameSamplesOf(toc >> 3);
  return samples <= MAX_PACKET_SAMPLES ? samples : null;
}

/** Whether a packet is coded in stereo (the `s` bit of its TOC); either kind decodes to stereo. */
export function isStereoPacket(packet: Uint8Array): boolean {
  return ((packet[0] ?? 0) & 4) !== 0;
}

/**
 * Whether a packet carries the packet before it once more, coded low (LBRR, RFC 6716 section 4.2.3). Only the
 * speech layer has that, and its flags are the first bits of the first frame: activity of each 20 ms, then
 * redundancy, for each channel. Asked of the form voice is sent in, one frame to a packet.
 */
export function hasRedundancy(packet: Uint8Array): boolean {
  const [toc, first] = packet;
  if (toc === undefined || first === undefined || (toc & 3) !== 0) return false;
  const config = toc >> 3;
  if (config >= 16) return false;
  const activityBits = Math.max(1, frameSamplesOf(config) / FRAME_SAMPLES);
  const middle = (first >> (7 - activityBits)) & 1;
  const side = (toc & 4) === 0 ? 0 : (first >> (6 - 2 * activityBits)) & 1;
  return (middle | side) === 1;
}

/** Frame length by configuration number, table 2 of RFC 6716: SILK, hybrid, CELT. */
function frameSamplesOf(config: number): number {
  if (config < 12) return [480, 960, 1_920, 2_880][config & 3] as number;
  if (config < 16) return [480, 960][config & 1] as number;
  return [120, 240, 480, 960][config & 3] as number;
}

/** Number of frames by code (low bits of the TOC), or null when they cannot fit into the packet. */
function frameCount(packet: Uint8Array, code: number): number | null {
  const body = packet.length - 1;
  switch (code) {
    case 0:
      return body <= MAX_FRAME_BYTES ? 1 : null;
    case 1:
      return body % 2 === 0 && body / 2 <= MAX_FRAME_BYTES ? 2 : null;
    case 2: {
      const first = packet[1];
      if (first === undefined) return null;
      const second = packet[2];
      if (first >= 252 && second === undefined) return null;
      const length = first < 252 ? first : first + 4 * (second ?? 0);
      return length + (first < 252 ? 1 : 2) <= body ? 2 : null;
    }
    default: {
      const count = (packet[1] ?? 0) & 0x3f;
      return count > 0 ? count : null;
    }
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function toInt16(bytes: Buffer): Int16Array {
  if (bytes.byteOffset % 2 === 0) return new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  const copy = new Uint8Array(bytes);
  return new Int16Array(copy.buffer, 0, copy.length / 2);
}
