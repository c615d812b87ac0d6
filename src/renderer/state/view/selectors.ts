import type { AppState } from '../app-state';

export const selectDesk = (state: AppState) => state.view.desk;
export const selectOverlay = (state: AppState) => state.view.overlay;
export const selectPlace = (state: AppState) => state.view.place;
export const selectToasts = (state: AppState) => state.view.toasts;
export const selectEndsAt =
  (channelId: string) =>
  (state: AppState): number | null =>
    state.view.endingRooms[channelId] ?? null;
