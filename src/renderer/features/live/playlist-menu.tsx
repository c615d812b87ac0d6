import { ListPlus, ListX, Pencil, Save } from 'lucide-react';
import { useActions, useAppStore } from '../../state/react';
import { strings } from '../../strings';
import type { MenuGroups } from '../../ui/Menu';
import { usePlaylists } from './use-playlists';

const words = strings.live.playlists;

/** Saves the queue under a name, brings saved ones back, opens them for a look. */
export function usePlaylistMenu(): () => MenuGroups {
  const store = useAppStore();
  const { live } = useActions();
  const actions = usePlaylists();
  return () => {
    const { playlists, queue } = store.getState().live.state;
    return [
      [
        {
          id: 'save',
          label: words.save,
          icon: <Save size={14} />,
          disabled: queue.length === 0,
          onSelect: () => live.showDialog({ kind: 'savePlaylist' }),
        },
        {
          id: 'clear',
          label: strings.live.queue.clear,
          icon: <ListX size={14} />,
          disabled: queue.length === 0,
          onSelect: actions.emptyQueue,
        },
      ],
      playlists.length === 0
        ? [{ id: 'none', label: words.none, disabled: true, onSelect: () => undefined }]
        : playlists.map((playlist) => ({
            id: `add-${playlist.playlistId}`,
            label: words.append(playlist.name),
            icon: <ListPlus size={14} />,
            hint: words.items(playlist.items.length),
            onSelect: () => actions.add(playlist),
          })),
      playlists.map((playlist) => ({
        id: `replace-${playlist.playlistId}`,
        label: words.replace(playlist.name),
        onSelect: () => actions.replaceQueue(playlist),
      })),
      playlists.length === 0
        ? []
        : [
            {
              id: 'edit',
              label: words.edit,
              icon: <Pencil size={14} />,
              onSelect: () => live.showDialog({ kind: 'playlists' }),
            },
          ],
    ];
  };
}
