import type { Cue, CueOutcome, Show } from '@shared/models/show';
import {
  Check,
  ChevronRight,
  CircleDashed,
  CircleX,
  Ellipsis,
  LoaderCircle,
  Pause,
  Pencil,
  Play,
  Plus,
  SkipForward,
  Square,
  Undo2,
} from 'lucide-react';
import { type KeyboardEvent, memo, useEffect, useRef, useState } from 'react';
import { adviceFor } from '../../advice';
import { selectNextCue, selectOutcome, selectShow } from '../../state/live/selectors';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { Button, IconButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { TextInput } from '../../ui/Field';
import { formatTimer } from '../../ui/format';
import { ContextArea, DropMenu, type MenuGroups } from '../../ui/Menu';
import { moveRoving } from '../../ui/roving';
import { useAttempt } from '../trouble';
import parts from './parts.module.css';
import styles from './show.module.css';
import { copyOfCue, duplicateCue, moveCue, newShow, removeCue } from './show-edit';

const words = strings.live.show;

/** The evening as a list of cues: planned before, one key after the other when it runs. */
export function RunOfShow() {
  const show = useApp(selectShow);
  const running = useApp((state) => state.live.state.run !== null);
  return (
    <section className={styles.show} aria-label={words.title}>
      <Head show={show} running={running} />
      {show === null ? <FirstShow /> : <Cues show={show} running={running} />}
      {show !== null && running && <RunBar />}
    </section>
  );
}

function FirstShow() {
  const create = useCreate();
  return (
    <div className={styles.empty}>
      <p>{words.teach}</p>
      <Button tone="primary" icon={<Plus size={15} />} onClick={create}>
        {words.create}
      </Button>
    </div>
  );
}

function useCreate(): () => void {
  const { live } = useActions();
  const attempt = useAttempt();
  return () =>
    attempt(async () => {
      const saved = await live.ask.saveShow(newShow(words.newName));
      live.chooseShow(saved.showId);
    });
}

function Head({ show, running }: { show: Show | null; running: boolean }) {
  const shows = useApp((state) => state.live.state.shows);
  const { live, view } = useActions();
  const attempt = useAttempt();
  const create = useCreate();
  const [renaming, setRenaming] = useState(false);
  if (show === null) return null;
  const { showId, name } = show;
  const menu = (): MenuGroups => [
    [
      { id: 'rename', label: words.rename, icon: <Pencil size={14} />, onSelect: () => setRenaming(true) },
      { id: 'new', label: words.create, icon: <Plus size={14} />, disabled: running, onSelect: create },
    ],
    [
      {
        id: 'remove',
        label: words.remove,
        tone: 'trouble',
        disabled: running,
        onSelect: () =>
          attempt(async () => {
            await live.ask.removeShow({ showId });
            view.toast({
              title: words.removed(name),
              action: { label: strings.undo, run: () => attempt(() => live.ask.saveShow(show)) },
            });
          }),
      },
    ],
  ];
  const rename = (next: string) => {
    setRenaming(false);
    const trimmed = next.trim();
    if (trimmed !== '' && trimmed !== name) attempt(() => live.ask.saveShow({ ...show, name: trimmed }));
  };
  return (
    <div className={styles.head}>
      {renaming ? (
        <TextInput
          className={styles.rename}
          aria-label={words.renameTitle}
          maxLength={120}
          defaultValue={name}
          // The person asked to write here.
          ref={focusAndSelect}
          onBlur={(event) => rename(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') rename(event.currentTarget.value);
            if (event.key === 'Escape') setRenaming(false);
          }}
        />
      ) : shows.length > 1 && !running ? (
        <select
          className={cx(parts.select, styles.choose)}
          aria-label={words.choose}
          value={showId}
          onChange={(event) => live.chooseShow(event.target.value)}
        >
          {shows.map((one) => (
            <option key={one.showId} value={one.showId}>
              {one.name}
            </option>
          ))}
        </select>
      ) : (
        <p className={styles.title} title={name}>
          {name}
        </p>
      )}
      {running ? (
        <Button
          className={parts.small}
          icon={<Square size={12} />}
          onClick={() => attempt(() => live.ask.endShow())}
        >
          {words.end}
        </Button>
      ) : (
        <>
          <Button
            className={parts.small}
            icon={<Plus size={14} />}
            onClick={() => live.showDialog({ kind: 'cue', showId, cueId: null })}
          >
            {words.addCue}
          </Button>
          <Button
            tone="primary"
            className={parts.small}
            icon={<Play size={13} fill="currentColor" />}
            disabled={show.cues.length === 0}
            onClick={() => attempt(() => live.ask.startShow({ showId, fromCueId: null }))}
          >
            {words.start}
          </Button>
        </>
      )}
      <DropMenu
        groups={menu}
        trigger={
          <button type="button" className={styles.more} aria-label={words.more}>
            <Ellipsis size={16} />
          </button>
        }
      />
    </div>
  );
}

function focusAndSelect(field: HTMLInputElement | null): void {
  if (!field || document.activeElement === field) return;
  field.focus();
  field.select();
}

function Cues({ show, running }: { show: Show; running: boolean }) {
  const { live, view } = useActions();
  const attempt = useAttempt();
  const nextId = useApp((state) => state.live.state.run?.nextCueId ?? null);
  const save = (next: Show) => attempt(() => live.ask.saveShow(next));
  const remove = (cue: Cue) =>
    attempt(async () => {
      await live.ask.saveShow(removeCue(show, cue.cueId));
      view.toast({
        title: words.removedCue(cue.label),
        action: { label: strings.undo, run: () => attempt(() => live.ask.saveShow(show)) },
      });
    });
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
      {
        id: 'from',
        label: words.startFrom,
        disabled: running,
        onSelect: () => attempt(() => live.ask.startShow({ showId, fromCueId: cueId })),
      },
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
  const status = isNext ? words.next : outcome ? words.status[outcome.status] : null;
  const does = actions.map((action) => words.actions[action.kind]).join(' · ');
  return (
    <ContextArea groups={menu}>
      <li
        ref={ref}
        className={cx(styles.cue, isNext && styles.next)}
        data-cue={cueId}
        data-status={outcome?.status}
        data-roving
        tabIndex={at === 0 ? 0 : -1}
        aria-label={words.cue(at + 1, label, status)}
        aria-current={isNext ? 'step' : undefined}
        onDoubleClick={edit}
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
          {outcome?.problems.map((problem) => {
            const action = actions[problem.action];
            const what = adviceFor(problem.error).title;
            return (
              <span key={problem.action} className={styles.problem} role="alert">
                {words.problem(action ? words.actions[action.kind] : '', what)}
              </span>
            );
          })}
        </span>
        <span className={styles.when}>{words.startWords(start)}</span>
        <IconButton
          className={cx(parts.icon, styles.edit)}
          tabIndex={-1}
          label={`${words.editCue} ${label}`}
          onClick={edit}
        >
          <Pencil size={13} />
        </IconButton>
      </li>
    </ContextArea>
  );
});

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

/** While it runs: the next cue, when it goes, and the keys to make it go, hold or be skipped. */
function RunBar() {
  const next = useApp(selectNextCue);
  const run = useApp((state) => state.live.state.run);
  const { live } = useActions();
  const attempt = useAttempt();
  if (!run) return null;
  const { held, nextAtMs, outcomes } = run;
  const done = outcomes.filter((one) => one.status !== 'waiting').length;
  const byDeck = next?.start.kind === 'deckEnds' ? next.start.deckId : null;
  return (
    <div className={styles.bar}>
      <div className={styles.nextText}>
        <p className={styles.nextLabel} title={next?.label}>
          {next ? next.label : words.goNone}
        </p>
        <p className={parts.soft}>
          {held ? (
            words.heldWord
          ) : nextAtMs !== null ? (
            <Countdown atMs={nextAtMs} />
          ) : byDeck !== null ? (
            words.onDeck(byDeck)
          ) : (
            words.of(done, outcomes.length)
          )}
        </p>
      </div>
      <IconButton
        label={held ? words.resume : words.hold}
        shortcut="H"
        pressed={held}
        disabled={next === null}
        onClick={() => attempt(() => live.ask.holdShow({ held: !held }))}
      >
        {held ? <Undo2 size={16} /> : <Pause size={16} />}
      </IconButton>
      <IconButton
        label={words.skip}
        shortcut="Shift+N"
        disabled={next === null}
        onClick={() => attempt(() => live.ask.skipCue())}
      >
        <SkipForward size={16} />
      </IconButton>
      <Button
        tone="primary"
        className={styles.go}
        disabled={next === null}
        aria-label={next ? words.goName(next.label) : words.goNone}
        icon={<Play size={16} fill="currentColor" />}
        onClick={() => attempt(() => live.ask.goNext())}
      >
        {words.go}
      </Button>
    </div>
  );
}

function Countdown({ atMs }: { atMs: number }) {
  const ref = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const show = () => {
      const text = words.nextIn(formatTimer(Math.max(0, atMs - Date.now()) + 999));
      if (ref.current && ref.current.textContent !== text) ref.current.textContent = text;
    };
    show();
    const timer = setInterval(show, 250);
    return () => clearInterval(timer);
  }, [atMs]);
  return <span ref={ref} />;
}
