/**
 * Transport encryption of voice packets: the two AEAD "rtpsize" modes that voice servers offer, and the retired ones
 * of `legacy-crypto.ts` for servers that are not Discord's. Layout:
 * clear header (authenticated) ‖ ciphertext ‖ tag (16) ‖ counter (4). The counter is the caller's: it must
 * never repeat under one key. Used for sealing and opening on both ends.
 */
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import sodium from 'libsodium-wrappers';
import { createLegacyKey, LEGACY_MODES, type LegacyMode } from './legacy-crypto';
import { type ParseResult, parsed, refused } from './parse-result';
import { TRANSPORT_COUNTER_BYTES, trailingCounter } from './trailing-counter';

export const AES_GCM_MODE = 'aead_aes256_gcm_rtpsize';
export const XCHACHA_MODE = 'aead_xchacha20_poly1305_rtpsize';
/** In order of preference: AES is in hardware where a server offers it, XChaCha is always offered. */
export const ENCRYPTION_MODES = [AES_GCM_MODE, XCHACHA_MODE] as const;
export type EncryptionMode = (typeof ENCRYPTION_MODES)[number] | LegacyMode;

export const TRANSPORT_KEY_BYTES = 32;
export const TRANSPORT_TAG_BYTES = 16;
/** The clear part of an RTCP packet under the same encryption. */
export const RTCP_CLEAR_BYTES = 8;

/** 12 = 4 bytes of counter + 8 zero bytes. */
const GCM_NONCE_BYTES = 12;
const GCM_OPTIONS = { authTagLength: TRANSPORT_TAG_BYTES } as const;
/** 24 = 4 bytes of counter + 20 zero bytes. */
const XCHACHA_NONCE_BYTES = 24;

export type OpenRefusal = 'transport/too-short' | 'transport/not-authentic';

export interface TransportKey {
  readonly mode: EncryptionMode;
  /** What stays clear: all of the header but the extension's elements, or its first 12 bytes alone. */
  readonly headerRule: 'rtpsize' | 'fixed';
  /** The packet for `clearHeader` and `payload`; `counter` is uint32 and must be new for this key. */
  seal(clearHeader: Uint8Array, payload: Uint8Array, counter: number): Buffer;
  /**
   * What was sealed in `packet`, whose first `clearBytes` are the clear header; under the `fixed` rule the first 12
   * whatever is given (`openRtp` knows the difference).
   */
  open(packet: Buffer, clearBytes: number): ParseResult<Buffer, OpenRefusal>;
  /**
   * The uint32 that `packet`, once it was opened, was counted with: never twice under one key. In big-endian order, which
   * its sender need not keep to. Null in a mode that has none.
   */
  counterOf(packet: Buffer): number | null;
}

/**
 * The first of our modes that the server offers, or null when there is none in common. `legacy` also takes the retired
 * modes, which a server of Discord's is never to talk us into.
 */
export function chooseEncryptionMode(offered: readonly string[], legacy = false): EncryptionMode | null {
  const modes: readonly EncryptionMode[] = legacy ? [...ENCRYPTION_MODES, ...LEGACY_MODES] : ENCRYPTION_MODES;
  return modes.find((mode) => offered.includes(mode)) ?? null;
}

/** Prepares a 32-byte key for one mode. Asynchronous because the XChaCha library initialises once. */
export async function createTransportKey(mode: EncryptionMode, key: Uint8Array): Promise<TransportKey> {
  if (key.length !== TRANSPORT_KEY_BYTES) throw new RangeError('A transport key has 32 bytes');
  if (mode === AES_GCM_MODE) {
    // A KeyObject made once makes each packet three to four times cheaper than the raw key.
    return gcmKey(createSecretKey(Uint8Array.from(key)));
  }
  if (mode === XCHACHA_MODE) {
    await sodium.ready;
    return xchachaKey(Uint8Array.from(key));
  }
  return createLegacyKey(mode, key);
}

/** Largest counter and the one before it wraps: the caller re-keys long before (2.7 years at 50 packets/s). */
export function nextCounter(counter: number): number {
  return (counter + 1) >>> 0;
}

function gcmKey(key: KeyObject): TransportKey {
  // The cipher takes copies of these as they are given; new ones for each packet would be thrown away at once.
  const nonce = Buffer.alloc(GCM_NONCE_BYTES);
  const tag = Buffer.alloc(TRANSPORT_TAG_BYTES);
  const clearParts = new ClearParts();
  return {
    mode: AES_GCM_MODE,
    headerRule: 'rtpsize',
    counterOf: trailingCounter,
    seal(clearHeader, payload, counter) {
      const packet = allocatePacket(clearHeader, payload.length, counter);
      nonce.writeUInt32BE(counter, 0);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      cipher.setAAD(clearHeader);
      packet.set(cipher.update(payload), clearHeader.length);
      cipher.final();
      packet.set(cipher.getAuthTag(), clearHeader.length + payload.length);
      return packet;
    },
    open(packet, clearBytes) {
      const end = packet.length - TRANSPORT_COUNTER_BYTES - TRANSPORT_TAG_BYTES;
      if (end < clearBytes) return refused('transport/too-short');
      copyInto(nonce, packet, packet.length - TRANSPORT_COUNTER_BYTES, TRANSPORT_COUNTER_BYTES);
      copyInto(tag, packet, end, TRANSPORT_TAG_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, GCM_OPTIONS);
      decipher.setAAD(clearParts.copy(packet, clearBytes));
      decipher.setAuthTag(tag);
      const payload = decipher.update(packet.subarray(clearBytes, end));
      try {
        decipher.final();
      } catch {
        // The only failure of final() is a wrong tag: a forged or damaged packet, which is the answer here.
        return refused('transport/not-authentic');
      }
      return parsed(payload);
    },
  };
}

function xchachaKey(key: Uint8Array): TransportKey {
  return {
    mode: XCHACHA_MODE,
    headerRule: 'rtpsize',
    counterOf: trailingCounter,
    seal(clearHeader, payload, counter) {
      const packet = allocatePacket(clearHeader, payload.length, counter);
      const nonce = Buffer.alloc(XCHACHA_NONCE_BYTES);
      nonce.writeUInt32BE(counter, 0);
      const sealed = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
        payload,
        clearHeader,
        null,
        nonce,
        key,
      );
      packet.set(sealed, clearHeader.length);
      return packet;
    },
    open(packet, clearBytes) {
      const end = packet.length - TRANSPORT_COUNTER_BYTES;
      if (end - TRANSPORT_TAG_BYTES < clearBytes) return refused('transport/too-short');
      const nonce = nonceOf(packet, XCHACHA_NONCE_BYTES);
      try {
        const payload = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
          null,
          packet.subarray(clearBytes, end),
          packet.subarray(0, clearBytes),
          nonce,
          key,
        );
        return parsed(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength));
      } catch {
        // The library throws for a wrong tag alone once the lengths are right.
        return refused('transport/not-authentic');
      }
    },
  };
}

/** Clear headers of one packet after the other, in one buffer for each of the few lengths they have. */
class ClearParts {
  readonly #byLength: (Buffer | undefined)[] = [];

  /** A copy of the first `length` bytes, until the next call. */
  copy(packet: Buffer, length: number): Buffer {
    let clear = this.#byLength[length];
    if (!clear) {
      clear = Buffer.alloc(length);
      this.#byLength[length] = clear;
    }
    copyInto(clear, packet, 0, length);
    return clear;
  }
}

/** For a few bytes: a view that is made only to be copied from costs more than the copy. */
function copyInto(to: Buffer, from: Buffer, start: number, count: number): void {
  for (let i = 0; i < count; i += 1) to[i] = from[start + i] as number;
}

/** Header and counter in place, room for ciphertext and tag between them. */
function allocatePacket(clearHeader: Uint8Array, payloadBytes: number, counter: number): Buffer {
  const packet = Buffer.allocUnsafe(
    clearHeader.length + payloadBytes + TRANSPORT_TAG_BYTES + TRANSPORT_COUNTER_BYTES,
  );
  packet.set(clearHeader, 0);
  packet.writeUInt32BE(counter, packet.length - TRANSPORT_COUNTER_BYTES);
  return packet;
}

function nonceOf(packet: Buffer, nonceBytes: number): Buffer {
  const nonce = Buffer.alloc(nonceBytes);
  packet.copy(nonce, 0, packet.length - TRANSPORT_COUNTER_BYTES);
  return nonce;
}
