import { useState } from 'react';
import { useActions, useApp } from '../../state/react';
import { selectKeys } from '../../state/settings/selectors';
import { strings } from '../../strings';
import { Dialog } from '../../ui/Dialog';
import { TextInput } from '../../ui/Field';
import { Keys } from '../../ui/Keys';
import { type KeyActions, keysOf, withoutDesk } from '../../ui/key-map';
import { ChangeableKey } from './ChangeableKey';
import { CHANGEABLE, type ChangeableDesk, KEYS, type KeyBinding, PLACES } from './keys';
import styles from './shell.module.css';

const words = strings.keys;

/** Every key, searchable; those of single desks can be changed. */
export default function KeySheet() {
  const { view } = useActions();
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLowerCase();
  const places = Object.keys(PLACES) as KeyBinding['where'][];
  const chosen = useApp(selectKeys);
  const shown = places.map((place) => ({ place, ...found(place, wanted, chosen) }));
  const isEmpty = shown.every((one) => one.names.length === 0 && one.fixed.length === 0);
  return (
    <Dialog wide title={words.title} closeLabel={strings.close} onClose={view.closeOverlay}>
      <TextInput
        type="search"
        aria-label={words.filter}
        placeholder={words.filter}
        value={filter}
        onChange={(event) => setFilter(event.target.value)}
      />
      <p className={styles.keyHint}>{isEmpty ? words.none : words.hint}</p>
      <div className={styles.keyColumns}>
        {shown.map(
          ({ place, names, fixed }) =>
            names.length + fixed.length > 0 && (
              <section key={place} className={styles.keyGroup}>
                <h3>{PLACES[place]}</h3>
                <dl>
                  {isChangeable(place) &&
                    names.map((name) => <ChangeableKey key={name} desk={place} name={name} />)}
                  {fixed.map((key) => (
                    <div key={key.label}>
                      <dt>{key.label}</dt>
                      <dd>
                        <Keys shortcut={key.keys} />
                      </dd>
                    </div>
                  ))}
                </dl>
                {isChangeable(place) && <ResetDesk desk={place} />}
              </section>
            ),
        )}
      </div>
    </Dialog>
  );
}

function isChangeable(place: string): place is ChangeableDesk {
  return place in CHANGEABLE;
}

/** What of a place has the words in its label or its keys. */
function found(place: KeyBinding['where'], wanted: string, chosen: Readonly<Record<string, string | null>>) {
  const has = (label: string, keys: string) => `${label} ${keys}`.toLowerCase().includes(wanted);
  const all: readonly KeyBinding[] = Object.values(KEYS);
  const actions: KeyActions = isChangeable(place) ? CHANGEABLE[place].actions : {};
  return {
    names: Object.entries(actions)
      .filter(([name, action]) => has(action.label, keysOf(place, name, action, chosen) ?? ''))
      .map(([name]) => name),
    fixed: all.filter((key) => key.where === place && has(key.label, key.keys)),
  };
}

function ResetDesk({ desk }: { desk: ChangeableDesk }) {
  const chosen = useApp(selectKeys);
  const { settings } = useActions();
  const others = withoutDesk(desk, chosen);
  if (Object.keys(others).length === Object.keys(chosen).length) return null;
  return (
    <button type="button" className={styles.keyReset} onClick={() => settings.change({ keys: others })}>
      {words.resetAll(PLACES[desk])}
    </button>
  );
}
