import { Plus, SlidersHorizontal, TriangleAlert } from 'lucide-react';
import { type KeyboardEvent, memo, type RefObject, useCallback, useEffect, useMemo, useRef } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { padName, selectPadKeys, selectPads, selectPlayingPad } from '../../state/live/selectors';
import { useActions, useApp, useAppStore } from '../../state/react';
import { strings } from '../../strings';
import { cx } from '../../ui/cx';
import { onFrame } from '../../ui/frame-loop';
import { Keys } from '../../ui/Keys';
import { ContextArea, type MenuGroups } from '../../ui/Menu';
import { Meter, type MeterReading } from '../../ui/Meter';
import { useSound } from '../sound';
import { useAttempt } from '../trouble';
import { startDrag } from './drag';
import { Panel } from './Panel';
import { cellsOf, cellsPerRow, type GridStep, placeAfter, STEP_OF_KEY } from './pad-grid';
import styles from './pads.module.css';
import { useAudioDrop } from './use-audio-drop';
import { usePadItem } from './use-pad-item';
import { usePadPress } from './use-pad-press';

const words = strings.live.pads;

/** The clip grid: sounds under the fingers. */
export function Pads() {
  const ids = useApp(useShallow((state) => selectPads(state).map((pad) => pad.padId)));
  const isEmpty = useApp((state) => selectPads(state).every((pad) => pad.item === null));
  const sound = useSound();
  const subscribe = useCallback(
    (listener: (reading: MeterReading) => void) => sound.subscribeLevel('pads', listener),
    [sound],
  );
  const grid = useRef<HTMLUListElement>(null);
  const moves = usePadMoves(grid);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey) return;
    const cells = cellsOf(event.currentTarget);
    const at = cells.indexOf(event.target as HTMLElement);
    const step = STEP_OF_KEY[event.key];
    const to = at < 0 || step === undefined ? null : moves.placeAfter(at, step);
    if (to === null) return;
    event.preventDefault();
    if (event.altKey) moves.move(at, to);
    else cells[to]?.focus();
  };
  return (
    <Panel
      title={words.title}
      className={styles.panel}
      aside={
        isEmpty ? (
          <span className={styles.teach}>{words.teach}</span>
        ) : (
          <div className={styles.level}>
            <Meter label={words.level} subscribe={subscribe} />
          </div>
        )
      }
    >
      {/** One tab stop for the grid; arrows move in two directions, with Alt they take the pad along. */}
      <ul ref={grid} className={styles.grid} onKeyDown={onKeyDown}>
        {ids.map((padId, at) => (
          <PadCell key={padId} padId={padId} at={at} moves={moves} />
        ))}
      </ul>
    </Panel>
  );
}

/** Another place in the grid for the pad at one place; those between them make room. */
interface PadMoves {
  /** Where a step leads; null where there is nothing. */
  placeAfter(at: number, step: GridStep): number | null;
  move(from: number, to: number): void;
}

function usePadMoves(grid: RefObject<HTMLElement | null>): PadMoves {
  const store = useAppStore();
  const { live, view } = useActions();
  const attempt = useAttempt();
  return useMemo(
    () => ({
      placeAfter(at, step) {
        const cells = grid.current ? cellsOf(grid.current) : [];
        return placeAfter(at, step, cells.length, cellsPerRow(cells));
      },
      move(from, to) {
        const pads = selectPads(store.getState());
        const [pad, other] = [pads[from], pads[to]];
        if (!pad || !other || from === to) return;
        const beforeId = to < from ? other.padId : (pads[to + 1]?.padId ?? null);
        attempt(async () => {
          await live.ask.movePad({ padId: pad.padId, beforeId });
          view.announce(words.moved(padName(pad) || words.emptyName, to + 1));
        });
      },
    }),
    [grid, store, live, view, attempt],
  );
}

interface PadCellProps {
  padId: string;
  at: number;
  moves: PadMoves;
}

const PadCell = memo(function PadCell({ padId, at, moves }: PadCellProps) {
  const pad = useApp((state) => (selectPads(state)[at]?.padId === padId ? selectPads(state)[at] : undefined));
  const playing = useApp(selectPlayingPad(padId));
  const key = useApp((state) => selectPadKeys(state).get(padId) ?? null);
  const store = useAppStore();
  const { live } = useActions();
  const attempt = useAttempt();
  const press = usePadPress(padId);
  const put = usePadItem(padId);
  const drop = useAudioDrop(async (itemIds, dragged) => {
    if (dragged?.padId !== undefined) {
      const from = selectPads(store.getState()).findIndex((one) => one.padId === dragged.padId);
      return moves.move(from, at);
    }
    if (itemIds[0] !== undefined) await put(itemIds[0]);
  });
  if (!pad) return null;
  const name = padName(pad);
  const choose = () =>
    attempt(async () => {
      const [item] = await live.ask.pickFiles();
      if (item) await put(item.itemId);
    });
  const edit = () => live.showDialog({ kind: 'pad', padId });
  const clear = () => attempt(() => put(null));
  const moveEntry = (step: 'left' | 'right' | 'up' | 'down') => {
    const to = moves.placeAfter(at, step);
    return {
      id: step,
      label: words[step],
      disabled: to === null,
      onSelect: () => to !== null && moves.move(at, to),
    };
  };
  const menu = (): MenuGroups =>
    pad.item === null
      ? [[{ id: 'choose', label: words.replace, onSelect: choose }]]
      : [
          [
            playing
              ? { id: 'stop', label: words.stop, onSelect: () => attempt(() => live.ask.stopPad({ padId })) }
              : { id: 'play', label: words.play, onSelect: () => attempt(() => live.ask.playPad({ padId })) },
            { id: 'edit', label: words.edit, onSelect: edit },
            { id: 'replace', label: words.replace, onSelect: choose },
          ],
          [moveEntry('left'), moveEntry('right'), moveEntry('up'), moveEntry('down')],
          [{ id: 'clear', label: words.clear, tone: 'trouble', onSelect: clear }],
        ];
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'F2' && pad.item) {
      event.preventDefault();
      edit();
    } else if (event.key === 'Delete' && pad.item) {
      event.preventDefault();
      clear();
    } else press.onKeyDown(event);
  };
  const colour = { '--pad': `var(--speaker-${pad.colourIndex})` } as React.CSSProperties;
  if (pad.item === null) {
    return (
      <li className={styles.cell}>
        <button
          type="button"
          className={cx(styles.pad, styles.free, drop.over && styles.dropping)}
          data-roving
          tabIndex={at === 0 ? 0 : -1}
          aria-label={words.empty(at + 1)}
          title={words.choose(at + 1)}
          onClick={choose}
          {...drop.handlers}
        >
          <Plus size={14} aria-hidden="true" />
        </button>
      </li>
    );
  }
  const { missing } = pad.item;
  const failed = playing?.status === 'failed' || missing;
  const status = missing ? words.missing : failed ? words.failed : playing ? words.playing : '';
  return (
    <li className={styles.cell} style={colour}>
      <ContextArea groups={menu}>
        <button
          type="button"
          className={cx(styles.pad, playing && !failed && styles.playing, drop.over && styles.dropping)}
          data-roving
          data-pass-keys
          tabIndex={at === 0 ? 0 : -1}
          aria-label={words.pad(name, key, status)}
          title={failed ? `${name}: ${status}` : name}
          aria-pressed={playing !== undefined}
          draggable
          onDragStart={(event) =>
            pad.item && startDrag(event, { itemId: pad.item.itemId, from: 'pad', padId }, name)
          }
          {...drop.handlers}
          onPointerDown={press.onPointerDown}
          onPointerUp={press.onPointerUp}
          onPointerLeave={press.onPointerUp}
          onBlur={press.onBlur}
          onClick={press.onClick}
          onKeyDown={onKeyDown}
          onKeyUp={press.onKeyUp}
        >
          <span className={styles.label}>{name}</span>
          <span className={styles.foot}>
            {failed ? (
              <span className={styles.failed}>
                <TriangleAlert size={11} aria-hidden="true" />
                {missing ? words.missingShort : words.failedShort}
              </span>
            ) : (
              <span>{words.modeShort[pad.mode]}</span>
            )}
            {key !== null && <Keys shortcut={key} />}
          </span>
          {playing && !failed && <Progress padId={padId} />}
        </button>
      </ContextArea>
      <button
        type="button"
        tabIndex={-1}
        className={styles.edit}
        aria-label={words.editOf(name)}
        onClick={edit}
      >
        <SlidersHorizontal size={12} />
      </button>
    </li>
  );
});

/** How far a pad has played, drawn past React. */
function Progress({ padId }: { padId: string }) {
  const { live } = useActions();
  const bar = useRef<HTMLSpanElement>(null);
  useEffect(
    () =>
      onFrame((nowMs) => {
        const share = live.positions.padShare(padId, nowMs) ?? 0;
        if (bar.current) bar.current.style.transform = `scaleX(${share.toFixed(3)})`;
      }),
    [live, padId],
  );
  return <span ref={bar} className={styles.progress} />;
}
