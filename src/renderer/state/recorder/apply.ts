import type { FailedEnd } from '@shared/models/calls';
import type { ClipSending, RecorderState } from '@shared/models/recorder';
import { IDLE, type LoadState } from '../load-state';
import { share } from '../share';

/** How recordings are made, as main says it, and clips on their way into channels. */
export interface RecorderSlice {
  load: LoadState;
  /** Null until main was asked. */
  state: RecorderState | null;
  clips: readonly ClipSending[];
  /** The recording whose end failed last; told once. */
  failedEnd: FailedEnd | null;
}

export const initialRecorder: RecorderSlice = { load: IDLE, state: null, clips: [], failedEnd: null };

export function applyRecorder(slice: RecorderSlice, state: RecorderState): RecorderSlice {
  const shared = share(slice.state, state);
  return shared === slice.state ? slice : { ...slice, state: shared };
}

export function applyClip(slice: RecorderSlice, sending: ClipSending): RecorderSlice {
  const known = slice.clips.some(({ sendId }) => sendId === sending.sendId);
  const clips = known
    ? slice.clips.map((one) => (one.sendId === sending.sendId ? share(one, sending) : one))
    : [...slice.clips, sending];
  return { ...slice, clips };
}
