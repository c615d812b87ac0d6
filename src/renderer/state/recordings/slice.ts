import { toAppError } from '@shared/errors/failure';
import type {
  PlaybackState,
  RecordingActivity,
  RecordingHits,
  RecordingSummary,
  TrackCloseUp,
  TrackPeaks,
  TrackStretch,
} from '@shared/models/recordings';
import type { SliceContext } from '../app-state';
import { failedLoad, IDLE, LOADING, READY } from '../load-state';
import { applyList, applyPlayback } from './apply';

export interface RecordingsActions {
  load(): Promise<void>;
  listChanged(recordings: readonly RecordingSummary[]): void;
  playbackChanged(playback: PlaybackState): void;
  openReview(recordingId: string): Promise<void>;
  closeReview(): Promise<void>;
  /** Out of the open recording and to the list; it is not open after a restart either. */
  showList(): Promise<void>;
  /** Remembers how far a recording was heard that is not open any more. */
  leftAt(recordingId: string, positionMs: number): void;
  /** The recording that was open last, there where it was left. */
  goBack(): Promise<void>;
  peaks(recordingId: string, trackId: string, bucketMs: number): Promise<TrackPeaks>;
  /** A stretch of it. */
  peaksWithin(wanted: TrackStretch): Promise<TrackCloseUp>;
  /** Recordings in which all the words are, with the lines they are in. */
  search(text: string): Promise<RecordingHits[]>;
  /** The small picture of who speaks when. */
  activity(recordingId: string): Promise<RecordingActivity>;
  setTags(recordingId: string, tags: string[]): Promise<void>;
  closeUp(wanted: TrackStretch): Promise<TrackCloseUp>;
  rename(recordingId: string, title: string): Promise<void>;
  trash(recordingId: string): Promise<void>;
  restore(recordingId: string): Promise<void>;
  showInFolder(recordingId: string): Promise<void>;
  play(): Promise<void>;
  pause(): Promise<void>;
  seek(positionMs: number): Promise<void>;
  setSolo(trackId: string, solo: boolean): Promise<void>;
  setMute(trackId: string, muted: boolean): Promise<void>;
}

/** `keepOpen` remembers across restarts which recording is open. */
export function createRecordingsActions(
  { api, get, update }: SliceContext,
  keepOpen: (recordingId: string | null) => void,
): RecordingsActions {
  const load = async () => {
    update('recordings', (s) => (s.load.kind === 'ready' ? s : { ...s, load: LOADING }));
    try {
      const recordings = await api.recordings.list();
      update('recordings', (s) => applyList(s, recordings));
    } catch (error) {
      update('recordings', (s) => ({ ...s, load: failedLoad(error) }));
    }
  };
  const isOpen = (recordingId: string) => get().recordings.review.recordingId === recordingId;

  const openReview = async (recordingId: string) => {
    update('recordings', (s) => ({ ...s, review: { recordingId, load: LOADING, detail: null } }));
    try {
      const detail = await api.recordings.open({ recordingId });
      if (!isOpen(recordingId)) return;
      update('recordings', (s) => ({ ...s, review: { recordingId, load: READY, detail } }));
      const playback = await api.recordings.openPlayback({ recordingId });
      if (isOpen(recordingId)) update('recordings', (s) => applyPlayback(s, playback));
    } catch (error) {
      if (!isOpen(recordingId)) return;
      const { detail } = get().recordings.review;
      // The lanes can be read although they cannot be heard: keep them, and say what the player said.
      if (detail) {
        const reason = toAppError(error).message;
        update('recordings', (s) => ({ ...s, player: { kind: 'failed', recordingId, reason } }));
      } else {
        update('recordings', (s) => ({ ...s, review: { ...s.review, load: failedLoad(error) } }));
      }
    }
  };
  const closeReview = async () => {
    if (get().recordings.review.recordingId === null) return;
    update('recordings', (s) => ({
      ...s,
      review: { recordingId: null, load: IDLE, detail: null },
      player: { kind: 'closed' },
    }));
    await api.recordings.closePlayback();
  };

  return {
    load,
    listChanged: (recordings) => update('recordings', (s) => applyList(s, recordings)),
    playbackChanged: (playback) => update('recordings', (s) => applyPlayback(s, playback)),
    openReview,
    closeReview,
    showList() {
      keepOpen(null);
      return closeReview();
    },
    leftAt: (recordingId, positionMs) =>
      update('recordings', (s) => ({ ...s, left: { recordingId, positionMs } })),
    async goBack() {
      const { left } = get().recordings;
      if (left === null) return;
      // Opened where it was left: main remembers that of every recording.
      await openReview(left.recordingId);
    },
    peaks: (recordingId, trackId, bucketMs) => api.recordings.peaks({ recordingId, trackId, bucketMs }),
    peaksWithin: (wanted) => api.recordings.peaksWithin(wanted),
    search: (text) => api.recordings.search({ text }),
    activity: (recordingId) => api.recordings.activity({ recordingId }),
    async setTags(recordingId, tags) {
      const annotations = await api.review.setTags({ recordingId, tags });
      update('recordings', (s) =>
        applyList(
          s,
          s.list.map((r) => (r.recordingId === recordingId ? { ...r, tags: annotations.tags } : r)),
        ),
      );
    },
    closeUp: (wanted) => api.recordings.closeUp(wanted),
    async rename(recordingId, title) {
      const summary = await api.recordings.rename({ recordingId, title });
      update('recordings', (s) =>
        applyList(
          s,
          s.list.map((r) => (r.recordingId === recordingId ? summary : r)),
        ),
      );
    },
    async trash(recordingId) {
      await api.recordings.trash({ recordingId });
      update('recordings', (s) =>
        applyList(
          s,
          s.list.filter((r) => r.recordingId !== recordingId),
        ),
      );
    },
    async restore(recordingId) {
      const summary = await api.recordings.restore({ recordingId });
      update('recordings', (s) =>
        applyList(s, [...s.list.filter((r) => r.recordingId !== recordingId), summary]),
      );
    },
    showInFolder: (recordingId) => api.recordings.showInFolder({ recordingId }),
    play: () => api.recordings.play(),
    pause: () => api.recordings.pause(),
    seek: (positionMs) => api.recordings.seek({ positionMs }),
    setSolo: (trackId, solo) => api.recordings.setSolo({ trackId, solo }),
    setMute: (trackId, muted) => api.recordings.setMute({ trackId, muted }),
  };
}
