import type { UserId } from '@shared/discord/snowflake';
import { X } from 'lucide-react';
import { useId, useState } from 'react';
import type { ChosenPerson } from '../../state/archive/filters';
import { selectIsConnected } from '../../state/archive/selectors';
import { useApp } from '../../state/react';
import { archiveStrings as words } from '../../strings/archive';
import { IconButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Field, TextInput } from '../../ui/Field';
import { PersonAvatar } from '../people';
import { usePeopleSearch } from '../threads';
import styles from './archive.module.css';

const OFFERED = 6;
const ID = /^\d{1,20}$/;

export interface PersonFieldProps {
  label: string;
  chosen: ChosenPerson | null;
  /** People known from elsewhere, so that there are some to offer signed out. */
  known: readonly ChosenPerson[];
  onChange: (person: ChosenPerson | null) => void;
}

/** One person by name, as far as names are known, or by Discord id. */
export function PersonField({ label, chosen, known, onChange }: PersonFieldProps) {
  const listId = useId();
  const [text, setText] = useState('');
  const connected = useApp(selectIsConnected);
  const wanted = text.trim();
  const isId = ID.test(wanted);
  const { people, answered, searching } = usePeopleSearch(connected && !isId ? wanted : '');
  if (chosen) {
    return (
      <div className={styles.chosenPerson}>
        <PersonAvatar userId={chosen.userId} name={chosen.name} url={null} size={20} />
        <span className={styles.ellipsis}>{chosen.name}</span>
        <IconButton label={words.clearPerson(chosen.name)} onClick={() => onChange(null)}>
          <X size={14} />
        </IconButton>
      </div>
    );
  }
  const needle = wanted.toLocaleLowerCase();
  const near = needle === '' ? [] : known.filter(({ name }) => name.toLocaleLowerCase().includes(needle));
  const offered = new Map<string, ChosenPerson>(near.map((person) => [person.userId, person]));
  for (const { userId, displayName } of people) offered.set(userId, { userId, name: displayName });
  if (isId) offered.set(wanted, { userId: wanted as UserId, name: wanted });
  const shown = [...offered.values()].slice(0, OFFERED);
  const choose = (person: ChosenPerson) => {
    setText('');
    onChange(person);
  };
  const none = wanted !== '' && shown.length === 0 && !searching && (!connected || answered !== null);
  return (
    <div className={styles.personField}>
      <Field label={label}>
        {(ids) => (
          <TextInput
            {...ids}
            value={text}
            placeholder={words.personPlaceholder}
            aria-controls={listId}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              const [first] = shown;
              if (event.key === 'Enter' && first) {
                event.preventDefault();
                choose(first);
              }
              if (event.key === 'Escape' && text !== '') {
                event.stopPropagation();
                setText('');
              }
            }}
          />
        )}
      </Field>
      <ul id={listId} className={cx(styles.offers, (shown.length > 0 || none) && styles.open)}>
        {shown.map((person) => (
          <li key={person.userId}>
            <button type="button" onClick={() => choose(person)}>
              <PersonAvatar userId={person.userId} name={person.name} url={null} size={20} />
              <span className={styles.ellipsis}>
                {person.name === person.userId ? words.personById(person.userId) : person.name}
              </span>
            </button>
          </li>
        ))}
        {none && <li className={styles.quiet}>{words.personNone(wanted)}</li>}
      </ul>
    </div>
  );
}
