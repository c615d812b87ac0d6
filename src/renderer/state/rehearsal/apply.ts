import type { Rehearsal } from '@shared/models/practice';

/** What goes wrong on the practice server, as main tells it, and whether the panel for it is open. */
export interface RehearsalState {
  /** Null until it is known. */
  now: Rehearsal | null;
  open: boolean;
}

export const initialRehearsal: RehearsalState = { now: null, open: false };

export function applyRehearsal(state: RehearsalState, now: Rehearsal): RehearsalState {
  return { now, open: state.open && now.available };
}
