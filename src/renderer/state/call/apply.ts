import type { CallState } from '@shared/models/calls';
import { share } from '../share';

export type ActiveCall = Extract<CallState, { kind: 'active' }>;

/** `joining` is the room whose Join was pressed and not answered yet. */
export interface CallSlice {
  state: CallState;
  joining: string | null;
}

export const initialCall: CallSlice = { state: { kind: 'idle' }, joining: null };

/** Main sends the whole call each time; speakers and parts that did not change keep their identity. */
export function applyCall(slice: CallSlice, next: CallState): CallSlice {
  const state = share(slice.state, next);
  return state === slice.state ? slice : { ...slice, state };
}
