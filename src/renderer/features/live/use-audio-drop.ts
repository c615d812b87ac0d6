import { type DragEvent, useState } from 'react';
import { useActions } from '../../state/react';
import { strings } from '../../strings';
import { useAttempt } from '../trouble';
import { carriesAudio, type DraggedAudio, readDrag } from './drag';

export interface AudioDrop {
  /** Something that can be taken hovers here. */
  over: boolean;
  handlers: {
    onDragOver(event: DragEvent): void;
    onDragLeave(event: DragEvent): void;
    onDrop(event: DragEvent): void;
  };
}

/** Takes files of the file manager and items of the desk; what is no audio is said, the rest is handed on. */
export function useAudioDrop(
  take: (itemIds: readonly string[], dragged: DraggedAudio | null) => Promise<unknown>,
): AudioDrop {
  return useFetchedDrop(async (fetch, dragged) => {
    const itemIds = await fetch();
    if (itemIds.length > 0) await take(itemIds, dragged);
  });
}

/** The same for who wants to know of a drop before its files have been looked at. */
export function useFetchedDrop(
  take: (fetch: () => Promise<readonly string[]>, dragged: DraggedAudio | null) => Promise<unknown>,
): AudioDrop {
  const [over, setOver] = useState(false);
  const attempt = useAttempt();
  const open = useOpenDropped();
  return {
    over,
    handlers: {
      onDragOver(event) {
        if (!carriesAudio(event)) return;
        event.preventDefault();
        event.stopPropagation();
        event.dataTransfer.dropEffect = event.dataTransfer.types.includes('Files') ? 'copy' : 'move';
        if (!over) setOver(true);
      },
      onDragLeave(event) {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      },
      onDrop(event) {
        setOver(false);
        const dragged = readDrag(event);
        const files = [...event.dataTransfer.files];
        if (!dragged && files.length === 0) return;
        event.preventDefault();
        event.stopPropagation();
        attempt(() => take(async () => (dragged ? [dragged.itemId] : open(files)), dragged));
      },
    },
  };
}

function useOpenDropped(): (files: readonly File[]) => Promise<readonly string[]> {
  const { live, view } = useActions();
  return async (files) => {
    const { items, refused } = await live.openDropped(files);
    if (refused.length > 0) {
      view.toast({
        tone: 'trouble',
        title: strings.live.queue.refused(refused.map((file) => file.name)),
        body: refused.length === 1 ? (refused[0]?.reason ?? null) : refused.map((f) => f.name).join(', '),
      });
    }
    return items.map((item) => item.itemId);
  };
}
