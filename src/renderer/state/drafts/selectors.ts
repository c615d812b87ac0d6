import type { AppState } from '../app-state';
import { draftOf, isBlank } from './apply';

export const selectDraft = (key: string) => (state: AppState) => draftOf(state.drafts, key);
export const selectBody = (key: string) => (state: AppState) => draftOf(state.drafts, key).body;
/** The dialog that is open over this draft, if one is. */
export const selectDraftDialog = (key: string) => (state: AppState) =>
  state.drafts.dialog?.key === key ? state.drafts.dialog : null;
/** For the sign beside a channel's name. */
export const selectHasDraft =
  (key: string) =>
  (state: AppState): boolean =>
    !isBlank(draftOf(state.drafts, key).body);
