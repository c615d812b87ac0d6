import type { Occupant } from '@shared/models/workspace';
import { Ellipsis } from 'lucide-react';
import { lazy, memo, Suspense, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useApp, useAppStore } from '../../state/react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { DropMenu } from '../../ui/Menu';
import { personMenu, useMemberActions } from '../members';
import { PersonAvatar } from '../people';
import { occupantSigns } from './OccupantRow';
import { peopleIn } from './room-menu';
import styles from './rooms.module.css';
import { Since } from './Since';

const words = strings.rooming;

/** Who is in a room, with their state in words and since when; on a stage, speakers before the audience. */
export function PeopleTable({ channelId }: { channelId: string }) {
  const kind = useApp((state) => state.workspace.rooms[channelId]?.kind);
  const people = useApp(useShallow((state) => peopleIn(state.workspace, channelId)));
  const speakers = people.filter((person) => !person.suppressed);
  const audience = people
    .filter((person) => person.suppressed)
    .sort(
      (a, b) => (a.wantsToSpeakSinceMs ?? Number.MAX_VALUE) - (b.wantsToSpeakSinceMs ?? Number.MAX_VALUE),
    );
  if (kind !== 'stage') return <Group title={strings.rooms.inside} people={people} />;
  return (
    <>
      {speakers.length > 0 && <Group title={words.stage.speakers} people={speakers} />}
      {audience.length > 0 && <Group title={words.stage.audience} people={audience} />}
    </>
  );
}

/** More than these are shown when asked for: an audience can be thousands. */
const SHOWN = 100;
/** Above this many only those in sight are in the page. */
const VIRTUAL_FROM = 300;

// Crowds are rare, and what draws them is not loaded for the first screen.
const Crowd = lazy(() => import('./Crowd'));

function Group({ title, people }: { title: string; people: readonly Occupant[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? people : people.slice(0, SHOWN);
  return (
    <>
      <h2 className={styles.subhead}>{title}</h2>
      {shown.length > VIRTUAL_FROM ? (
        <Suspense fallback={null}>
          <Crowd
            people={people}
            renderPerson={(person) => <PersonLine key={person.userId} person={person} />}
          />
        </Suspense>
      ) : (
        <ul className={styles.people}>
          {shown.map((person) => (
            <PersonLine key={person.userId} person={person} />
          ))}
        </ul>
      )}
      {shown.length < people.length && (
        <Button onClick={() => setAll(true)}>{words.person.showAll(people.length)}</Button>
      )}
    </>
  );
}

const PersonLine = memo(function PersonLine({ person }: { person: Occupant }) {
  const store = useAppStore();
  const actions = useMemberActions();
  const leaving = useApp((state) => person.userId in state.rooms.leaving);
  const selected = useApp((state) => state.rooms.selected.includes(person.userId));
  const signs = occupantSigns(person).map((sign) => sign.text);
  return (
    <li
      data-occupant={`${person.guildId}:${person.userId}`}
      className={cx(styles.person, leaving && styles.ending, selected && styles.chosen)}
    >
      <PersonAvatar userId={person.userId} name={person.displayName} url={person.avatarUrl} size={24} />
      <span className={styles.name}>{person.displayName}</span>
      {person.isSelf && <span className={styles.tag}>{strings.rooms.state.you}</span>}
      {person.isBot && !person.isSelf && <span className={styles.tag}>{strings.rooms.state.bot}</span>}
      <span className={styles.signsText}>{leaving ? words.person.leaving : signs.join(', ')}</span>
      <Since sinceMs={person.sinceMs} />
      <DropMenu
        groups={() => personMenu(person, { store, actions })}
        trigger={
          <button
            type="button"
            className={styles.personMenu}
            aria-label={words.person.menu(person.displayName)}
          >
            <Ellipsis size={16} />
          </button>
        }
      />
    </li>
  );
});
