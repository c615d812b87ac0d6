import type { AccountsSnapshot } from '@shared/models/accounts';
import type { PracticeState } from '@shared/models/app';
import { IDLE, type LoadState, READY } from '../load-state';
import { share } from '../share';

/** Who we are and where we are connected. Tokens and passphrases never come here: actions hand them on and forget. */
export interface AccountsState {
  load: LoadState;
  snapshot: AccountsSnapshot;
  practice: PracticeState;
}

export const initialAccounts: AccountsState = {
  load: IDLE,
  snapshot: {
    revision: -1,
    connection: { kind: 'signedOut' },
    saved: [],
    vault: { kind: 'session', locked: false, canCreatePassphrase: false, explanation: '' },
  },
  practice: { kind: 'stopped' },
};

/** Whole snapshots come each time, so a gap costs nothing; an older one that was overtaken is dropped. */
export function applyAccounts(state: AccountsState, snapshot: AccountsSnapshot): AccountsState {
  if (state.load.kind === 'ready' && snapshot.revision < state.snapshot.revision) return state;
  const shared = share(state.snapshot, snapshot);
  if (shared === state.snapshot && state.load.kind === 'ready') return state;
  return { ...state, load: READY, snapshot: shared };
}

export function applyPractice(state: AccountsState, practice: PracticeState): AccountsState {
  const shared = share(state.practice, practice);
  return shared === state.practice ? state : { ...state, practice: shared };
}
