import type { RecordingSummary } from '@shared/models/recordings';
import type { AppState } from '../app-state';

export const selectRecording =
  (recordingId: string) =>
  (state: AppState): RecordingSummary | undefined =>
    state.recordings.list.find((recording) => recording.recordingId === recordingId);
export const selectReview = (state: AppState) => state.recordings.review;
export const selectPlayer = (state: AppState) => state.recordings.player;
