import { type AirState, airOf } from '@shared/models/air';
import type { AppState } from '../app-state';
import { share } from '../share';
import { selectConsole } from './selectors';

/** Who hears what we play; the same object as long as it says the same, though a call's figures change all the time. */
export const selectAir = createAirSelector();

function createAirSelector(): (state: AppState) => AirState {
  let last: AirState | undefined;
  return (state) => {
    const { broadcast } = state.live.state;
    last = share(last, airOf(state.call.state, broadcast, selectConsole(state).onAir));
    return last;
  };
}

/** Some room hears us, or would if anything sounded: otherwise what plays is in the own ears alone. */
export const selectIsHeard = (state: AppState): boolean => selectAir(state).heardIn.length > 0;
