import type { VaultState } from '@shared/models/accounts';
import type { Secret } from '../../support/secret';

/** What the accounts service needs of the vault; the vault service is one. */
export interface TokenVault {
  state(): VaultState;
  /** True when what is written now is there after a restart. */
  isLasting(): boolean;
  read(name: string): Promise<Secret<string> | null>;
  write(name: string, secret: Secret<string>): Promise<void>;
  remove(name: string): Promise<void>;
  createPassphrase(passphrase: Secret<string>): Promise<VaultState>;
  unlock(passphrase: Secret<string>): Promise<VaultState>;
  onChanged(listener: (state: VaultState) => void): () => void;
}
