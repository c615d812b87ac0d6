import type { Api } from '@shared/ipc/api';
import type { RoomPlansState as Plans } from '@shared/models/room-plans';
import type { SliceContext } from '../app-state';
import { failedLoad, LOADING } from '../load-state';
import { applyPlans, initialRoomPlans, type PlansPlace } from './apply';

export interface RoomPlansActions {
  load(): Promise<void>;
  changed(plans: Plans): void;
  clear(): void;
  /** Shows a part of the plans on the rooms desk; null = the rooms again. */
  show(place: PlansPlace): void;
  /** Main's own calls; what they change is announced. */
  ask: Omit<Api['roomPlans'], 'onChanged' | 'onNews' | 'state'>;
}

export function createRoomPlansActions({ api, update }: SliceContext): RoomPlansActions {
  return {
    async load() {
      update('roomPlans', (s) => (s.load.kind === 'ready' ? s : { ...s, load: LOADING }));
      try {
        const plans = await api.roomPlans.state();
        update('roomPlans', (s) => applyPlans(s, plans));
      } catch (error) {
        update('roomPlans', (s) => ({ ...s, load: failedLoad(error) }));
      }
    },
    changed: (plans) => update('roomPlans', (s) => applyPlans(s, plans)),
    clear: () => update('roomPlans', () => initialRoomPlans),
    show: (place) => update('roomPlans', (s) => (s.place === place ? s : { ...s, place })),
    ask: api.roomPlans,
  };
}
