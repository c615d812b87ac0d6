import { ListPlus, ListX, Save, Trash2 } from 'lucide-react';
import { useActions, useAppStore } from '../../state/react';
import { strings } from '../../strings';
import type { MenuGroups } from '../../ui/Menu';
import { useAttempt } from '../trouble';

const words = strings.live.playlists;

/** Saves the queue under a name, brings saved ones back, deletes them. */
export function usePlaylistMenu(): () => MenuGroups {
  const store = useAppStore();
  const { live, view } = useActions();
  const attempt = useAttempt();
  return () => {
    const { playlists, queue } = store.getState().live.state;
    const load = (playlistId: string, replace: boolean) =>
      attempt(() => live.ask.loadPlaylist({ playlistId, replace }));
    return [
      [
        {
          id: 'save',
          label: words.save,
          icon: <Save size={14} />,
          disabled: queue.length === 0,
          onSelect: () => live.showDialog({ kind: 'savePlaylist', playlistId: null }),
        },
        {
          id: 'clear',
          label: strings.live.queue.clear,
          icon: <ListX size={14} />,
          disabled: queue.length === 0,
          onSelect: () =>
            attempt(async () => {
              const itemIds = queue.map((item) => item.itemId);
              await live.ask.dequeue({ itemIds });
              view.toast({
                title: strings.live.queue.removed(itemIds.length),
                action: {
                  label: strings.undo,
                  run: () => attempt(() => live.ask.enqueue({ itemIds, beforeId: null })),
                },
              });
            }),
        },
      ],
      playlists.length === 0
        ? [{ id: 'none', label: words.none, disabled: true, onSelect: () => undefined }]
        : playlists.map(({ playlistId, name, items }) => ({
            id: `add-${playlistId}`,
            label: words.append(name),
            icon: <ListPlus size={14} />,
            hint: words.items(items.length),
            onSelect: () => load(playlistId, false),
          })),
      playlists.map(({ playlistId, name }) => ({
        id: `replace-${playlistId}`,
        label: words.replace(name),
        onSelect: () => load(playlistId, true),
      })),
      playlists.map(({ playlistId, name }) => ({
        id: `remove-${playlistId}`,
        label: words.remove(name),
        icon: <Trash2 size={14} />,
        tone: 'trouble' as const,
        onSelect: () =>
          attempt(async () => {
            await live.ask.removePlaylist({ playlistId });
            view.toast({ title: words.removed(name) });
          }),
      })),
    ];
  };
}
