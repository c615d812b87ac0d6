import type { Occupant } from '@shared/models/workspace';
import { Ellipsis } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useApp, useAppStore } from '../../state/react';
import { strings } from '../../strings';
import { cx } from '../../ui/cx';
import { formatTimer } from '../../ui/format';
import { ContextArea, DropMenu } from '../../ui/Menu';
import { personMenu, useMemberActions } from '../members';
import { PersonAvatar } from '../people';
import { occupantSigns } from './OccupantRow';
import { peopleIn } from './room-menu';
import styles from './rooms.module.css';

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

function Group({ title, people }: { title: string; people: readonly Occupant[] }) {
  const now = useNow(1_000);
  return (
    <>
      <h2 className={styles.subhead}>{title}</h2>
      <ul className={styles.people}>
        {people.map((person) => (
          <PersonLine key={person.userId} person={person} now={now} />
        ))}
      </ul>
    </>
  );
}

function PersonLine({ person, now }: { person: Occupant; now: number }) {
  const store = useAppStore();
  const actions = useMemberActions();
  const leaving = useApp((state) => person.userId in state.rooms.leaving);
  const selected = useApp((state) => state.rooms.selected.includes(person.userId));
  const signs = occupantSigns(person).map((sign) => sign.text);
  const groups = () => personMenu(person, { store, actions });
  return (
    <ContextArea groups={groups}>
      <li className={cx(styles.person, leaving && styles.ending, selected && styles.chosen)}>
        <PersonAvatar userId={person.userId} name={person.displayName} url={person.avatarUrl} size={24} />
        <span className={styles.name}>{person.displayName}</span>
        {person.isSelf && <span className={styles.tag}>{strings.rooms.state.you}</span>}
        {person.isBot && !person.isSelf && <span className={styles.tag}>{strings.rooms.state.bot}</span>}
        <span className={styles.signsText}>{leaving ? words.person.leaving : signs.join(', ')}</span>
        <span className={styles.since}>
          {person.sinceMs === null ? strings.rooms.beforeYou : formatTimer(now - person.sinceMs)}
        </span>
        <LazyMenu label={words.person.menu(person.displayName)} groups={groups} />
      </li>
    </ContextArea>
  );
}

function LazyMenu({ label, groups }: { label: string; groups: () => ReturnType<typeof personMenu> }) {
  return (
    <DropMenu
      groups={groups()}
      trigger={
        <button type="button" className={styles.personMenu} aria-label={label}>
          <Ellipsis size={16} />
        </button>
      }
    />
  );
}

/** The present time, told again every `everyMs`. */
function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
