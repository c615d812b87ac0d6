import type { Handlers } from '../../../src/shared/ipc/api';
import { CALM, type Rehearsal } from '../../../src/shared/models/practice';
import type { ContractDouble } from '../contract-double';

/** A trouble dial that keeps what it was turned to. */
export function rehearsalHandlers(
  double: () => ContractDouble,
  initial: Partial<Rehearsal> = {},
): Pick<Handlers['practice'], 'rehearsal' | 'setTrouble' | 'calm' | 'incident' | 'startStorm' | 'stopStorm'> {
  let state: Rehearsal = { ...CALM, available: true, ...initial };
  const show = (change: Partial<Rehearsal>): Rehearsal => {
    state = { ...state, ...change };
    double().emit('practice', 'rehearsalChanged', state);
    return state;
  };
  return {
    rehearsal: () => state,
    setTrouble: (trouble) => show({ trouble }),
    calm: () => show({ trouble: CALM.trouble, storm: CALM.storm }),
    incident: () => undefined,
    startStorm: ({ eventsPerSecond, forMs }) =>
      show({
        storm: {
          ...CALM.storm,
          running: true,
          eventsPerSecond,
          forMs,
          planned: Math.round((eventsPerSecond * forMs) / 1000),
        },
      }),
    stopStorm: () => show({ storm: { ...state.storm, running: false } }),
  };
}
