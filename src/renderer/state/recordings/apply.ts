import type { PlaybackState, RecordingDetail, RecordingSummary } from '@shared/models/recordings';
import { IDLE, type LoadState, READY } from '../load-state';
import { share } from '../share';

/** What the window keeps of the player: its place on the time line goes past the store, to the playhead. */
export type PlayerState =
  | { kind: 'closed' }
  | {
      kind: 'paused' | 'playing' | 'ended';
      recordingId: string;
      durationMs: number;
      soloTrackIds: readonly string[];
      mutedTrackIds: readonly string[];
    }
  | { kind: 'failed'; recordingId: string; reason: string };

export interface RecordingsState {
  load: LoadState;
  list: readonly RecordingSummary[];
  review: { recordingId: string | null; load: LoadState; detail: RecordingDetail | null };
  player: PlayerState;
  /** What was open last and how far it was heard, to return to; null when nothing was. */
  left: { recordingId: string; positionMs: number } | null;
}

export const initialRecordings: RecordingsState = {
  load: IDLE,
  list: [],
  review: { recordingId: null, load: IDLE, detail: null },
  player: { kind: 'closed' },
  left: null,
};

/** The library, newest first. */
export function applyList(state: RecordingsState, recordings: readonly RecordingSummary[]): RecordingsState {
  const sorted = [...recordings].sort((a, b) => b.startedAtMs - a.startedAtMs);
  const list = share(state.list, sorted);
  const review = refreshOpen(state.review, list);
  if (list === state.list && review === state.review && state.load.kind === 'ready') return state;
  return { ...state, load: READY, list, review };
}

function refreshOpen(
  review: RecordingsState['review'],
  list: readonly RecordingSummary[],
): RecordingsState['review'] {
  const { detail } = review;
  const summary = detail && list.find((recording) => recording.recordingId === detail.summary.recordingId);
  if (!detail || !summary || summary === detail.summary) return review;
  return { ...review, detail: { ...detail, summary: share(detail.summary, summary) } };
}

export function applyPlayback(state: RecordingsState, playback: PlaybackState): RecordingsState {
  const player = share(state.player, withoutPosition(playback));
  return player === state.player ? state : { ...state, player };
}

function withoutPosition(playback: PlaybackState): PlayerState {
  if (playback.kind === 'closed' || playback.kind === 'failed') return playback;
  const { positionMs: _position, ...rest } = playback;
  return rest;
}
