import type { Cue, CueOutcome, Show } from '@shared/models/show';
import {
  Check,
  ChevronRight,
  CircleDashed,
  CircleX,
  LoaderCircle,
  Pencil,
  RotateCw,
  TriangleAlert,
} from 'lucide-react';
import { type DragEvent, type KeyboardEvent, memo, useEffect, useRef, useState } from 'react';
import { adviceFor } from '../../advice';
import { selectOutcome } from '../../state/live/selectors';
import { useActions, useApp, useAppStore } from '../../state/react';
import { strings } from '../../strings';
import { IconButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { ContextArea, type MenuGroups } from '../../ui/Menu';
import { moveRoving } from '../../ui/roving';
import { useAttempt } from '../trouble';
import { selectCueMissing, selectCueText } from './cue-words';
import { carriesCue, isLowerHalf, readCueDrag, startCueDrag } from './drag';
import parts from './parts.module.css';
import styles from './show.module.css';
import { copyOfCue, duplicateCue, moveCue, placeCue, removeCue, restoreCue } from './show-edit';

const words = strings.live.show;

/** The cues of a show in their order: edited, moved and removed by mouse, menu and keys while it does not run. */
export function Cues({ show, running }: { show: Show; running: boolean }) {
  const { live, view } = useActions();
  const store = useAppStore();
  const attempt = useAttempt();
  const nextId = useApp((state) => state.live.state.run?.nextCueId ?? null);
  const save = (next: Show) => attempt(() => live.ask.saveShow(next));
  const remove = (cue: Cue) =>
    attempt(async () => {
      await live.ask.saveShow(removeCue(show, cue.cueId));
      view.toast({
        title: words.removedCue(cue.label),
        action: { label: strings.undo, run: () => bringBack(cue) },
      });
    });
  /** Into the show as it is by then; one that was deleted meanwhile has an undo of its own. */
  const bringBack = (cue: Cue) => {
    const now = store.getState().live.state.shows.find((one) => one.showId === show.showId);
    if (now) save(restoreCue(now, cue, show));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const row = event.target as HTMLElement;
    const cue = show.cues.find((one) => one.cueId === row.dataset['cue']);
    if (cue && !running) {
      if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
        event.preventDefault();
        return save(moveCue(show, cue.cueId, event.key === 'ArrowUp' ? -1 : 1));
      }
      if (event.key === 'Delete') {
        event.preventDefault();
        return remove(cue);
      }
    }
    if (cue && event.key === 'Enter') {
      event.preventDefault();
      return live.showDialog({ kind: 'cue', showId: show.showId, cueId: cue.cueId });
    }
    moveRoving(event);
  };
  if (show.cues.length === 0) return <p className={styles.none}>{words.noCues}</p>;
  return (
    <ol className={styles.cues} onKeyDown={onKeyDown}>
      {show.cues.map((cue, at) => (
        <CueRow
          key={cue.cueId}
          show={show}
          cue={cue}
          at={at}
          running={running}
          isNext={running && cue.cueId === nextId}
          onSave={save}
          onRemove={remove}
        />
      ))}
    </ol>
  );
}

interface CueRowProps {
  show: Show;
  cue: Cue;
  at: number;
  running: boolean;
  isNext: boolean;
  onSave: (show: Show) => void;
  onRemove: (cue: Cue) => void;
}

const CueRow = memo(function CueRow({ show, cue, at, running, isNext, onSave, onRemove }: CueRowProps) {
  const outcome = useApp(selectOutcome(cue.cueId));
  const { live } = useActions();
  const attempt = useAttempt();
  const ref = useRef<HTMLLIElement>(null);
  const { showId } = show;
  const { cueId, label, actions, start, note } = cue;
  useEffect(() => {
    if (isNext) ref.current?.scrollIntoView({ block: 'nearest' });
  }, [isNext]);
  const edit = () => live.showDialog({ kind: 'cue', showId, cueId });
  const menu = (): MenuGroups => [
    [
      { id: 'edit', label: words.editCue, onSelect: edit },
      ...(running
        ? [
            {
              id: 'jump',
              label: words.jump,
              disabled: isNext,
              onSelect: () => attempt(() => live.ask.jumpToCue({ cueId })),
            },
            {
              id: 'again',
              label: outcome?.status === 'done' || failed ? words.again : words.doNow,
              disabled: outcome?.status === 'running',
              onSelect: repeat,
            },
          ]
        : [
            {
              id: 'from',
              label: words.startFrom,
              onSelect: () => attempt(() => live.ask.startShow({ showId, fromCueId: cueId })),
            },
          ]),
      {
        id: 'duplicate',
        label: words.duplicate,
        disabled: running,
        onSelect: () => onSave(duplicateCue(show, copyOfCue(cue))),
      },
    ],
    [
      {
        id: 'up',
        label: words.up,
        disabled: running || at === 0,
        onSelect: () => onSave(moveCue(show, cueId, -1)),
      },
      {
        id: 'down',
        label: words.down,
        disabled: running || at === show.cues.length - 1,
        onSelect: () => onSave(moveCue(show, cueId, 1)),
      },
    ],
    [
      {
        id: 'remove',
        label: words.removeCue,
        tone: 'trouble',
        disabled: running,
        onSelect: () => onRemove(cue),
      },
    ],
  ];
  const drop = useCueDrop(show, cueId, onSave);
  const status = isNext ? words.next : outcome ? words.status[outcome.status] : null;
  const does = useApp(selectCueText(cue));
  const missing = useApp(selectCueMissing(cue));
  const failed = running && outcome?.status === 'failed';
  const repeat = () => attempt(() => live.ask.repeatCue({ cueId }));
  return (
    <ContextArea groups={menu}>
      <li
        ref={ref}
        className={cx(styles.cue, isNext && styles.next, drop.side && styles[drop.side])}
        data-cue={cueId}
        data-status={outcome?.status}
        data-roving
        tabIndex={at === 0 ? 0 : -1}
        aria-label={words.cue(at + 1, label, status)}
        aria-current={isNext ? 'step' : undefined}
        onDoubleClick={edit}
        draggable={!running}
        onDragStart={(event) => startCueDrag(event, cueId, label)}
        {...(running ? {} : drop.handlers)}
      >
        <span className={styles.at}>
          {isNext ? <ChevronRight size={16} aria-hidden="true" /> : <OutcomeIcon outcome={outcome} at={at} />}
        </span>
        <span className={styles.text}>
          <span className={styles.label} title={note === '' ? label : `${label}\n${note}`}>
            {label}
          </span>
          <span className={styles.does} title={does}>
            {does === '' ? note : does}
          </span>
          {missing !== null && (
            <span className={styles.missing} title={missing}>
              <TriangleAlert size={12} aria-hidden="true" /> {missing}
            </span>
          )}
          {outcome?.problems.map((problem) => {
            const action = actions[problem.action];
            const { title, next } = adviceFor(problem.error);
            const said = words.problem(action ? words.actions[action.kind] : '', title, next);
            return (
              <span key={problem.action} className={styles.problem} role="alert" title={said}>
                {said}
              </span>
            );
          })}
        </span>
        <span className={styles.when}>{words.startWords(start)}</span>
        {failed ? (
          <IconButton className={parts.icon} tabIndex={-1} label={words.againName(label)} onClick={repeat}>
            <RotateCw size={14} />
          </IconButton>
        ) : (
          <IconButton
            className={cx(parts.icon, styles.edit)}
            tabIndex={-1}
            label={`${words.editCue} ${label}`}
            onClick={edit}
          >
            <Pencil size={13} />
          </IconButton>
        )}
      </li>
    </ContextArea>
  );
});

/** Another cue dragged on a row goes before or after it, by the half it is let go on. */
function useCueDrop(show: Show, cueId: string, onSave: (show: Show) => void) {
  const [side, setSide] = useState<'before' | 'after' | null>(null);
  const sideOf = (event: DragEvent) => (isLowerHalf(event) ? 'after' : 'before');
  const handlers = {
    onDragOver(event: DragEvent) {
      if (!carriesCue(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'move';
      setSide(sideOf(event));
    },
    onDragLeave(event: DragEvent) {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setSide(null);
    },
    onDrop(event: DragEvent) {
      setSide(null);
      const dragged = readCueDrag(event);
      if (dragged === null) return;
      event.preventDefault();
      event.stopPropagation();
      const next = placeCue(show, dragged, sideOf(event), cueId);
      if (next !== show) onSave(next);
    },
  };
  return { side, handlers };
}

function OutcomeIcon({ outcome, at }: { outcome: CueOutcome | undefined; at: number }) {
  switch (outcome?.status) {
    case undefined:
    case 'waiting':
      return at + 1;
    case 'running':
      return <LoaderCircle size={14} aria-hidden="true" />;
    case 'done':
      return <Check size={14} aria-hidden="true" />;
    case 'failed':
      return <CircleX size={14} aria-hidden="true" />;
    case 'skipped':
      return <CircleDashed size={14} aria-hidden="true" />;
  }
}
