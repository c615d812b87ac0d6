import type { Annotations, PlaybackChoices, ReviewLane, ReviewSession } from '@shared/models/review';
import { IDLE, type LoadState, READY } from '../load-state';
import { share } from '../share';

/** What is read out of the open recording and added to it, and how it is played. */
export interface ReviewState {
  load: LoadState;
  session: ReviewSession | null;
  /** How often each track's lane was told anew: something of it outside of the lane may be another one, too. */
  laneNews: Readonly<Record<string, number>>;
  choices: PlaybackChoices;
}

export const initialReview: ReviewState = {
  load: IDLE,
  session: null,
  laneNews: {},
  choices: { speed: 1, speechOnly: false, loop: null },
};

export function applySession(state: ReviewState, session: ReviewSession): ReviewState {
  return { ...state, load: READY, session: share(state.session, session) };
}

/** Annotations after a change; those of another recording than the open one are none of ours. */
export function applyAnnotations(
  state: ReviewState,
  recordingId: string,
  annotations: Annotations,
): ReviewState {
  const { session } = state;
  if (session?.recordingId !== recordingId) return state;
  const shared = share(session.annotations, annotations);
  if (shared === session.annotations) return state;
  return { ...state, session: { ...session, annotations: shared } };
}

export function applyLane(state: ReviewState, recordingId: string, lane: ReviewLane): ReviewState {
  const { session } = state;
  if (session?.recordingId !== recordingId) return state;
  const lanes = session.lanes.map((one) => (one.trackId === lane.trackId ? share(one, lane) : one));
  const laneNews = { ...state.laneNews, [lane.trackId]: (state.laneNews[lane.trackId] ?? 0) + 1 };
  return { ...state, laneNews, session: { ...session, lanes } };
}

export function applyChoices(state: ReviewState, choices: PlaybackChoices): ReviewState {
  const shared = share(state.choices, choices);
  return shared === state.choices ? state : { ...state, choices: shared };
}
