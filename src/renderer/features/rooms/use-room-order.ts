import type { ChannelId } from '@shared/discord/snowflake';
import { useMemo } from 'react';
import { useAppStore } from '../../state/react';
import type { AppStore } from '../../state/store';
import { selectRoomGroups } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { wordRoomRefusal } from '../members';
import { useAttempt } from '../trouble';
import { placeOf, type RoomPlace, samePlace, stepOf } from './room-order';

const words = strings.rooming.order;

/** Discord's events show the new order; when they are this late, the next step is taken without them. */
const SEEN_WITHIN_MS = 1_500;

const SAID_AFTER_MS = 1_000;

export interface RoomOrder {
  /** Puts a room somewhere else, with a toast that takes it back. */
  place(roomId: string, place: RoomPlace): void;
  /** One step up or down. Steps taken faster than Discord answers come one after the other. */
  step(roomId: string, step: 1 | -1): void;
}

export function useRoomOrder(): RoomOrder {
  const store = useAppStore();
  const attempt = useAttempt();
  return useMemo(() => orderOf(store, attempt), [store, attempt]);
}

/** What one store's moves have in common: they come in order, and several of one room are taken back together. */
interface Moves {
  queue: Promise<unknown>;
  last: { roomId: string; from: RoomPlace; toast: number } | null;
}
const movesOf = new WeakMap<AppStore, Moves>();

export function orderOf(store: AppStore, attempt: (work: () => Promise<unknown>) => void): RoomOrder {
  const moves = movesOf.get(store) ?? { queue: Promise.resolve(), last: null };
  movesOf.set(store, moves);
  const { rooms, view } = store.actions;
  const groupsOf = (roomId: string) => {
    const state = store.getState();
    return selectRoomGroups(state.workspace.rooms[roomId]?.guildId ?? null)(state);
  };
  const inTurn = (work: () => Promise<void>) =>
    attempt(() => {
      const turn = moves.queue.then(work);
      moves.queue = turn.catch(() => undefined);
      return turn;
    });

  /** True when it was done. */
  const send = async (roomId: string, place: RoomPlace): Promise<boolean> => {
    const { workspace } = store.getState();
    const channelId = workspace.rooms[roomId]?.channelId;
    if (channelId === undefined) return false;
    const name = workspace.rooms[roomId]?.name ?? '';
    let waits: number | null = null;
    // A limit of Discord can hold it up for long: then it is said what is waited for.
    const patience = setTimeout(() => {
      waits = view.toast({ title: words.waits(name), stayMs: null });
    }, SAID_AFTER_MS);
    const outcome = await rooms
      .place({
        channelId,
        categoryId: workspace.categories[place.categoryId ?? '']?.channelId ?? null,
        beforeId: (workspace.rooms[place.beforeId ?? '']?.channelId ?? null) as ChannelId | null,
      })
      .finally(() => {
        clearTimeout(patience);
        if (waits !== null) view.dismissToast(waits);
      });
    if (outcome.kind !== 'done') {
      view.toast({ tone: 'trouble', title: wordRoomRefusal(outcome) });
      return false;
    }
    await seen(store, () => samePlace(placeOf(groupsOf(roomId), roomId), place));
    return true;
  };

  const move = async (roomId: string, place: RoomPlace) => {
    const before = placeOf(groupsOf(roomId), roomId);
    const room = store.getState().workspace.rooms[roomId];
    if (!before || !room || !(await send(roomId, place))) return;
    focusRoom(roomId);
    const again =
      moves.last?.roomId === roomId && store.getState().view.toasts.some((t) => t.id === moves.last?.toast);
    const from = again && moves.last ? moves.last.from : before;
    if (moves.last) view.dismissToast(moves.last.toast);
    const category = store.getState().workspace.categories[place.categoryId ?? '']?.name ?? null;
    const toast = view.toast({
      title: words.moved(room.name, place.categoryId === from.categoryId ? null : category),
      action: {
        label: strings.undo,
        run: () =>
          inTurn(async () => {
            // What it stood before may have gone meanwhile.
            const there = from.beforeId !== null && from.beforeId in store.getState().workspace.rooms;
            const home = there ? from : { ...from, beforeId: null };
            if (await send(roomId, home)) view.toast({ title: words.back(room.name), stayMs: 3_000 });
          }),
      },
    });
    moves.last = { roomId, from, toast };
  };

  return {
    place: (roomId, place) => inTurn(() => move(roomId, place)),
    step: (roomId, step) =>
      inTurn(async () => {
        const place = stepOf(groupsOf(roomId), roomId, step);
        if (place) await move(roomId, place);
      }),
  };
}

/** Resolves once the window shows it, or after a while without. */
function seen(store: AppStore, isSo: () => boolean): Promise<void> {
  if (isSo()) return Promise.resolve();
  return new Promise((resolve) => {
    const settle = () => {
      clearTimeout(timer);
      unsubscribe();
      resolve();
    };
    const timer = setTimeout(settle, SEEN_WITHIN_MS);
    const unsubscribe = store.subscribe(() => isSo() && settle());
  });
}

/** A row that moved in the page has lost the focus on the way. */
function focusRoom(roomId: string): void {
  requestAnimationFrame(() => {
    const { activeElement } = document;
    if (activeElement !== null && activeElement !== document.body) return;
    document.querySelector<HTMLElement>(`[data-room="${roomId}"] [data-roving]`)?.focus();
  });
}
