import type { Incident, Rehearsal } from '@shared/models/practice';
import type { StormRequest } from '@shared/models/practice-storm';
import type { TroubleInput } from '@shared/models/practice-trouble';
import type { SliceContext } from '../app-state';
import { applyRehearsal } from './apply';

export interface RehearsalActions {
  load(): Promise<void>;
  changed(now: Rehearsal): void;
  show(open: boolean): void;
  setTrouble(settings: TroubleInput): Promise<void>;
  calm(): Promise<void>;
  incident(incident: Incident): Promise<void>;
  startStorm(storm: StormRequest): Promise<void>;
  stopStorm(): Promise<void>;
}

export function createRehearsalActions({ api, update }: SliceContext): RehearsalActions {
  const changed = (now: Rehearsal) => update('rehearsal', (state) => applyRehearsal(state, now));
  return {
    changed,
    async load() {
      changed(await api.practice.rehearsal());
    },
    show: (open) => update('rehearsal', (state) => (state.open === open ? state : { ...state, open })),
    async setTrouble(settings) {
      changed(await api.practice.setTrouble(settings));
    },
    async calm() {
      changed(await api.practice.calm());
    },
    incident: (incident) => api.practice.incident(incident),
    async startStorm(storm) {
      changed(await api.practice.startStorm(storm));
    },
    async stopStorm() {
      changed(await api.practice.stopStorm());
    },
  };
}
