import type { CallState } from '@shared/models/calls';
import { share } from '../share';

export type ActiveCall = Extract<CallState, { kind: 'active' }>;

/** Whether we hear the mix, and how loud. */
export type Monitor = ActiveCall['monitor'];

/** `joining` is the room whose Join was pressed and not answered yet. */
export interface CallSlice {
  state: CallState;
  joining: string | null;
  /** How it was last; it outlasts calls, and main says nothing of it between them. Null until something was chosen. */
  monitor: Monitor | null;
}

export const initialCall: CallSlice = { state: { kind: 'idle' }, joining: null, monitor: null };

/** Main sends the whole call each time; speakers and parts that did not change keep their identity. */
export function applyCall(slice: CallSlice, next: CallState): CallSlice {
  const state = share(slice.state, next);
  if (state === slice.state) return slice;
  return { ...slice, state, monitor: state.kind === 'active' ? state.monitor : slice.monitor };
}
