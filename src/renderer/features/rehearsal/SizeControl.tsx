import type { PracticeSize } from '@shared/models/practice';
import { type FormEvent, useState } from 'react';
import { useActions, useAppStore } from '../../state/react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Field, TextInput } from '../../ui/Field';
import { useAttempt } from '../trouble';
import styles from './Rehearsal.module.css';
import { PART_LIMITS, type SizeParts, sizeProblem } from './size';

const words = strings.rehearsal.size;
const PARTS = ['members', 'rooms', 'inVoice'] as const;

/** How large the practice server is. Another size is another server: the one there is ends. */
export function SizeControl() {
  const store = useAppStore();
  const { accounts, rehearsal, view } = useActions();
  const attempt = useAttempt();
  const [parts, setParts] = useState<SizeParts>(() => {
    const { workspace, accounts: state } = store.getState();
    return {
      members: state.practice.kind === 'running' ? state.practice.members : 24,
      rooms: 0,
      inVoice: Object.keys(workspace.occupants).length,
    };
  });
  const [busy, setBusy] = useState(false);
  const problem = sizeProblem(parts);
  const restart = async (size: PracticeSize) => {
    setBusy(true);
    try {
      await accounts.signOut();
      const outcome = await accounts.startPractice(null, size);
      if (outcome.kind !== 'connected') return;
      rehearsal.show(true);
      view.toast({ title: words.started(parts.members, parts.rooms, parts.inVoice) });
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem === null) attempt(() => restart(parts));
  };
  return (
    <section className={styles.section} aria-label={words.title}>
      <h3>{words.title}</h3>
      <form onSubmit={submit} noValidate>
        <div className={styles.sizes}>
          {PARTS.map((part) => (
            <Field key={part} label={words[part]}>
              {(ids) => (
                <TextInput
                  {...ids}
                  type="number"
                  inputMode="numeric"
                  min={PART_LIMITS[part].min}
                  max={PART_LIMITS[part].max}
                  value={Number.isNaN(parts[part]) ? '' : parts[part]}
                  onChange={(event) => setParts({ ...parts, [part]: event.target.valueAsNumber })}
                />
              )}
            </Field>
          ))}
        </div>
        <p className={styles.hint} role={problem === null ? undefined : 'alert'}>
          {problem ?? words.hint}
        </p>
        <Button type="submit" className={styles.small} busy={busy} disabled={problem !== null}>
          {words.start}
        </Button>
      </form>
    </section>
  );
}
