import { useCallback } from 'react';
import { useActions, useAppStore } from '../../state/react';
import { strings } from '../../strings';
import { useAttempt } from '../trouble';

/** How long an ended room can still be saved. */
export const END_DELAY_MS = 6_000;

/** Joins a room and says why when it cannot. */
export function useJoinRoom(): (channelId: string) => void {
  const { call, view } = useActions();
  const attempt = useAttempt();
  return useCallback(
    (channelId) =>
      attempt(async () => {
        const outcome = await call.join(channelId);
        switch (outcome.kind) {
          case 'joined':
          case 'cancelled':
            return;
          case 'roomFull':
            view.toast({ tone: 'trouble', title: strings.rooms.full(outcome.userLimit) });
            return;
          case 'missingPermission':
            view.toast({ tone: 'trouble', title: strings.rooms.missingPermission(outcome.permission) });
        }
      }),
    [attempt, call, view],
  );
}

/** Ends a room after a few seconds in which it can be undone; the toast says to how many it happens. */
export function useEndRoom(): (channelId: string) => void {
  const store = useAppStore();
  const attempt = useAttempt();
  return useCallback(
    (channelId) =>
      attempt(async () => {
        const { workspace, view } = store.actions;
        const state = store.getState().workspace;
        const name = state.rooms[channelId]?.name ?? '';
        const people = state.occupantKeysByRoom[channelId]?.length ?? 0;
        const toast = view.toast({
          title: strings.rooms.endsIn(name, people),
          body: strings.rooms.endBody,
          stayMs: END_DELAY_MS,
          action: { label: strings.undo, run: () => workspace.undoEnd(channelId) },
        });
        try {
          const outcome = await workspace.endRoomAfter(channelId, END_DELAY_MS);
          switch (outcome.kind) {
            case 'ended':
              view.toast({ title: strings.rooms.ended(name) });
              return;
            case 'alreadyGone':
              view.toast({ title: strings.rooms.alreadyGone(name) });
              return;
            case 'undone':
              view.toast({ title: strings.rooms.endUndone(name), stayMs: 3_000 });
              return;
            case 'missingPermission':
              view.toast({ tone: 'trouble', title: strings.rooms.missingPermission(outcome.permission) });
          }
        } finally {
          view.dismissToast(toast);
        }
      }),
    [attempt, store],
  );
}
