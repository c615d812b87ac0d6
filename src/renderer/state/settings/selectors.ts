import type { AppState } from '../app-state';

export const selectSettings = (state: AppState) => state.settings.settings;
export const selectTheme = (state: AppState) => state.settings.settings.theme;
export const selectSidebarWidth = (state: AppState) => state.settings.settings.sidebarWidthPx;
export const selectDraft = (channelId: string) => (state: AppState) =>
  state.settings.settings.drafts[channelId] ?? '';
