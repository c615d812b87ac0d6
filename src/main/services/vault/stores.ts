import { readFile } from 'node:fs/promises';
import { AppError } from '@shared/errors/app-error';
import { z } from 'zod';
import { writeFileAtomically } from '../../support/atomic-file';
import { Secret } from '../../support/secret';
import {
  deriveKey,
  type KdfCost,
  newHeader,
  parseSealedFile,
  seal,
  unseal,
  type VaultKey,
} from './sealed-file';

/** Where secrets rest. Names are ours (account ids); values never appear in clear outside memory. */
export interface SecretStore {
  readonly kind: 'keychain' | 'passphrase' | 'session';
  readonly locked: boolean;
  read(name: string): Promise<Secret<string> | null>;
  write(name: string, secret: Secret<string>): Promise<void>;
  remove(name: string): Promise<void>;
}

/** The system's keychain as a port: encrypts and decrypts text, keeps nothing itself. */
export interface KeychainBackend {
  readonly kind: 'keychain';
  encrypt(text: string): Buffer;
  decrypt(sealed: Buffer): string;
}

const SecretTable = z.record(z.string(), z.string());

/** For this session only: gone when the app quits. */
export function createSessionStore(secrets: Map<string, Secret<string>>): SecretStore {
  return {
    kind: 'session',
    locked: false,
    read: async (name) => secrets.get(name) ?? null,
    write: async (name, secret) => {
      secrets.set(name, secret);
    },
    remove: async (name) => {
      secrets.delete(name);
    },
  };
}

/** One file of values that the system's keychain encrypted, each on its own. */
export function createKeychainStore(path: string, backend: KeychainBackend): SecretStore {
  const load = async () => {
    const text = await readIfThere(path);
    return text === null ? {} : parseTable(text);
  };
  return {
    kind: 'keychain',
    locked: false,
    async read(name) {
      const sealed = (await load())[name];
      if (sealed === undefined) return null;
      try {
        return new Secret(backend.decrypt(Buffer.from(sealed, 'base64')));
      } catch (cause) {
        throw new AppError('vault/unavailable', 'The system keychain does not open this entry any more.', {
          cause,
        });
      }
    },
    async write(name, secret) {
      const table = { ...(await load()), [name]: backend.encrypt(secret.reveal()).toString('base64') };
      await writeFileAtomically(path, JSON.stringify(table));
    },
    async remove(name) {
      const { [name]: _removed, ...rest } = await load();
      await writeFileAtomically(path, JSON.stringify(rest));
    },
  };
}

/** One file under a passphrase. Starts locked; the key stays in memory until the app quits. */
export class PassphraseStore implements SecretStore {
  readonly kind = 'passphrase';
  readonly #path: string;
  #open: { key: VaultKey; table: Record<string, string> } | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  get locked(): boolean {
    return this.#open === undefined;
  }

  /** Makes the file. `AppError` `vault/unavailable` when one is there already or cannot be written. */
  async create(passphrase: Secret<string>, cost?: KdfCost): Promise<void> {
    if ((await readIfThere(this.#path)) !== null) {
      throw new AppError('vault/unavailable', 'There is a vault already; unlock it with its passphrase.');
    }
    const header = newHeader(cost);
    const key = { key: new Secret(await deriveKey(passphrase, header)), header };
    await this.#save(key, {});
  }

  /** `AppError` `vault/wrong-passphrase` when it does not fit. */
  async unlock(passphrase: Secret<string>): Promise<void> {
    const text = await readIfThere(this.#path);
    if (text === null) throw new AppError('vault/unavailable', 'There is no vault yet.');
    const file = parseSealedFile(text);
    const key = { key: new Secret(await deriveKey(passphrase, file.header)), header: file.header };
    this.#open = { key, table: parseTable(unseal(file, key)) };
  }

  async read(name: string): Promise<Secret<string> | null> {
    const value = this.#opened().table[name];
    return value === undefined ? null : new Secret(value);
  }

  async write(name: string, secret: Secret<string>): Promise<void> {
    const { key, table } = this.#opened();
    await this.#save(key, { ...table, [name]: secret.reveal() });
  }

  async remove(name: string): Promise<void> {
    const { key, table } = this.#opened();
    const { [name]: _removed, ...rest } = table;
    await this.#save(key, rest);
  }

  #opened(): { key: VaultKey; table: Record<string, string> } {
    if (this.#open) return this.#open;
    throw new AppError('vault/locked', 'The vault is locked; unlock it with its passphrase.');
  }

  async #save(key: VaultKey, table: Record<string, string>): Promise<void> {
    await writeFileAtomically(this.#path, JSON.stringify(seal(JSON.stringify(table), key)));
    this.#open = { key, table };
  }
}

/** A file's text, or null when there is none; other failures are `vault/unavailable`. */
export async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw new AppError('vault/unavailable', 'The vault file cannot be read.', { cause });
  }
}

function parseTable(text: string): Record<string, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  const parsed = SecretTable.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError('vault/unavailable', 'The vault file is damaged: it is not what this app writes.');
}
