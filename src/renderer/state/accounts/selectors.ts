import type { ConnectionState, OwnUser } from '@shared/models/accounts';
import type { AppState } from '../app-state';

export const selectConnection = (state: AppState): ConnectionState => state.accounts.snapshot.connection;
export const selectConnectionKind = (state: AppState): ConnectionState['kind'] =>
  selectConnection(state).kind;
export const selectSavedAccounts = (state: AppState) => state.accounts.snapshot.saved;
export const selectVault = (state: AppState) => state.accounts.snapshot.vault;
export const selectPractice = (state: AppState) => state.accounts.practice;

export function selectOwnUser(state: AppState): OwnUser | null {
  const connection = selectConnection(state);
  return connection.kind === 'connected' || connection.kind === 'reconnecting' ? connection.user : null;
}

/** True when the desks have something to show: connected, or on the way back with the last state still here. */
export function selectHasWorkspace(state: AppState): boolean {
  const kind = selectConnectionKind(state);
  if (kind === 'connected' || kind === 'reconnecting') return true;
  return kind === 'failed' && Object.keys(state.workspace.guilds).length > 0;
}
