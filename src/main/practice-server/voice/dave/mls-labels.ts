/**
 * The few labelled primitives of MLS (RFC 9420) that the delivery service needs with ciphersuite 2
 * (DHKEM-P256, AES-128-GCM, SHA-256, ECDSA-P256), on node:crypto so that they are synchronous: a delivery
 * service that never awaits cannot have its messages overtake each other.
 */
import { createHash, createPublicKey, ECDH, type KeyObject, sign, verify } from 'node:crypto';
import { writeMlsVector } from '../../../discord/voice/packets';

/** Length of an uncompressed P-256 point: 0x04, x and y. */
const UNCOMPRESSED_POINT_BYTES = 65;

/** RefHash of RFC 9420 section 5.2: what proposals and key packages are called by. */
export function refHash(label: string, value: Uint8Array): Buffer {
  return createHash('sha256')
    .update(writeMlsVector(Buffer.from(label)))
    .update(writeMlsVector(value))
    .digest();
}

/** SignWithLabel of RFC 9420 section 5.1.2; an ECDSA signature in DER. */
export function signWithLabel(key: KeyObject, label: string, content: Uint8Array): Buffer {
  return sign('sha256', labelled(label, content), key);
}

/** VerifyWithLabel of RFC 9420 section 5.1.2. False too for a key or signature that is none. */
export function verifyWithLabel(
  publicPoint: Uint8Array,
  label: string,
  content: Uint8Array,
  signature: Uint8Array,
): boolean {
  try {
    return verify('sha256', labelled(label, content), p256PublicKey(publicPoint), signature);
  } catch {
    return false; // the peer's bytes are no point on the curve
  }
}

function labelled(label: string, content: Uint8Array): Buffer {
  return Buffer.concat([writeMlsVector(Buffer.from(`MLS 1.0 ${label}`)), writeMlsVector(content)]);
}

function p256PublicKey(point: Uint8Array): KeyObject {
  const full =
    point.length === UNCOMPRESSED_POINT_BYTES
      ? Buffer.from(point)
      : (ECDH.convertKey(point, 'prime256v1', undefined, undefined, 'uncompressed') as Buffer);
  const x = full.subarray(1, 33).toString('base64url');
  const y = full.subarray(33).toString('base64url');
  return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
}
