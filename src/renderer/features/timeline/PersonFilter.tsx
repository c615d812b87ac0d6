import { X } from 'lucide-react';
import { useState } from 'react';
import type { ChosenPerson } from '../../state/archive/filters';
import { timelineStrings } from '../../strings/timeline';
import { TextInput } from '../../ui/Field';
import { PersonAvatar } from '../people';
import { usePeopleSearch } from '../threads';
import styles from './timeline.module.css';

const words = timelineStrings.person;
const OFFERED = 8;

interface PersonFilterProps {
  value: ChosenPerson | null;
  onChange: (person: ChosenPerson | null) => void;
}

/** One person found by name, or anybody. */
export function PersonFilter({ value, onChange }: PersonFilterProps) {
  const [text, setText] = useState('');
  const { people, answered, searching } = usePeopleSearch(text);
  if (value) {
    return (
      <button
        type="button"
        className={styles.chosenPerson}
        aria-label={words.remove(value.name)}
        onClick={() => onChange(null)}
      >
        <PersonAvatar userId={value.userId} name={value.name} url={null} />
        <span>{value.name}</span>
        <X size={14} aria-hidden="true" />
      </button>
    );
  }
  const choose = (person: ChosenPerson) => {
    setText('');
    onChange(person);
  };
  const first = people[0];
  return (
    <div className={styles.personFilter}>
      <TextInput
        type="search"
        aria-label={words.label}
        placeholder={words.placeholder}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && first) choose({ userId: first.userId, name: first.displayName });
          if (event.key === 'Escape') setText('');
        }}
      />
      {text.trim() !== '' && (
        <ul className={styles.suggestions}>
          {people.slice(0, OFFERED).map(({ userId, displayName, avatarUrl }) => (
            <li key={userId}>
              <button type="button" onClick={() => choose({ userId, name: displayName })}>
                <PersonAvatar userId={userId} name={displayName} url={avatarUrl} />
                <span>{displayName}</span>
              </button>
            </li>
          ))}
          {!searching && answered !== null && people.length === 0 && (
            <li className={styles.noPerson}>{words.none}</li>
          )}
        </ul>
      )}
    </div>
  );
}
