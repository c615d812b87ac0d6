import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { AppError } from '@shared/errors/app-error';
import { z } from 'zod';
import type { Secret } from '../../support/secret';

/**
 * Layout of the passphrase vault's file: a JSON object whose `header` (cipher, key derivation and their
 * parameters) is authenticated together with the encrypted text. Key: scrypt (RFC 7914) over the passphrase.
 * Cipher: AES-256-GCM with a fresh random nonce for each writing.
 */

/** N = 2^17, r = 8, p = 1: 128 MiB and a good part of a second for each guess. */
const KDF = { name: 'scrypt', N: 131_072, r: 8, p: 1 } as const;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);

const Header = z.object({
  format: z.literal('roomtone-vault'),
  version: z.literal(1),
  cipher: z.literal('aes-256-gcm'),
  // Bounds keep a tampered file from asking for all memory there is.
  kdf: z.object({
    name: z.literal('scrypt'),
    N: z.number().int().min(2).max(1_048_576),
    r: z.number().int().min(1).max(16),
    p: z.number().int().min(1).max(4),
    salt: base64.min(20),
  }),
});
type Header = z.infer<typeof Header>;

const SealedFile = z.object({ header: Header, nonce: base64, sealed: base64 });
export type SealedFile = z.infer<typeof SealedFile>;

/** An unlocked vault's key with the header it belongs to; lives in memory only. */
export interface VaultKey {
  key: Secret<Buffer>;
  header: Header;
}

/** Cost of the key derivation; tests lower `N`. */
export interface KdfCost {
  N: number;
}

/** A header with a new salt, for a new vault. */
export function newHeader(cost: KdfCost = KDF): Header {
  return {
    format: 'roomtone-vault',
    version: 1,
    cipher: 'aes-256-gcm',
    kdf: { ...KDF, N: cost.N, salt: randomBytes(16).toString('base64') },
  };
}

/** The key a passphrase gives under a header. */
export function deriveKey(passphrase: Secret<string>, header: Header): Promise<Buffer> {
  const { N, r, p, salt } = header.kdf;
  const options = { N, r, p, maxmem: 128 * N * r * 2 };
  return new Promise((resolve, reject) => {
    const text = passphrase.reveal().normalize('NFKC');
    scrypt(text, Buffer.from(salt, 'base64'), KEY_BYTES, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

/** Encrypts `text`; the result is safe to write to disk. */
export function seal(text: string, { key, header }: VaultKey): SealedFile {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.reveal(), nonce);
  cipher.setAAD(authenticatedText(header));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { header, nonce: nonce.toString('base64'), sealed: sealed.toString('base64') };
}

/** Decrypts; `AppError` `vault/wrong-passphrase` when the key does not fit (or anything was changed). */
export function unseal(file: SealedFile, { key, header }: VaultKey): string {
  const bytes = Buffer.from(file.sealed, 'base64');
  const nonce = Buffer.from(file.nonce, 'base64');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.reveal(), nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(authenticatedText(header));
    decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
    return Buffer.concat([
      decipher.update(bytes.subarray(0, Math.max(0, bytes.length - TAG_BYTES))),
      decipher.final(),
    ]).toString('utf8');
  } catch (cause) {
    throw new AppError('vault/wrong-passphrase', 'This passphrase does not open the vault.', { cause });
  }
}

/** Reads a vault file's text; `AppError` `vault/unavailable` when it is no vault. */
export function parseSealedFile(text: string): SealedFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  const parsed = SealedFile.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError('vault/unavailable', 'The vault file is damaged: it is not what this app writes.');
}

/** Fixed order of fields, so that the same header always gives the same bytes. */
function authenticatedText(header: Header): Buffer {
  const { format, version, cipher, kdf } = header;
  return Buffer.from(
    JSON.stringify([format, version, cipher, kdf.name, kdf.N, kdf.r, kdf.p, kdf.salt]),
    'utf8',
  );
}
