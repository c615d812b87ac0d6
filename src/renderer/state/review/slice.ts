import { AppError } from '@shared/errors/failure';
import type { Annotations, MarkerDraft, PlaybackChoices, ReviewLane } from '@shared/models/review';
import type { SliceContext } from '../app-state';
import { failedLoad, LOADING } from '../load-state';
import { applyAnnotations, applyChoices, applyLane, applySession, initialReview } from './apply';

export interface Withholding {
  /** Whose voice; null = everybody's. */
  userId: string | null;
  /** Both null = the whole recording. */
  fromMs: number | null;
  toMs: number | null;
  reason: string;
}

export interface ReviewActions {
  /** Reads what belongs to a recording beside its tracks. */
  open(recordingId: string): Promise<void>;
  close(): void;
  annotated(recordingId: string, annotations: Annotations): void;
  laneMeasured(recordingId: string, lane: ReviewLane): void;
  /** How the player plays: a loop ends with another recording, so only after that is open. */
  readChoices(): Promise<void>;
  setChoices(patch: Partial<PlaybackChoices>): Promise<void>;
  saveMarker(marker: MarkerDraft): Promise<void>;
  /** Some of a marker; what is changed in quick succession does not undo itself. */
  changeMarker(markerId: string, patch: Partial<MarkerDraft>): Promise<void>;
  removeMarker(markerId: string): Promise<void>;
  setTags(tags: string[]): Promise<void>;
  withhold(what: Withholding): Promise<void>;
  release(withheldId: string): Promise<void>;
  purge(withheldId: string): Promise<void>;
  setTrackGain(trackId: string, gainDb: number): Promise<void>;
  setLevelMatching(enabled: boolean): Promise<void>;
}

export function createReviewActions({ api, get, update }: SliceContext): ReviewActions {
  let wanted: string | null = null;
  let markerTurn: Promise<void> = Promise.resolve();
  const read = async (recordingId: string) => {
    try {
      const session = await api.review.session({ recordingId });
      if (wanted === recordingId) update('review', (s) => applySession(s, session));
    } catch (error) {
      if (wanted === recordingId) update('review', (s) => ({ ...s, load: failedLoad(error) }));
    }
  };
  /** Does `change` to the open recording; nothing when none is open. */
  const change = async (run: (recordingId: string) => Promise<Annotations>) => {
    const recordingId = get().review.session?.recordingId;
    if (recordingId === undefined) return;
    const annotations = await run(recordingId);
    update('review', (s) => applyAnnotations(s, recordingId, annotations));
  };
  /** The same where statistics and the length of speech become other ones by it. */
  const changeAndRead = async (run: (recordingId: string) => Promise<Annotations>) => {
    await change(run);
    if (wanted !== null) await read(wanted);
  };
  return {
    async open(recordingId) {
      wanted = recordingId;
      update('review', (s) => ({ ...s, load: LOADING, session: null }));
      await read(recordingId);
    },
    close() {
      wanted = null;
      update('review', () => initialReview);
    },
    annotated: (recordingId, annotations) =>
      update('review', (s) => applyAnnotations(s, recordingId, annotations)),
    laneMeasured: (recordingId, lane) => update('review', (s) => applyLane(s, recordingId, lane)),
    async readChoices() {
      const choices = await api.review.choices();
      update('review', (s) => applyChoices(s, choices));
    },
    async setChoices(patch) {
      const choices = await api.review.setChoices(patch);
      update('review', (s) => applyChoices(s, choices));
    },
    saveMarker: (marker) => change((recordingId) => api.review.saveMarker({ recordingId, marker })),
    changeMarker(markerId, patch) {
      const turn = markerTurn.then(() =>
        change((recordingId) => {
          const { annotations } = get().review.session ?? {};
          const marker = annotations?.markers.find((one) => one.markerId === markerId);
          if (!annotations || !marker) {
            throw new AppError('recording/not-found', 'This marker is not there any more.');
          }
          const { origin: _origin, ...draft } = marker;
          return api.review.saveMarker({ recordingId, marker: { ...draft, ...patch, markerId } });
        }),
      );
      markerTurn = turn.catch(() => undefined);
      return turn;
    },
    removeMarker: (markerId) => change((recordingId) => api.review.removeMarker({ recordingId, markerId })),
    setTags: (tags) => change((recordingId) => api.review.setTags({ recordingId, tags })),
    withhold: (what) => changeAndRead((recordingId) => api.review.withhold({ recordingId, ...what })),
    release: (withheldId) => changeAndRead((recordingId) => api.review.release({ recordingId, withheldId })),
    purge: (withheldId) => changeAndRead((recordingId) => api.review.purge({ recordingId, withheldId })),
    setTrackGain: (trackId, gainDb) =>
      change((recordingId) => api.review.setTrackGain({ recordingId, trackId, gainDb })),
    setLevelMatching: (enabled) =>
      change((recordingId) => api.review.setLevelMatching({ recordingId, enabled })),
  };
}
