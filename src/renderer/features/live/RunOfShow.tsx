import type { Show } from '@shared/models/show';
import { Pencil, Play, Plus, Square } from 'lucide-react';
import { useState } from 'react';
import { selectShow } from '../../state/live/selectors';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { TextInput } from '../../ui/Field';
import type { MenuGroups } from '../../ui/Menu';
import { MoreMenu } from '../../ui/MoreMenu';
import { useAttempt } from '../trouble';
import { Cues } from './Cues';
import parts from './parts.module.css';
import { RunBar } from './RunBar';
import styles from './show.module.css';
import { newShow } from './show-edit';

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
      <MoreMenu label={words.more} groups={menu} />
    </div>
  );
}

function focusAndSelect(field: HTMLInputElement | null): void {
  if (!field || document.activeElement === field) return;
  field.focus();
  field.select();
}
