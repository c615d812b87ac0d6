import type { ChatLine, Marker, ReviewLane, SkippedPerson, Withheld } from '@shared/models/review';
import type { AppState } from '../app-state';

const NO_MARKERS: readonly Marker[] = [];
const NONE_WITHHELD: readonly Withheld[] = [];
const NO_CHAT: readonly ChatLine[] = [];
const NO_LANES: readonly ReviewLane[] = [];
const NOBODY_SKIPPED: readonly SkippedPerson[] = [];

export const selectSession = (state: AppState) => state.review.session;
export const selectChoices = (state: AppState) => state.review.choices;
export const selectMarkers = (state: AppState) => state.review.session?.annotations.markers ?? NO_MARKERS;
export const selectWithheld = (state: AppState) =>
  state.review.session?.annotations.withheld ?? NONE_WITHHELD;
export const selectChat = (state: AppState) => state.review.session?.chat ?? NO_CHAT;
export const selectLanes = (state: AppState) => state.review.session?.lanes ?? NO_LANES;
/** Who was not to be recorded, and when. */
export const selectSkippedPeople = (state: AppState) => state.review.session?.skipped ?? NOBODY_SKIPPED;
/** Counted up whenever main tells a lane anew. */
export const selectLaneNews =
  (trackId: string) =>
  (state: AppState): number =>
    state.review.laneNews[trackId] ?? 0;
/** Which share of `durationMs` a lane has speech, 0..1. */
export const selectSpeechShare =
  (trackId: string, durationMs: number) =>
  (state: AppState): number => {
    if (durationMs <= 0) return 0;
    const lane = selectLanes(state).find((one) => one.trackId === trackId);
    return (lane?.speech ?? []).reduce((sum, [from, to]) => sum + to - from, 0) / durationMs;
  };
/** What a track is turned up or down by, dB. */
export const selectTrackGain =
  (trackId: string) =>
  (state: AppState): number =>
    state.review.session?.annotations.mix.find((one) => one.trackId === trackId)?.gainDb ?? 0;
