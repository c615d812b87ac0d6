/**
 * A self-signed X.509 certificate for loopback, made at start and kept in memory only. Voice clients are made to
 * open `wss://{endpoint}`, so the practice server's endpoint has to speak TLS; who trusts this certificate does
 * so in its own process (NODE_EXTRA_CA_CERTS). DER after RFC 5280 section 4.1, ECDSA P-256 with SHA-256.
 */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { Secret } from '../../support/secret';

export interface SelfSignedCertificate {
  certificatePem: string;
  privateKeyPem: Secret<string>;
}

const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  time: 0x17,
  sequence: 0x30,
  set: 0x31,
};
const OID = {
  ecdsaWithSha256: '2a8648ce3d040302',
  commonName: '550403',
  subjectAltName: '551d11',
  basicConstraints: '551d13',
};

/** A certificate for `host` (an IPv4 address or a name) that is valid from a day ago for `days` days. */
export function makeSelfSigned(host: string, nowMs: number, days = 30): SelfSignedCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const algorithm = der(TAG.sequence, oid(OID.ecdsaWithSha256));
  const name = der(
    TAG.sequence,
    der(TAG.set, der(TAG.sequence, oid(OID.commonName), der(TAG.utf8, Buffer.from(host)))),
  );
  const dayMs = 86_400_000;
  const validity = der(TAG.sequence, utcTime(nowMs - dayMs), utcTime(nowMs + days * dayMs));
  const address = isIPv4(host)
    ? der(0x87, Buffer.from(host.split('.').map(Number))) // [7] iPAddress
    : der(0x82, Buffer.from(host)); // [2] dNSName
  const extensions = der(
    0xa3,
    der(
      TAG.sequence,
      extension(OID.subjectAltName, der(TAG.sequence, address)),
      // Its own authority, so that it can be given to a client as a root.
      extension(OID.basicConstraints, der(TAG.sequence, der(0x01, Buffer.of(0xff)))),
    ),
  );
  const serial = Buffer.concat([Buffer.of(0x01), randomBytes(15)]); // positive, as the first byte is
  const content = der(
    TAG.sequence,
    der(0xa0, der(TAG.integer, Buffer.of(2))), // version 3
    der(TAG.integer, serial),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    extensions,
  );
  const signature = sign('sha256', content, privateKey);
  const certificate = der(TAG.sequence, content, algorithm, bitString(signature));
  return {
    certificatePem: pem('CERTIFICATE', certificate),
    privateKeyPem: new Secret(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
  };
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const { length } = body;
  const prefix =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(prefix), body]);
}

function oid(hex: string): Buffer {
  return der(TAG.oid, Buffer.from(hex, 'hex'));
}

function bitString(bytes: Buffer): Buffer {
  return der(TAG.bitString, Buffer.of(0), bytes); // no unused bits
}

function extension(id: string, value: Buffer): Buffer {
  return der(TAG.sequence, oid(id), der(TAG.octetString, value));
}

/** UTCTime has two digits for the year, which RFC 5280 reads as 1950 to 2049. */
function utcTime(unixMs: number): Buffer {
  const digits = new Date(unixMs).toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return der(TAG.time, Buffer.from(`${digits}Z`));
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
