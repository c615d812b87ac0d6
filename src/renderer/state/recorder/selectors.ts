import type { SkippedPerson } from '@shared/models/recorder';
import type { AppState } from '../app-state';
import { selectActiveCall } from '../call/selectors';

const NOBODY: readonly SkippedPerson[] = [];

export const selectRecorder = (state: AppState) => state.recorder.state;
export const selectRecorderSettings = (state: AppState) => state.recorder.state?.settings ?? null;
export const selectSkipped = (state: AppState) => state.recorder.state?.settings.skipped ?? NOBODY;
export const selectIsSkipped =
  (userId: string) =>
  (state: AppState): boolean =>
    selectSkipped(state).some((one) => one.userId === userId);
/** Names of those in our room who are not recorded, as one string so that equal ones are the same. */
export function selectSkippedHere(state: AppState): string {
  const here = new Set(selectActiveCall(state)?.speakers.map(({ userId }) => userId as string));
  return selectSkipped(state)
    .filter(({ userId }) => here.has(userId))
    .map(({ displayName }) => displayName)
    .join(', ');
}
