import type { PersonSummary } from '@shared/models/threads';
import { type KeyboardEvent, useState } from 'react';
import { useActions } from '../../state/react';
import { strings } from '../../strings';
import { Dialog } from '../../ui/Dialog';
import { Field, TextInput } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import { moveRoving } from '../../ui/roving';
import { PersonAvatar } from '../people';
import { useAttempt, wordRefusal } from '../trouble';
import styles from './threads.module.css';
import { usePeopleSearch } from './use-people-search';

const words = strings.threads.direct;

/** Finds a person in any of our guilds and opens the conversation with them. */
export default function NewDirectDialog() {
  const { threads, view } = useActions();
  const attempt = useAttempt();
  const [text, setText] = useState('');
  const [closedBy, setClosedBy] = useState<PersonSummary | null>(null);
  const { people, answered, searching } = usePeopleSearch(text);
  const open = (person: PersonSummary) =>
    attempt(async () => {
      const outcome = await threads.openDirect(person.userId);
      switch (outcome.kind) {
        case 'done':
          view.closeOverlay();
          view.chooseTextChannel(outcome.channelId);
          view.goTo('messages');
          return;
        case 'dmClosed':
          return setClosedBy(person);
        default:
          view.toast({ tone: 'trouble', title: wordRefusal(outcome) });
      }
    });
  const onKeyDown = (event: KeyboardEvent) => {
    const first = people.find((person) => !person.isBot);
    if (event.key !== 'Enter' || !first) return;
    event.preventDefault();
    open(first);
  };
  return (
    <Dialog title={words.title} closeLabel={strings.close} onClose={view.closeOverlay}>
      <search className={styles.form} onKeyDown={(event) => void moveRoving(event)}>
        <Field label={words.find} hint={words.hint}>
          {(ids) => (
            <TextInput
              {...ids}
              value={text}
              placeholder={words.placeholder}
              onChange={(event) => {
                setText(event.target.value);
                setClosedBy(null);
              }}
              onKeyDown={onKeyDown}
            />
          )}
        </Field>
        {closedBy && <Notice title={words.closedTitle(closedBy.displayName)}>{words.closedBody}</Notice>}
        <div className={styles.found} aria-live="polite">
          {text.trim() === '' && <p className={styles.quiet}>{words.start}</p>}
          {searching && people.length === 0 && <p className={styles.quiet}>{words.searching}</p>}
          {!searching && answered !== null && people.length === 0 && (
            <p className={styles.quiet}>{words.none(answered)}</p>
          )}
          <ul className={styles.people}>
            {people.map((person) => (
              <li key={person.userId}>
                <button
                  type="button"
                  data-roving
                  className={styles.personButton}
                  disabled={person.isBot}
                  title={person.isBot ? words.botHint : undefined}
                  onClick={() => open(person)}
                >
                  <PersonAvatar
                    userId={person.userId}
                    name={person.displayName}
                    url={person.avatarUrl}
                    size={28}
                  />
                  <span className={styles.personName}>
                    {person.displayName} <small>@{person.username}</small>
                  </span>
                  {person.isBot && <span className={styles.badge}>{words.bot}</span>}
                </button>
              </li>
            ))}
          </ul>
        </div>
      </search>
    </Dialog>
  );
}
