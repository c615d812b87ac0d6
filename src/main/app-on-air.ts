import type { AppContext } from './app-context';
import type { BroadcastRooms, CallsService } from './services/calls/index';
import { type LiveService, type OnAirSign, OnAirWatch } from './services/live/index';

/** Shows outside the window that we are on air, and does what is asked for there; a part of `app.ts`. */
export function showOnAir(
  app: AppContext,
  onAirSign: OnAirSign,
  parts: {
    calls: CallsService;
    broadcast: BroadcastRooms;
    live: LiveService;
  },
): void {
  const { clock, scope } = app;
  const { calls, broadcast, live } = parts;
  const watch = new OnAirWatch(clock, (view) => onAirSign.show(view));
  const look = () => {
    const rooms = broadcast.rooms().filter(({ phase }) => phase === 'ready');
    watch.saw(
      calls.state,
      rooms.map(({ roomName }) => roomName),
      live.isSounding,
    );
  };
  scope.add(() => onAirSign.close());
  scope.add(() => watch.close());
  scope.add(calls.onChanged(look));
  scope.add(broadcast.onChanged(look));
  scope.add(live.onChanged(({ console }) => console && look()));
  scope.add(
    onAirSign.onAsked((wish) => {
      if (wish === 'stopAll') live.stopAll({});
      else if (calls.state.kind !== 'active') broadcast.leaveAll();
      else if (wish === 'toggleMute') calls.setSelfMute(!calls.state.selfMute);
      else {
        broadcast.leaveAll();
        void calls.depart();
      }
    }),
  );
}
