import type { UserId } from '@shared/discord/snowflake';
import { useState } from 'react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Field, TextInput } from '../../ui/Field';
import { PersonAvatar } from '../people';
import styles from './threads.module.css';
import { usePeopleSearch } from './use-people-search';

const words = strings.threads.direct;
const OFFERED = 6;

export interface PersonPickerProps {
  label: string;
  chosen: { userId: UserId; name: string } | null;
  error: string | null;
  changeLabel: string;
  onChange: (person: { userId: UserId; name: string } | null) => void;
}

/** One person of any of our guilds, found by name. */
export function PersonPicker({ label, chosen, error, changeLabel, onChange }: PersonPickerProps) {
  const [text, setText] = useState('');
  const { people, answered, searching } = usePeopleSearch(text);
  if (chosen) {
    return (
      <div className={styles.person}>
        <PersonAvatar userId={chosen.userId} name={chosen.name} url={null} size={24} />
        <span className={styles.personName}>{chosen.name}</span>
        <Button onClick={() => onChange(null)}>{changeLabel}</Button>
      </div>
    );
  }
  return (
    <div>
      <Field label={label} error={error}>
        {(ids) => (
          <TextInput
            {...ids}
            value={text}
            placeholder={words.placeholder}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      {!searching && answered !== null && people.length === 0 && (
        <p className={styles.quiet}>{words.none(answered)}</p>
      )}
      <ul className={styles.people}>
        {people
          .filter((person) => !person.isBot)
          .slice(0, OFFERED)
          .map((person) => (
            <li key={person.userId}>
              <button
                type="button"
                className={styles.personButton}
                onClick={() => onChange({ userId: person.userId, name: person.displayName })}
              >
                <PersonAvatar
                  userId={person.userId}
                  name={person.displayName}
                  url={person.avatarUrl}
                  size={24}
                />
                <span className={styles.personName}>
                  {person.displayName} <small>@{person.username}</small>
                </span>
              </button>
            </li>
          ))}
      </ul>
    </div>
  );
}
