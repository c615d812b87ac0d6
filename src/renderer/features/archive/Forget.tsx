import type { PersonalTraces } from '@shared/models/archive';
import { useState } from 'react';
import type { ChosenPerson } from '../../state/archive/filters';
import { selectArchive } from '../../state/archive/selectors';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { archiveStrings as words } from '../../strings/archive';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { useAttempt } from '../trouble';
import styles from './archive.module.css';
import { PersonField } from './PersonField';
import { Section } from './Section';

/** Deletes what is kept of a person, after saying how much that is; and who is forgotten already. */
export function Forget() {
  const { forgotten } = useApp(selectArchive);
  const { archive, view } = useActions();
  const attempt = useAttempt();
  const [person, setPerson] = useState<ChosenPerson | null>(null);
  const [traces, setTraces] = useState<PersonalTraces | null>(null);
  const [busy, setBusy] = useState(false);
  const look = (userId: ChosenPerson['userId']) =>
    attempt(async () => setTraces(await archive.ask.traces({ userId })));
  const forget = ({ userId, name }: ChosenPerson) =>
    attempt(async () => {
      setBusy(true);
      try {
        const gone = await archive.forget(userId);
        setTraces(null);
        setPerson(null);
        view.toast({ title: words.forgot(name), body: words.forgotBody(words.traces(gone).join(', ')) });
      } finally {
        setBusy(false);
      }
    });
  return (
    <Section title={words.people} hint={words.peopleHint}>
      <div className={styles.forget}>
        <PersonField label={words.personToForget} chosen={person} known={[]} onChange={setPerson} />
        <Button disabled={person === null} onClick={() => person && look(person.userId)}>
          {words.look}
        </Button>
      </div>
      <h3 className={styles.sub}>{words.forgottenList}</h3>
      {forgotten.length === 0 ? (
        <p className={styles.quiet}>{words.noneForgotten}</p>
      ) : (
        <ul className={styles.forgotten} aria-label={words.forgottenList}>
          {forgotten.map(({ userId, atMs }) => (
            <li key={userId}>
              <span className={styles.ellipsis}>
                <code>{userId}</code> <small className={styles.quiet}>{words.forgottenSince(atMs)}</small>
              </span>
              <Button
                aria-label={words.rememberOf(userId)}
                onClick={() =>
                  attempt(async () => {
                    await archive.remember(userId);
                    view.toast({ title: words.remembered });
                  })
                }
              >
                {words.remember}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {person && traces && (
        <Dialog
          title={words.forgetTitle(person.name)}
          closeLabel={strings.close}
          onClose={() => setTraces(null)}
        >
          <Traces traces={traces} name={person.name} />
          <p className={styles.quiet}>{words.forgetRest}</p>
          <DialogActions>
            <Button onClick={() => setTraces(null)}>{words.cancel}</Button>
            <Button tone="primary" busy={busy} onClick={() => forget(person)}>
              {words.forget}
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </Section>
  );
}

function Traces({ traces, name }: { traces: PersonalTraces; name: string }) {
  const lines = words.traces(traces);
  if (lines.length === 0) return <p>{words.nothingKept(name)}</p>;
  return (
    <>
      <p>{words.willDelete}</p>
      <ul className={styles.traces}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  );
}
