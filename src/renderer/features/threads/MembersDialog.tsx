import type { PersonSummary } from '@shared/models/threads';
import type { ThreadSummary } from '@shared/models/workspace';
import { UserPlus, X } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { failedLoad, LOADING, type LoadState, READY } from '../../state/load-state';
import { useActions } from '../../state/react';
import { strings } from '../../strings';
import { IconButton } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Field, TextInput } from '../../ui/Field';
import { PersonAvatar } from '../people';
import { refusalOf, TroubleNotice, useAttempt, wordRefusal } from '../trouble';
import styles from './threads.module.css';
import { usePeopleSearch } from './use-people-search';

const words = strings.threads;

/** Who is in a thread; people are added by name and taken out. */
export function MembersDialog({ thread, onClose }: { thread: ThreadSummary; onClose: () => void }) {
  const { threads, view } = useActions();
  const attempt = useAttempt();
  const [load, setLoad] = useState<LoadState>(LOADING);
  const [members, setMembers] = useState<readonly PersonSummary[]>([]);
  const [text, setText] = useState('');
  const found = usePeopleSearch(text);
  const manages = thread.abilities.includes('manageThreads');
  const read = useCallback(async () => {
    try {
      setMembers(await threads.members(thread.channelId));
      setLoad(READY);
    } catch (error) {
      setLoad(failedLoad(error));
    }
  }, [threads, thread.channelId]);
  useEffect(() => void read(), [read]);

  const setMember = (person: PersonSummary, present: boolean) =>
    attempt(async () => {
      const refusal = refusalOf(await threads.setMember(thread.channelId, person.userId, present));
      if (refusal) return void view.toast({ tone: 'trouble', title: wordRefusal(refusal) });
      setText('');
      await read();
    });
  const inside = new Set(members.map((person) => person.userId));
  const offered = found.people
    .filter((p) => p.guildId === thread.guildId && !inside.has(p.userId))
    .slice(0, 6);
  return (
    <Dialog title={words.membersOf(thread.name)} closeLabel={strings.close} onClose={onClose}>
      <Field label={words.addMember}>
        {(ids) => (
          <TextInput
            {...ids}
            value={text}
            placeholder={words.direct.placeholder}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      {offered.length > 0 && (
        <ul className={styles.people}>
          {offered.map((person) => (
            <PersonLine key={person.userId} person={person}>
              <IconButton label={words.addLabel(person.displayName)} onClick={() => setMember(person, true)}>
                <UserPlus size={16} />
              </IconButton>
            </PersonLine>
          ))}
        </ul>
      )}
      {load.kind === 'failed' && (
        <TroubleNotice error={load.error} title={words.membersFailed} onRetry={() => void read()} />
      )}
      {load.kind === 'loading' && <p className={styles.quiet}>{strings.loading}</p>}
      {load.kind === 'ready' && members.length === 0 && <p className={styles.quiet}>{words.noMembers}</p>}
      <ul className={styles.people} aria-label={words.membersOf(thread.name)}>
        {members.map((person) => (
          <PersonLine key={person.userId} person={person}>
            {manages && (
              <IconButton
                label={words.removeLabel(person.displayName)}
                onClick={() => setMember(person, false)}
              >
                <X size={16} />
              </IconButton>
            )}
          </PersonLine>
        ))}
      </ul>
    </Dialog>
  );
}

function PersonLine({ person, children }: { person: PersonSummary; children: React.ReactNode }) {
  return (
    <li className={styles.person}>
      <PersonAvatar userId={person.userId} name={person.displayName} url={person.avatarUrl} size={24} />
      <span className={styles.personName}>
        {person.displayName} <small>@{person.username}</small>
      </span>
      {children}
    </li>
  );
}
