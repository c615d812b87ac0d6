import type { ConnectBotInput, ConnectOutcome, VaultState } from '@shared/models/accounts';
import type { PracticeSize } from '@shared/models/practice';
import type { SliceContext } from '../app-state';
import { failedLoad } from '../load-state';
import { applyAccounts, applyPractice } from './apply';

export interface AccountsActions {
  load(): Promise<void>;
  /** `size`: for a server that does not run yet; left out, as usual. */
  startPractice(seed: number | null, size?: PracticeSize): Promise<ConnectOutcome>;
  /** The token goes straight through to main; nothing of it stays in the window. */
  connectBot(input: ConnectBotInput): Promise<ConnectOutcome>;
  connectSaved(accountId: string): Promise<ConnectOutcome>;
  forget(accountId: string): Promise<void>;
  signOut(): Promise<void>;
  /** While reconnecting: the next try comes now. */
  retryNow(): Promise<void>;
  createPassphraseVault(passphrase: string): Promise<VaultState>;
  unlockVault(passphrase: string): Promise<VaultState>;
}

export function createAccountsActions({ api, update }: SliceContext): AccountsActions {
  const reload = async () => {
    const snapshot = await api.accounts.snapshot();
    update('accounts', (state) => applyAccounts(state, snapshot));
  };
  return {
    async load() {
      try {
        await reload();
        const practice = await api.practice.state();
        update('accounts', (state) => applyPractice(state, practice));
      } catch (error) {
        update('accounts', (state) => ({ ...state, load: failedLoad(error) }));
      }
    },
    startPractice: (seed, size) => api.accounts.startPractice({ seed, ...(size ? { size } : {}) }),
    connectBot: (input) => api.accounts.connectBot(input),
    connectSaved: (accountId) => api.accounts.connectSaved({ accountId }),
    async forget(accountId) {
      await api.accounts.forget({ accountId });
      await reload();
    },
    signOut: () => api.accounts.signOut(),
    retryNow: () => api.accounts.retryNow(),
    async createPassphraseVault(passphrase) {
      const vault = await api.accounts.createPassphraseVault({ passphrase });
      await reload();
      return vault;
    },
    async unlockVault(passphrase) {
      const vault = await api.accounts.unlockVault({ passphrase });
      await reload();
      return vault;
    },
  };
}
