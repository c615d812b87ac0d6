import type { ThreadSummary } from '@shared/models/workspace';
import { Archive, Lock } from 'lucide-react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import styles from './threads.module.css';
import { useThreadActions } from './use-thread-actions';

const words = strings.threads;

export interface ThreadStanding {
  text: string;
  /** Whether a message can be written in spite of it. */
  canWrite: boolean;
  canReopen: boolean;
}

/** What stands between us and writing in a thread, said where the composer is; null when nothing does. */
export function threadStanding(thread: ThreadSummary): ThreadStanding | null {
  const manages = thread.abilities.includes('manageThreads');
  const maySend = thread.abilities.includes('send') || thread.abilities.includes('sendInThreads');
  if (thread.archived && thread.locked && !manages) {
    return { text: words.stateArchivedLocked, canWrite: false, canReopen: false };
  }
  if (thread.locked && !manages) return { text: words.stateLocked, canWrite: false, canReopen: false };
  if (!maySend) return { text: words.stateCannotSend, canWrite: false, canReopen: false };
  if (thread.archived) return { text: words.stateArchived, canWrite: true, canReopen: true };
  if (thread.locked) return { text: words.stateLockedOwn, canWrite: true, canReopen: false };
  return null;
}

export function ThreadNotice({ thread }: { thread: ThreadSummary }) {
  const actions = useThreadActions();
  const standing = threadStanding(thread);
  if (!standing) return null;
  const Icon = thread.locked ? Lock : Archive;
  return (
    <div className={styles.standing} role="status">
      <Icon size={15} aria-hidden="true" />
      <p>{standing.text}</p>
      {standing.canReopen && (
        <Button onClick={() => actions.setArchived(thread, false)}>{words.stateArchivedAction}</Button>
      )}
    </div>
  );
}
