import { join } from 'node:path';
import { AppError } from '@shared/errors/app-error';
import type { VaultState } from '@shared/models/accounts';
import { Emitter } from '../../support/emitter';
import type { Secret } from '../../support/secret';
import type { KdfCost } from './sealed-file';
import {
  createKeychainStore,
  createSessionStore,
  type KeychainBackend,
  PassphraseStore,
  readIfThere,
  type SecretStore,
} from './stores';

export interface VaultOptions {
  /** Folder of the app's data. */
  dataFolder: string;
  /** Null where the system has no keychain we trust. */
  keychain: KeychainBackend | null;
  /** Cost of the passphrase's key; tests lower it. */
  kdfCost?: KdfCost;
}

/** What `openVault` gives; the accounts service says what it needs of it in its `TokenVault`. */
export type VaultService = Awaited<ReturnType<typeof openVault>>;

/**
 * Opens the place where tokens rest (requirement M90): the system keychain where there is one, else a file under a
 * passphrase, which starts locked, else memory until the app quits. `state` says which, in a sentence for the person.
 */
export async function openVault(options: VaultOptions) {
  const passphraseFile = join(options.dataFolder, 'vault.json');
  const passphraseStore = new PassphraseStore(passphraseFile);
  const sessionSecrets = new Map<string, Secret<string>>();
  let store: SecretStore;
  if (options.keychain)
    store = createKeychainStore(join(options.dataFolder, 'keychain.json'), options.keychain);
  else if ((await readIfThere(passphraseFile)) !== null) store = passphraseStore;
  else store = createSessionStore(sessionSecrets);
  const changed = new Emitter<VaultState>();

  const state = (): VaultState => ({
    kind: store.kind,
    locked: store.locked,
    canCreatePassphrase: store.kind === 'session',
    explanation: explain(store),
  });
  const announce = () => {
    const now = state();
    changed.emit(now);
    return now;
  };

  // Each change reads a file and writes it back whole: one after the other, or one would undo the other.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (change: () => Promise<void>): Promise<void> => {
    const done = last.then(change);
    // The caller hears of a failure; the next in turn goes on.
    last = done.catch(() => undefined);
    return done;
  };

  return {
    state,
    /** True when what is written now is there after a restart. */
    isLasting: () => store.kind !== 'session',
    read: (name: string) => store.read(name),
    write: (name: string, secret: Secret<string>) => inTurn(() => store.write(name, secret)),
    remove: (name: string) => inTurn(() => store.remove(name)),
    /** What was kept in memory until now goes into the new vault. */
    async createPassphrase(passphrase: Secret<string>) {
      await inTurn(async () => {
        if (store.kind !== 'session') {
          throw new AppError('vault/unavailable', 'There is a lasting vault already.');
        }
        await passphraseStore.create(passphrase, options.kdfCost);
        for (const [name, secret] of sessionSecrets) await passphraseStore.write(name, secret);
        sessionSecrets.clear();
        store = passphraseStore;
      });
      return announce();
    },
    async unlock(passphrase: Secret<string>) {
      if (store.kind === 'passphrase') await passphraseStore.unlock(passphrase);
      return announce();
    },
    onChanged: changed.on,
    close: () => changed.clear(),
  };
}

function explain(store: SecretStore): string {
  switch (store.kind) {
    case 'keychain':
      return "A remembered token is encrypted with this system's keychain.";
    case 'passphrase':
      return store.locked
        ? 'Remembered tokens are in a vault under your passphrase; unlock it to use them.'
        : 'A remembered token goes into the vault under your passphrase.';
    case 'session':
      return 'This system has no keychain, so a token is kept in memory until Roomtone quits. Set a passphrase to keep it.';
  }
}
