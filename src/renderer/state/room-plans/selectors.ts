import type { RoomSet, RoomSlot } from '@shared/models/room-plans';
import type { AppState } from '../app-state';
import { memoLast } from '../memo';

export const selectPlansPlace = (state: AppState) => state.roomPlans.place;
export const selectTemplates = (state: AppState) => state.roomPlans.plans.templates;
export const selectSchedules = (state: AppState) => state.roomPlans.plans.schedules;
export const selectLobbies = (state: AppState) => state.roomPlans.plans.lobbies;

const running = memoLast((sets: readonly RoomSet[]) => sets.filter(isRunning));
const over = memoLast((sets: readonly RoomSet[]) => sets.filter((set) => !isRunning(set)));
export const selectRunningSets = (state: AppState) => running(state.roomPlans.plans.sets);
export const selectOverSets = (state: AppState) => over(state.roomPlans.plans.sets);

/** Something of it is there or on its way, and Roomtone looks after it. */
export function isRunning({ slots }: RoomSet): boolean {
  return slots.some(({ state }) => !['ended', 'kept', 'failed', 'cancelled'].includes(state.kind));
}

/** How far an opening is: what is made, what is to be made, what went wrong. */
export function progressOf(slots: readonly RoomSlot[]): { waiting: number; open: number; troubled: number } {
  let waiting = 0;
  let open = 0;
  let troubled = 0;
  for (const { state, notes } of slots) {
    if (state.kind === 'waiting' || state.kind === 'creating' || state.kind === 'unanswered') waiting += 1;
    if (state.kind === 'open') open += 1;
    if (state.kind === 'failed' || state.kind === 'uncertain' || state.kind === 'stuck' || notes.length > 0) {
      troubled += 1;
    }
  }
  return { waiting, open, troubled };
}
