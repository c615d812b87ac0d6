import type { ThreadSummary } from '@shared/models/workspace';
import { Archive, Lock, Pin, ShieldHalf } from 'lucide-react';
import { strings } from '../../strings';
import styles from './threads.module.css';

const words = strings.threads;

/** What is out of the ordinary with a thread, as small signs with their words. */
export function ThreadBadges({
  thread,
  sayArchived = true,
}: {
  thread: ThreadSummary;
  /** False where all are archived anyway. */
  sayArchived?: boolean;
}) {
  const signs = [
    thread.pinned && { word: words.pinnedSign, Icon: Pin },
    thread.kind === 'private' && { word: words.privateSign, Icon: ShieldHalf },
    thread.locked && { word: words.lockedSign, Icon: Lock },
    sayArchived && thread.archived && { word: words.archivedSign, Icon: Archive },
  ].filter((sign) => sign !== false);
  return signs.map(({ word, Icon }) => (
    <span key={word} className={styles.badge}>
      <Icon size={11} aria-hidden="true" />
      {word}
    </span>
  ));
}
