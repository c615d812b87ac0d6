import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { buildExternalSender } from '../../../discord/voice/packets';
import { Secret } from '../../../support/secret';

/**
 * The voice server's signing identity in a call's MLS group: the one external sender, whose Add and Remove
 * proposals are the only ones that DAVE clients accept.
 */
export interface ExternalSender {
  privateKey: Secret<KeyObject>;
  /** Payload of voice op 25; the identity is one zero byte, as the real server's. */
  payload: Buffer;
}

/** Makes a fresh P-256 identity; one per call, as a new group must not know the old one's sender. */
export function createExternalSender(): ExternalSender {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return {
    privateKey: new Secret(privateKey),
    payload: buildExternalSender({ signatureKey: point, identity: Buffer.of(0) }),
  };
}
