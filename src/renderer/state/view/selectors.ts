import type { AppState } from '../app-state';
import type { Desk } from './apply';

export const selectDesk = (state: AppState) => state.view.desk;
/** Desks that show a guild and need an account. */
export function isGuildDesk(
  desk: Desk,
): desk is Exclude<Desk, 'library' | 'archive' | 'settings' | 'diagnostics'> {
  return desk !== 'library' && desk !== 'archive' && desk !== 'settings' && desk !== 'diagnostics';
}

export const selectOverlay = (state: AppState) => state.view.overlay;
export const selectPlace = (state: AppState) => state.view.place;
export const selectToasts = (state: AppState) => state.view.toasts;
export const selectEndsAt =
  (channelId: string) =>
  (state: AppState): number | null =>
    state.view.endingRooms[channelId] ?? null;
