import type { Cue, CueAction, CueStart, Show } from '@shared/models/show';
import { Plus, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useActions, useApp, useAppStore } from '../../state/react';
import { strings } from '../../strings';
import { Button, IconButton } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Field, Select, TextInput } from '../../ui/Field';
import { DropMenu } from '../../ui/Menu';
import { useAttempt } from '../trouble';
import { ActionFields } from './ActionFields';
import { ACTION_KINDS, blankAction } from './blank-action';
import styles from './cue-dialog.module.css';
import parts from './parts.module.css';
import { isComplete, newCue, newId, putCue } from './show-edit';

const words = strings.live.show;

interface CueDialogProps {
  showId: string;
  cueId: string | null;
  draft: Cue | null;
}

/** One cue: what it is called, when it goes, what it does. What was changed is not lost by leaving. */
export default function CueDialog({ showId, cueId, draft }: CueDialogProps) {
  const show = useApp((state) => state.live.state.shows.find((one) => one.showId === showId));
  if (!show) return null;
  const cue = show.cues.find((one) => one.cueId === cueId) ?? null;
  return <Editor show={show} known={cue} draft={draft} />;
}

function Editor({ show, known, draft }: { show: Show; known: Cue | null; draft: Cue | null }) {
  const [start] = useState(() => known ?? newCue(''));
  const [cue, setCue] = useState(draft ?? start);
  const [leaving, setLeaving] = useState(false);
  /** Where the keyboard was when the question came up. */
  const editedIn = useRef<HTMLElement | null>(null);
  /** Actions have no id of their own; while they are edited each has one. */
  const [rows, setRows] = useState(() => cue.actions.map((action) => ({ id: newId('row'), action })));
  const { live } = useActions();
  const attempt = useAttempt();
  const change = (patch: Partial<Cue>) => setCue((before) => ({ ...before, ...patch }));
  const changeRow = (id: string, action: CueAction) =>
    setRows((before) => before.map((row) => (row.id === id ? { id, action } : row)));
  const label = cue.label.trim();
  const ready = label !== '' && rows.every((row) => isComplete(row.action));
  const edited: Cue = { ...cue, actions: rows.map((row) => row.action) };
  const isChanged = JSON.stringify(edited) !== JSON.stringify(start);
  useKeptDraft(isChanged ? edited : null);
  const close = () => live.showDialog(null);
  const goOnEditing = () => {
    setLeaving(false);
    editedIn.current?.focus();
  };
  // Escape asks first, and goes back to what is being edited the second time.
  const leave = () => {
    if (!isChanged) return close();
    if (leaving) return goOnEditing();
    editedIn.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    setLeaving(true);
  };
  const save = () =>
    attempt(async () => {
      await live.ask.saveShow(putCue(show, { ...edited, label }));
      close();
    });
  const form = (
    <form
      className={styles.form}
      onChange={() => setLeaving(false)}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) save();
      }}
    >
      <div className={styles.top}>
        <Field label={words.label}>
          {(ids) => (
            <TextInput
              {...ids}
              maxLength={120}
              placeholder={words.labelHint}
              value={cue.label}
              onChange={(event) => change({ label: event.target.value })}
            />
          )}
        </Field>
        <StartFields start={cue.start} onChange={(next) => change({ start: next })} />
      </div>
      <Field label={words.note}>
        {(ids) => (
          <TextInput
            {...ids}
            maxLength={1_000}
            value={cue.note}
            onChange={(event) => change({ note: event.target.value })}
          />
        )}
      </Field>
      <fieldset className={styles.actions}>
        <legend>{words.does}</legend>
        {rows.length === 0 && <p className={parts.soft}>{words.nothing}</p>}
        <ol>
          {rows.map(({ id, action }) => (
            <li key={id} className={styles.action}>
              <span className={styles.kind}>{words.actions[action.kind]}</span>
              <ActionFields action={action} onChange={(next) => changeRow(id, next)} />
              <IconButton
                className={parts.icon}
                label={words.removeAction(words.actions[action.kind])}
                onClick={() => setRows(rows.filter((row) => row.id !== id))}
              >
                <X size={14} />
              </IconButton>
            </li>
          ))}
        </ol>
        <AddAction
          disabled={rows.length >= 12}
          onAdd={(action) => setRows([...rows, { id: newId('row'), action }])}
        />
      </fieldset>
      <DialogActions>
        {leaving && (
          <p className={styles.leaving} role="alert">
            {words.leaving}
          </p>
        )}
        <Button onClick={close}>{leaving ? words.discard : strings.cancel}</Button>
        {leaving && (
          <Button autoFocus={!ready} onClick={goOnEditing}>
            {words.goOnEditing}
          </Button>
        )}
        <Button
          key={leaving ? 'leaving' : 'editing'}
          type="submit"
          tone="primary"
          disabled={!ready}
          autoFocus={leaving && ready}
        >
          {words.save}
        </Button>
      </DialogActions>
    </form>
  );
  return (
    <Dialog
      wide
      title={known ? `${words.cueTitle}: ${known.label}` : words.newCue}
      closeLabel={strings.close}
      onClose={leave}
    >
      {form}
    </Dialog>
  );
}

/** Whoever goes to another desk meanwhile finds the dialog and what they wrote in it as they left them. */
function useKeptDraft(draft: Cue | null): void {
  const store = useAppStore();
  const latest = useRef(draft);
  latest.current = draft;
  useEffect(
    () => () => {
      const { dialog } = store.getState().live;
      if (latest.current && dialog?.kind === 'cue') {
        store.actions.live.showDialog({ ...dialog, draft: latest.current });
      }
    },
    [store],
  );
}

function AddAction({ disabled, onAdd }: { disabled: boolean; onAdd: (action: CueAction) => void }) {
  const store = useAppStore();
  const entries = () =>
    ACTION_KINDS.map((kind) => {
      const made = blankAction(kind, store.getState());
      return 'problem' in made
        ? {
            id: kind,
            label: words.actions[kind],
            disabled: true,
            hint: made.problem,
            onSelect: () => undefined,
          }
        : { id: kind, label: words.actions[kind], onSelect: () => onAdd(made) };
    });
  return (
    <DropMenu
      align="start"
      groups={() => [entries()]}
      trigger={
        <Button className={parts.small} icon={<Plus size={14} />} disabled={disabled}>
          {words.addAction}
        </Button>
      }
    />
  );
}

const STARTS = ['manual', 'after', 'deckEnds'] as const;

function StartFields({ start, onChange }: { start: CueStart; onChange: (start: CueStart) => void }) {
  const choose = (kind: CueStart['kind']) => {
    switch (kind) {
      case 'manual':
        return onChange({ kind });
      case 'after':
        return onChange({ kind, delayMs: 10_000 });
      case 'deckEnds':
        return onChange({ kind, deckId: 'a' });
    }
  };
  return (
    <div className={styles.start}>
      <Field label={words.starts}>
        {(ids) => (
          <Select
            {...ids}
            value={start.kind}
            onChange={(event) => choose(event.target.value as CueStart['kind'])}
          >
            {STARTS.map((kind) => (
              <option key={kind} value={kind}>
                {words.start2[kind]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {start.kind === 'after' && (
        <Field label={words.delay}>
          {(ids) => (
            <TextInput
              {...ids}
              type="number"
              min={0}
              max={86_400}
              step={0.5}
              value={start.delayMs / 1_000}
              onChange={(event) => onChange({ kind: 'after', delayMs: secondsOf(event.target.value) })}
            />
          )}
        </Field>
      )}
      {start.kind === 'deckEnds' && (
        <Field label={words.deck}>
          {(ids) => (
            <Select
              {...ids}
              value={start.deckId}
              onChange={(event) =>
                onChange({ kind: 'deckEnds', deckId: event.target.value === 'b' ? 'b' : 'a' })
              }
            >
              <option value="a">A</option>
              <option value="b">B</option>
            </Select>
          )}
        </Field>
      )}
    </div>
  );
}

/** A field of seconds as ms, 0 to a day; 0 for what is no number. */
function secondsOf(text: string): number {
  const value = Number(text);
  return Number.isFinite(value) ? Math.round(Math.min(86_400, Math.max(0, value)) * 1_000) : 0;
}
