import { useState } from 'react';
import { useActions } from '../../state/react';
import { strings } from '../../strings';
import { Dialog } from '../../ui/Dialog';
import { TextInput } from '../../ui/Field';
import { Keys } from '../../ui/Keys';
import { KEYS, type KeyBinding, PLACES } from './keys';
import styles from './shell.module.css';

/** Every key, searchable. */
export default function KeySheet() {
  const { view } = useActions();
  const [filter, setFilter] = useState('');
  const all: readonly KeyBinding[] = Object.values(KEYS);
  const found = all.filter((key) =>
    `${key.label} ${key.keys}`.toLowerCase().includes(filter.trim().toLowerCase()),
  );
  const places = (Object.keys(PLACES) as KeyBinding['where'][]).filter((p) =>
    found.some((k) => k.where === p),
  );
  return (
    <Dialog wide title={strings.keys.title} closeLabel={strings.close} onClose={view.closeOverlay}>
      <TextInput
        type="search"
        aria-label={strings.keys.filter}
        placeholder={strings.keys.filter}
        value={filter}
        onChange={(event) => setFilter(event.target.value)}
      />
      {found.length === 0 && <p>{strings.keys.none}</p>}
      <div className={styles.keyColumns}>
        {places.map((place) => (
          <section key={place} className={styles.keyGroup}>
            <h3>{PLACES[place]}</h3>
            <dl>
              {found
                .filter((key) => key.where === place)
                .map((key) => (
                  <div key={key.label}>
                    <dt>{key.label}</dt>
                    <dd>
                      <Keys shortcut={key.keys} />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
