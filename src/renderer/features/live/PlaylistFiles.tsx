import type { AudioItem, Playlist } from '@shared/models/live';
import { X } from 'lucide-react';
import { type DragEvent, type KeyboardEvent, useState } from 'react';
import { strings } from '../../strings';
import { IconButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { formatTimer } from '../../ui/format';
import { ContextArea, type MenuGroups } from '../../ui/Menu';
import { moveRoving } from '../../ui/roving';
import { AudioRowFacts, audioRow, audioRowName } from './AudioRow';
import parts from './parts.module.css';
import styles from './playlists.module.css';
import { usePlaylists } from './use-playlists';

const words = strings.live.playlists;

/** The files of one playlist in their order: moved and taken out by mouse, menu and keys, as those of the queue. */
export function PlaylistFiles({ playlist }: { playlist: Playlist }) {
  const { items, name } = playlist;
  const { move, takeOut } = usePlaylists();
  const drag = useRowDrag((from, to) => move(playlist, from, to));
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const row = event.target as HTMLElement;
    const at = items.findIndex((item) => item.itemId === row.dataset['item']);
    const item = items[at];
    if (item && event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      return move(playlist, at, event.key === 'ArrowUp' ? at - 1 : at + 1);
    }
    if (item && event.key === 'Delete') {
      event.preventDefault();
      focusBeside(row);
      return takeOut(playlist, item.itemId);
    }
    moveRoving(event);
  };
  if (items.length === 0) return <p className={parts.soft}>{words.emptyList}</p>;
  const totalMs = items.reduce((sum, item) => sum + (item.durationMs ?? 0), 0);
  const menuOf =
    ({ itemId }: AudioItem, at: number) =>
    (): MenuGroups => [
      [
        {
          id: 'up',
          label: strings.live.queue.up,
          disabled: at === 0,
          onSelect: () => move(playlist, at, at - 1),
        },
        {
          id: 'down',
          label: strings.live.queue.down,
          disabled: at === items.length - 1,
          onSelect: () => move(playlist, at, at + 1),
        },
      ],
      [{ id: 'out', label: words.takeOut, onSelect: () => takeOut(playlist, itemId) }],
    ];
  return (
    <div>
      <p className={parts.soft}>{strings.live.queue.summary(items.length, formatTimer(totalMs))}</p>
      <ol className={styles.files} aria-label={words.files(name)} onKeyDown={onKeyDown}>
        {items.map((item, at) => (
          <ContextArea key={item.itemId} groups={menuOf(item, at)}>
            <li
              className={cx(audioRow, styles.file, drag.side(at))}
              data-item={item.itemId}
              data-roving
              tabIndex={at === 0 ? 0 : -1}
              aria-label={audioRowName(item, at, items.length)}
              draggable
              {...drag.handlers(at, item.name)}
            >
              <AudioRowFacts item={item} at={at} />
              <IconButton
                className={parts.icon}
                tabIndex={-1}
                label={strings.live.queue.removeName(item.name)}
                onClick={(event) => {
                  focusBeside(event.currentTarget.closest('li'));
                  takeOut(playlist, item.itemId);
                }}
              >
                <X size={14} />
              </IconButton>
            </li>
          </ContextArea>
        ))}
      </ol>
    </div>
  );
}

/** The row that goes must not take the keyboard along. */
function focusBeside(row: Element | null): void {
  const next = row?.nextElementSibling ?? row?.previousElementSibling;
  if (next instanceof HTMLElement) next.focus();
}

/** A row dragged on another one takes its place; `side` says where a line shows that. */
function useRowDrag(move: (from: number, to: number) => void) {
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  return {
    side(at: number): string | undefined {
      if (!drag || drag.to !== at || drag.from === at) return undefined;
      return drag.to < drag.from ? styles.above : styles.below;
    },
    handlers: (at: number, name: string) => ({
      onDragStart(event: DragEvent) {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', name);
        setDrag({ from: at, to: at });
      },
      onDragOver(event: DragEvent) {
        if (!drag) return;
        event.preventDefault();
        if (drag.to !== at) setDrag({ ...drag, to: at });
      },
      onDrop(event: DragEvent) {
        if (!drag) return;
        event.preventDefault();
        setDrag(null);
        move(drag.from, at);
      },
      onDragEnd: () => setDrag(null),
    }),
  };
}
