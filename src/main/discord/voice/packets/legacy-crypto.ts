/**
 * The retired `xsalsa20_poly1305` family, for old self-hosted servers only: Discord ended it on 2024-11-18. It
 * authenticates the payload but not the header. Layouts differ in where the 24-byte nonce comes from and in what stays
 * clear: `_rtpsize` leaves CSRCs and the extension's preamble clear, the others the first 12 bytes alone.
 */
import { randomFillSync } from 'node:crypto';
import sodium from 'libsodium-wrappers';
import { refused } from './parse-result';
import { RTP_HEADER_BYTES } from './rtp';
import { trailingCounter } from './trailing-counter';
import type { TransportKey } from './transport-crypto';

/** In order of preference: what protects the header's length better, then what repeats a nonce least. */
export const LEGACY_MODES = [
  'xsalsa20_poly1305_lite_rtpsize',
  'xsalsa20_poly1305_lite',
  'xsalsa20_poly1305_suffix',
  'xsalsa20_poly1305',
] as const;
export type LegacyMode = (typeof LEGACY_MODES)[number];

const NONCE_BYTES = 24;
const MAC_BYTES = 16;

interface NonceRule {
  /** Bytes of the nonce that stand at the packet's end. */
  trailerBytes: number;
  make(header: Uint8Array, counter: number): Buffer;
  read(packet: Buffer): Buffer;
  /** Of a nonce that counts. A header's copy and random bytes say nothing of what was sent before what. */
  counterOf(packet: Buffer): number | null;
}

const headerNonce: NonceRule = {
  trailerBytes: 0,
  make: (header) => padded(header.subarray(0, RTP_HEADER_BYTES)),
  read: (packet) => padded(packet.subarray(0, RTP_HEADER_BYTES)),
  counterOf: () => null,
};
const suffixNonce: NonceRule = {
  trailerBytes: NONCE_BYTES,
  make: () => randomFillSync(Buffer.alloc(NONCE_BYTES)),
  read: (packet) => packet.subarray(packet.length - NONCE_BYTES),
  counterOf: () => null,
};
const liteNonce: NonceRule = {
  trailerBytes: 4,
  make: (_header, counter) => {
    const nonce = Buffer.alloc(NONCE_BYTES);
    nonce.writeUInt32BE(counter, 0);
    return nonce;
  },
  read: (packet) => padded(packet.subarray(packet.length - 4)),
  counterOf: trailingCounter,
};
const NONCE_RULES: Readonly<Record<LegacyMode, NonceRule>> = {
  xsalsa20_poly1305_lite_rtpsize: liteNonce,
  xsalsa20_poly1305_lite: liteNonce,
  xsalsa20_poly1305_suffix: suffixNonce,
  xsalsa20_poly1305: headerNonce,
};

/** A key of 32 bytes for one of the retired modes. */
export async function createLegacyKey(mode: LegacyMode, key: Uint8Array): Promise<TransportKey> {
  await sodium.ready;
  const secret = Uint8Array.from(key);
  const rule = NONCE_RULES[mode];
  const headerRule = mode === 'xsalsa20_poly1305_lite_rtpsize' ? 'rtpsize' : 'fixed';
  return {
    mode,
    headerRule,
    counterOf: rule.counterOf,
    seal(clearHeader, payload, counter) {
      const clearBytes = headerRule === 'fixed' ? RTP_HEADER_BYTES : clearHeader.length;
      const clear = clearHeader.subarray(0, clearBytes);
      const text =
        clearHeader.length > clearBytes
          ? Buffer.concat([clearHeader.subarray(clearBytes), payload])
          : payload;
      const nonce = rule.make(clear, counter);
      const sealed = sodium.crypto_secretbox_easy(text, nonce, secret);
      return Buffer.concat([clear, sealed, nonce.subarray(0, rule.trailerBytes)]);
    },
    open(packet, headerBytes) {
      const clearBytes = headerRule === 'fixed' ? RTP_HEADER_BYTES : headerBytes;
      const end = packet.length - rule.trailerBytes;
      if (end - MAC_BYTES < clearBytes) return refused('transport/too-short');
      try {
        const text = sodium.crypto_secretbox_open_easy(
          packet.subarray(clearBytes, end),
          rule.read(packet),
          secret,
        );
        return { ok: true, value: Buffer.from(text.buffer, text.byteOffset, text.byteLength) };
      } catch {
        // The library throws for a wrong tag alone once the lengths are right.
        return refused('transport/not-authentic');
      }
    },
  };
}

function padded(bytes: Uint8Array): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.set(bytes, 0);
  return nonce;
}
