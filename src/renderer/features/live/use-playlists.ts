import type { Playlist } from '@shared/models/live';
import { selectQueue } from '../../state/live/selectors';
import { useActions, useAppStore } from '../../state/react';
import { strings } from '../../strings';
import { useAttempt } from '../trouble';

const words = strings.live.playlists;
/** What takes many files away stays undoable for longer than a single step. */
const UNDO_MS = 10_000;
/** As many as main takes in one go. */
const AT_ONCE = 500;

const idsOf = (items: readonly { itemId: string }[]) => items.map(({ itemId }) => itemId);

/** What is done with queue and playlists as a whole. Whatever is taken away by it comes back by "Undo". */
export function usePlaylists() {
  const store = useAppStore();
  const { live, view } = useActions();
  const attempt = useAttempt();
  const { ask } = live;
  const undoable = (title: string, run: () => Promise<unknown>) =>
    view.toast({ title, stayMs: UNDO_MS, action: { label: strings.undo, run: () => attempt(run) } });

  /** In front of what is queued by then. */
  const bringBack = async (itemIds: readonly string[], queued: readonly string[]) => {
    const beforeId = queued[0] ?? null;
    for (let at = 0; at < itemIds.length; at += AT_ONCE) {
      await ask.enqueue({ itemIds: itemIds.slice(at, at + AT_ONCE), beforeId });
    }
  };
  const queued = () => idsOf(selectQueue(store.getState()));

  return {
    add: ({ playlistId, name }: Playlist) =>
      attempt(async () => {
        await ask.loadPlaylist({ playlistId, replace: false });
        view.toast({ title: words.added(name), stayMs: 3_000 });
      }),

    replaceQueue: ({ playlistId, name, items }: Playlist) =>
      attempt(async () => {
        const before = queued();
        await ask.loadPlaylist({ playlistId, replace: true });
        if (before.length === 0) return void view.toast({ title: words.replaced(name), stayMs: 3_000 });
        undoable(words.replaced(name), async () => {
          const loaded = new Set(idsOf(items));
          const gone = queued().filter((itemId) => loaded.has(itemId));
          const stays = queued().filter((itemId) => !loaded.has(itemId));
          if (gone.length > 0) await ask.dequeue({ itemIds: gone });
          await bringBack(before, stays);
        });
      }),

    emptyQueue: () =>
      attempt(async () => {
        const before = queued();
        await ask.dequeue({ itemIds: before });
        undoable(strings.live.queue.removed(before.length), () => bringBack(before, queued()));
      }),

    /** Keeps the queue under a name, over `existing` if there is one. */
    saveQueue: async (name: string, existing: Playlist | undefined) => {
      const saved = await ask.savePlaylist({ playlistId: existing?.playlistId ?? null, name });
      if (!existing) return void view.toast({ title: words.saved(saved.name) });
      undoable(words.savedOver(saved.name), () => restore(existing));
    },

    remove: (playlist: Playlist) =>
      attempt(async () => {
        await ask.removePlaylist({ playlistId: playlist.playlistId });
        undoable(words.removed(playlist.name), () => restore(playlist));
      }),

    /** Takes one file out of a playlist. */
    takeOut: ({ playlistId, items }: Playlist, itemId: string) =>
      attempt(async () => {
        const at = items.findIndex((item) => item.itemId === itemId);
        const beforeId = items[at + 1]?.itemId ?? null;
        await ask.takeFromPlaylist({ playlistId, itemIds: [itemId] });
        undoable(words.takenOut(items[at]?.name ?? ''), () =>
          ask.placeInPlaylist({ playlistId, itemIds: [itemId], beforeId }),
        );
      }),

    /** Puts one file of a playlist at another place of it, from 0. */
    move: ({ playlistId, items }: Playlist, from: number, to: number) => {
      const item = items[from];
      if (!item || !items[to] || from === to) return;
      const beforeId = items[to < from ? to : to + 1]?.itemId ?? null;
      attempt(async () => {
        await ask.placeInPlaylist({ playlistId, itemIds: [item.itemId], beforeId });
        view.announce(strings.live.queue.moved(item.name, to + 1));
      });
    },
  };

  function restore({ playlistId, name, items }: Playlist): Promise<unknown> {
    return ask.restorePlaylist({ playlistId, name, itemIds: idsOf(items) });
  }
}
