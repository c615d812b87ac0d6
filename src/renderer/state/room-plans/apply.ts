import type { RoomPlansState as Plans } from '@shared/models/room-plans';
import { IDLE, type LoadState, READY } from '../load-state';
import { share } from '../share';

/** What the rooms desk shows in place of the rooms; null = the rooms. */
export type PlansPlace = 'running' | 'templates' | 'schedules' | 'lobbies' | 'notices' | null;

export interface RoomPlansState {
  load: LoadState;
  plans: Plans;
  place: PlansPlace;
}

export const initialRoomPlans: RoomPlansState = {
  load: IDLE,
  plans: { templates: [], schedules: [], sets: [], lobbies: [] },
  place: null,
};

/** Takes what main says, keeping the identity of what is the same. */
export function applyPlans(state: RoomPlansState, next: Plans): RoomPlansState {
  const { plans } = state;
  return {
    ...state,
    load: READY,
    plans: {
      templates: share(plans.templates, next.templates),
      schedules: share(plans.schedules, next.schedules),
      sets: share(plans.sets, next.sets),
      lobbies: share(plans.lobbies, next.lobbies),
    },
  };
}
