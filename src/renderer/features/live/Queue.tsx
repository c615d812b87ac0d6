import type { AudioItem } from '@shared/models/live';
import { ListMusic, ListPlus, ListStart, Plus, Repeat1, X } from 'lucide-react';
import { type DragEvent, type KeyboardEvent, memo, useState } from 'react';
import { selectLiveSettings, selectPads, selectQueue } from '../../state/live/selectors';
import { useActions, useApp, useAppStore } from '../../state/react';
import { strings } from '../../strings';
import { Button, IconButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { formatTimer } from '../../ui/format';
import { ContextArea, type MenuGroups } from '../../ui/Menu';
import { MoreMenu } from '../../ui/MoreMenu';
import { moveRoving } from '../../ui/roving';
import { useAttempt } from '../trouble';
import { AudioRowFacts, audioRow, audioRowName } from './AudioRow';
import { startDrag } from './drag';
import { Panel } from './Panel';
import parts from './parts.module.css';
import { usePlaylistMenu } from './playlist-menu';
import styles from './queue.module.css';
import { useAudioDrop } from './use-audio-drop';
import { useDeckLoad } from './use-deck-load';

const words = strings.live.queue;

/** What plays next, in order: dropped, dragged, moved by keys, kept as playlists. */
export function Queue({ bare = false }: { bare?: boolean }) {
  const queue = useApp(selectQueue);
  const autoLoad = useApp((state) => selectLiveSettings(state).autoLoad);
  const { live } = useActions();
  const attempt = useAttempt();
  const playlists = usePlaylistMenu();
  const drop = useAudioDrop((itemIds, dragged) =>
    dragged?.from === 'queue'
      ? live.ask.moveInQueue({ itemId: itemIds[0] ?? '', beforeId: null })
      : live.ask.enqueue({ itemIds: [...itemIds], beforeId: null }),
  );
  const add = () =>
    attempt(async () => {
      const items = await live.ask.pickFiles();
      if (items.length > 0)
        await live.ask.enqueue({ itemIds: items.map((item) => item.itemId), beforeId: null });
    });
  const totalMs = queue.reduce((sum, item) => sum + (item.durationMs ?? 0), 0);
  const aside = (
    <>
      {queue.length > 0 && (
        <span className={styles.summary}>{words.summary(queue.length, formatTimer(totalMs))}</span>
      )}
      <IconButton
        className={parts.icon}
        label={words.next}
        shortcut="E"
        disabled={queue.length === 0}
        onClick={() => attempt(() => live.ask.next())}
      >
        <ListStart size={15} />
      </IconButton>
      <IconButton
        className={parts.icon}
        label={`${words.autoLoad}: ${words.autoLoadHint}`}
        pressed={autoLoad}
        onClick={() => attempt(() => live.changeSettings({ autoLoad: !autoLoad }))}
      >
        <Repeat1 size={15} />
      </IconButton>
      <MoreMenu label={strings.live.playlists.title} groups={playlists} icon={<ListMusic size={15} />} />
      <Button className={parts.small} icon={<Plus size={14} />} aria-label={words.add} onClick={add}>
        {words.addShort}
      </Button>
    </>
  );
  const list = (
    <div className={cx(styles.list, drop.over && styles.dropping)} {...drop.handlers}>
      {queue.length === 0 ? (
        <div className={styles.empty}>
          <ListPlus size={20} aria-hidden="true" />
          <p>{drop.over ? words.dropNow : words.empty}</p>
        </div>
      ) : (
        <Rows queue={queue} />
      )}
    </div>
  );
  if (bare) {
    return (
      <section className={styles.bare} aria-label={words.title}>
        <div className={styles.tools}>{aside}</div>
        {list}
      </section>
    );
  }
  return (
    <Panel title={words.title} aside={aside} className={styles.panel}>
      {list}
    </Panel>
  );
}

function Rows({ queue }: { queue: readonly AudioItem[] }) {
  const move = useMove();
  const { live, view } = useActions();
  const attempt = useAttempt();
  const store = useAppStore();
  const onDeck = useDeckLoad();
  /** Removed, with a way back to the same place. */
  const remove = (item: AudioItem) =>
    attempt(async () => {
      const all = selectQueue(store.getState());
      const after = all[all.indexOf(item) + 1]?.itemId ?? null;
      await live.ask.dequeue({ itemIds: [item.itemId] });
      view.toast({
        title: words.removed(1),
        stayMs: 5_000,
        action: {
          label: strings.undo,
          run: () => attempt(() => live.ask.enqueue({ itemIds: [item.itemId], beforeId: after })),
        },
      });
    });
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const row = (event.target as HTMLElement).closest<HTMLElement>('[data-item]');
    const item = queue.find((one) => one.itemId === row?.dataset['item']);
    if (item && event.target === row) {
      if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
        event.preventDefault();
        return move(item.itemId, event.key === 'ArrowUp' ? -1 : 1);
      }
      if (event.key === 'Delete') {
        event.preventDefault();
        const next = row?.nextElementSibling ?? row?.previousElementSibling;
        if (next instanceof HTMLElement) next.focus();
        return remove(item);
      }
      if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        const deckId = event.shiftKey ? 'b' : freeDeckOf(store);
        return attempt(() => onDeck.takeFromQueue(deckId, item.itemId));
      }
    }
    moveRoving(event);
  };
  return (
    <ol className={styles.rows} onKeyDown={onKeyDown}>
      {queue.map((item, at) => (
        <Row
          key={item.itemId}
          item={item}
          at={at}
          of={queue.length}
          first={at === 0}
          onRemove={remove}
          onMove={move}
        />
      ))}
    </ol>
  );
}

/** The deck that a queued file goes on: the empty one, else one that does not play, else the one not heard. */
function freeDeckOf(store: ReturnType<typeof useAppStore>): 'a' | 'b' {
  const { decks, crossfade } = store.getState().live.state.console;
  const free =
    decks.find((deck) => deck.status === 'empty') ?? decks.find((deck) => deck.status !== 'playing');
  return free?.deckId ?? (crossfade.position <= 0.5 ? 'b' : 'a');
}

function useMove(): (itemId: string, by: -1 | 1) => void {
  const store = useAppStore();
  const { live, view } = useActions();
  const attempt = useAttempt();
  return (itemId, by) => {
    const queue = selectQueue(store.getState());
    const at = queue.findIndex((item) => item.itemId === itemId);
    const to = at + by;
    if (at < 0 || to < 0 || to >= queue.length) return;
    const beforeId = by < 0 ? queue[to]?.itemId : queue[to + 1]?.itemId;
    attempt(async () => {
      await live.ask.moveInQueue({ itemId, beforeId: beforeId ?? null });
      view.announce(words.moved(queue[at]?.name ?? '', to + 1));
    });
  };
}

interface RowProps {
  item: AudioItem;
  at: number;
  of: number;
  first: boolean;
  onRemove: (item: AudioItem) => void;
  onMove: (itemId: string, by: -1 | 1) => void;
}

const Row = memo(function Row({ item, at, of, first, onRemove, onMove }: RowProps) {
  const store = useAppStore();
  const { live, view } = useActions();
  const attempt = useAttempt();
  const onDeck = useDeckLoad();
  const [above, setAbove] = useState(false);
  const { itemId, name } = item;
  const drop = useAudioDrop((itemIds, dragged) =>
    dragged?.from === 'queue'
      ? live.ask.moveInQueue({ itemId: itemIds[0] ?? '', beforeId: itemId })
      : live.ask.enqueue({ itemIds: [...itemIds], beforeId: itemId }),
  );
  const load = (deckId: 'a' | 'b') => attempt(() => onDeck.takeFromQueue(deckId, itemId));
  const menu = (): MenuGroups => [
    [
      { id: 'a', label: words.load('a'), onSelect: () => load('a') },
      { id: 'b', label: words.load('b'), onSelect: () => load('b') },
      {
        id: 'pad',
        label: words.toPad,
        onSelect: () => {
          const free = selectPads(store.getState()).find((pad) => pad.item === null);
          if (!free) return void view.toast({ title: words.noPad });
          attempt(() => live.ask.setPadItem({ padId: free.padId, itemId }));
        },
      },
    ],
    [
      {
        id: 'first',
        label: words.first,
        disabled: at === 0,
        onSelect: () =>
          attempt(() =>
            live.ask.moveInQueue({ itemId, beforeId: selectQueue(store.getState())[0]?.itemId ?? null }),
          ),
      },
      { id: 'up', label: words.up, disabled: at === 0, onSelect: () => onMove(itemId, -1) },
      { id: 'down', label: words.down, disabled: at === of - 1, onSelect: () => onMove(itemId, 1) },
    ],
    [{ id: 'remove', label: words.remove, onSelect: () => onRemove(item) }],
  ];
  const onDragOver = (event: DragEvent) => {
    drop.handlers.onDragOver(event);
    setAbove(true);
  };
  return (
    <ContextArea groups={menu}>
      <li
        className={cx(audioRow, styles.row, drop.over && above && styles.dropAbove)}
        data-item={itemId}
        data-roving
        tabIndex={first ? 0 : -1}
        aria-label={audioRowName(item, at, of)}
        draggable
        onDragStart={(event) => startDrag(event, { itemId, from: 'queue' }, name)}
        onDoubleClick={() => load(freeDeckOf(store))}
        {...drop.handlers}
        onDragOver={onDragOver}
      >
        <AudioRowFacts item={item} at={at} lengthClassName={styles.lengthHere} />
        <span className={styles.tools2}>
          {(['a', 'b'] as const).map((deckId) => (
            <button
              key={deckId}
              type="button"
              tabIndex={-1}
              className={styles.tool}
              aria-label={words.loadName(name, deckId)}
              title={words.load(deckId)}
              onClick={() => load(deckId)}
            >
              {deckId.toUpperCase()}
            </button>
          ))}
          <button
            type="button"
            tabIndex={-1}
            className={styles.tool}
            aria-label={words.removeName(name)}
            title={words.remove}
            onClick={() => onRemove(item)}
          >
            <X size={14} />
          </button>
        </span>
      </li>
    </ContextArea>
  );
});
