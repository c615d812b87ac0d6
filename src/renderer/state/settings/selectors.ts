import type { AppState } from '../app-state';

export const selectSettings = (state: AppState) => state.settings.settings;
export const selectTheme = (state: AppState) => state.settings.settings.theme;
export const selectSidebarWidth = (state: AppState) => state.settings.settings.sidebarWidthPx;
export const selectDraft = (channelId: string) => (state: AppState) =>
  state.settings.settings.drafts[channelId] ?? '';
/** Keys a person has chosen instead of those of the start. */
export const selectKeys = (state: AppState) => state.settings.settings.keys;
export const selectReviewPlace = (state: AppState) => state.settings.settings.review;
