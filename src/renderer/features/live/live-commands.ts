import type { AppState } from '../../state/app-state';
import { selectActiveCall } from '../../state/call/selectors';
import { padName, selectPadKeys } from '../../state/live/selectors';
import { selectKeys } from '../../state/settings/selectors';
import type { AppStore } from '../../state/store';
import { strings } from '../../strings';
import { keysOf } from '../../ui/key-map';
import { DESK_KEYS, type DeskAction } from './desk-keys';
import { runDeskAction } from './use-live-keys';

/** What the desk offers to the palette: the shape of the shell's commands. */
export interface LiveCommand {
  id: string;
  title: string;
  keys: string | null;
  available: (state: AppState) => boolean;
  run: () => unknown;
}

/** The desk's actions from anywhere. Their keys work on the desk alone; the palette shows them, too. */
export function createLiveCommands(store: AppStore): LiveCommand[] {
  const { live, view } = store.actions;
  const connected = (state: AppState) => state.accounts.snapshot.connection.kind === 'connected';
  const runs = (state: AppState) => connected(state) && state.live.state.run !== null;
  const when: Partial<Record<DeskAction, (state: AppState) => boolean>> = {
    nextCue: runs,
    skipCue: runs,
    holdShow: runs,
    nextInQueue: (state) => connected(state) && state.live.state.queue.length > 0,
    marker: (state) => selectActiveCall(state)?.recording.kind === 'recording',
  };
  const actions = (Object.keys(DESK_KEYS) as DeskAction[]).map((action) => ({
    id: action === 'marker' ? 'marker' : `live-${action}`,
    title: DESK_KEYS[action].label,
    keys: keysOf('live', action, DESK_KEYS[action], selectKeys(store.getState())),
    available: when[action] ?? connected,
    run: () => {
      // A dialog of the desk needs the desk.
      if (action === 'check') view.goTo('live');
      return runDeskAction(store, action);
    },
  }));
  return [
    ...actions,
    {
      id: 'live-addFiles',
      title: `${strings.live.queue.title}: ${strings.live.queue.add}`,
      keys: null,
      available: connected,
      run: async () => {
        const items = await live.ask.pickFiles();
        if (items.length === 0) return;
        view.goTo('live');
        await live.ask.enqueue({ itemIds: items.map((item) => item.itemId), beforeId: null });
      },
    },
  ];
}

/** Pads and shows by name: there are as many as the person made, so they are asked for when the palette opens. */
export function namedLiveCommands(store: AppStore): LiveCommand[] {
  const { live } = store.actions;
  const state = store.getState();
  const { pads, shows, run } = state.live.state;
  const keys = selectPadKeys(state);
  const always = () => true;
  return [
    ...pads
      .filter((pad) => pad.item !== null)
      .map((pad) => ({
        id: `live-pad-${pad.padId}`,
        title: `${strings.live.pads.title2}: ${padName(pad)}`,
        keys: keys.get(pad.padId) ?? null,
        available: always,
        run: () => live.ask.playPad({ padId: pad.padId }),
      })),
    ...(run ? [] : shows).map(({ showId, name }) => ({
      id: `live-show-${showId}`,
      title: `${strings.live.show.title}: ${strings.live.show.start} ${name}`,
      keys: null,
      available: always,
      run: () => live.ask.startShow({ showId, fromCueId: null }),
    })),
  ];
}
