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
  const watch = new OnAirWatch(clock, (air) => onAirSign.show(air));
  const look = () => watch.saw(calls.state, broadcast.rooms(), live.isSounding);
  scope.add(() => onAirSign.close());
  scope.add(() => watch.close());
  scope.add(calls.onChanged(look));
  scope.add(broadcast.onChanged(look));
  scope.add(live.onChanged(({ console }) => console && look()));
  scope.add(
    onAirSign.onAsked((wish) => {
      switch (wish) {
        case 'stopAll':
          live.stopAll({});
          return;
        case 'toggleMute':
          // It is the call's own: a broadcast has no mute, and is never left by it.
          if (calls.state.kind === 'active') calls.setSelfMute(!calls.state.selfMute);
          return;
        case 'leave':
          broadcast.leaveAll();
          void calls.depart();
          return;
      }
    }),
  );
}
