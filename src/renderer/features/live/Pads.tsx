import { Plus, SlidersHorizontal, TriangleAlert } from 'lucide-react';
import { type KeyboardEvent, memo, useCallback, useEffect, useRef } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { padName, selectPadKeys, selectPads, selectPlayingPad } from '../../state/live/selectors';
import { useActions, useApp } from '../../state/react';
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
import styles from './pads.module.css';
import { useAudioDrop } from './use-audio-drop';
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
      {/** One tab stop for the grid; arrows move in two directions. */}
      <ul className={styles.grid} onKeyDown={moveInGrid}>
        {ids.map((padId, at) => (
          <PadCell key={padId} padId={padId} at={at} />
        ))}
      </ul>
    </Panel>
  );
}

/** Arrows among elements laid out in rows, whatever their number per row. */
export function moveInGrid(event: KeyboardEvent<HTMLElement>): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const cells = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-roving]')];
  const at = cells.indexOf(event.target as HTMLElement);
  if (at < 0) return;
  const top = cells[0]?.getBoundingClientRect().top ?? 0;
  const perRow = Math.max(1, cells.filter((cell) => cell.getBoundingClientRect().top === top).length);
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: at + 1,
    ArrowLeft: at - 1,
    ArrowDown: at + perRow,
    ArrowUp: at - perRow,
    Home: 0,
    End: cells.length - 1,
  };
  const to = steps[event.key];
  const target = to === undefined ? undefined : cells[to];
  if (!target) return;
  event.preventDefault();
  target.focus();
}

const PadCell = memo(function PadCell({ padId, at }: { padId: string; at: number }) {
  const pad = useApp((state) => (selectPads(state)[at]?.padId === padId ? selectPads(state)[at] : undefined));
  const playing = useApp(selectPlayingPad(padId));
  const key = useApp((state) => selectPadKeys(state).get(padId) ?? null);
  const { live, view } = useActions();
  const attempt = useAttempt();
  const press = usePadPress(padId);
  const drop = useAudioDrop(async (itemIds, dragged) => {
    if (dragged?.padId !== undefined) {
      await live.ask.movePad({ padId: dragged.padId, beforeId: padId });
      return;
    }
    if (itemIds[0] !== undefined) await live.ask.setPadItem({ padId, itemId: itemIds[0] });
  });
  if (!pad) return null;
  const name = padName(pad);
  const choose = () =>
    attempt(async () => {
      const [item] = await live.ask.pickFiles();
      if (item) await live.ask.setPadItem({ padId, itemId: item.itemId });
    });
  const edit = () => live.showDialog({ kind: 'pad', padId });
  const clear = () =>
    attempt(async () => {
      const before = pad.item?.itemId ?? null;
      const { label } = pad;
      await live.ask.setPadItem({ padId, itemId: null });
      view.toast({
        title: words.cleared(name),
        action: {
          label: strings.undo,
          run: () =>
            attempt(async () => {
              await live.ask.setPadItem({ padId, itemId: before });
              await live.ask.changePad({ padId, patch: { label } });
            }),
        },
      });
    });
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
  const failed = playing?.status === 'failed' || pad.item.missing;
  return (
    <li className={styles.cell} style={colour}>
      <ContextArea groups={menu}>
        <button
          type="button"
          className={cx(styles.pad, playing && !failed && styles.playing, drop.over && styles.dropping)}
          data-roving
          data-pass-keys
          tabIndex={at === 0 ? 0 : -1}
          aria-label={words.pad(name, key, playing !== undefined)}
          aria-pressed={playing !== undefined}
          draggable
          onDragStart={(event) =>
            pad.item && startDrag(event, { itemId: pad.item.itemId, from: 'pad', padId }, name)
          }
          {...drop.handlers}
          onPointerDown={press.onPointerDown}
          onPointerUp={press.onPointerUp}
          onPointerLeave={press.onPointerUp}
          onClick={press.onClick}
          onKeyDown={onKeyDown}
          onKeyUp={press.onKeyUp}
        >
          <span className={styles.label}>{name}</span>
          <span className={styles.foot}>
            {failed ? (
              <span className={styles.failed}>
                <TriangleAlert size={11} aria-hidden="true" />
                {pad.item.missing ? words.missing : words.failed}
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
