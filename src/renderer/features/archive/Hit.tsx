import type { ArchivedMessage } from '@shared/models/archive';
import { ArrowUpRight } from 'lucide-react';
import { memo, useRef } from 'react';
import type { ChosenPerson } from '../../state/archive/filters';
import { archiveStrings as words } from '../../strings/archive';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { formatDateTime } from '../../ui/format';
import { MessageBody } from '../messages';
import { PersonAvatar } from '../people';
import { useIsReadable, useShowInChannel } from '../timeline';
import styles from './archive.module.css';
import { useMarks } from './use-marks';

export interface HitProps {
  hit: ArchivedMessage;
  /** What was searched for; its words are marked. */
  text: string;
  tabStop: boolean;
  onPerson: (person: ChosenPerson) => void;
}

/** A kept message: where, who, when, what it says and said, and what became of it. */
export const Hit = memo(function Hit({ hit, text, tabStop, onPerson }: HitProps) {
  const { message, channelName, guildName, deletedAtMs, deletedBy, versions } = hit;
  const { author, channelId, messageId } = message;
  const showInChannel = useShowInChannel();
  const isReadable = useIsReadable();
  const body = useRef<HTMLDivElement>(null);
  useMarks(body, text, hit);
  const canShow = isReadable(channelId) && deletedAtMs === null;
  const show = () => showInChannel(channelId, messageId);
  return (
    <article
      data-roving
      tabIndex={tabStop ? 0 : -1}
      aria-label={`${author.displayName}, ${formatDateTime(message.sentAtMs)}`}
      className={cx(styles.hit, deletedAtMs !== null && styles.hitDeleted)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.target !== event.currentTarget || !canShow) return;
        event.preventDefault();
        show();
      }}
    >
      <PersonAvatar userId={author.userId} name={author.displayName} url={author.avatarUrl} size={32} />
      <div className={styles.hitText}>
        <header className={styles.hitHead}>
          <button
            type="button"
            className={styles.author}
            title={words.onlyFrom(author.displayName)}
            onClick={() => onPerson({ userId: author.userId, name: author.displayName })}
          >
            {author.displayName}
          </button>
          <span className={styles.where}>
            {guildName === null
              ? `@${channelName} · ${words.directMessages}`
              : `#${channelName} · ${guildName}`}
          </span>
          <time className={styles.where}>{formatDateTime(message.sentAtMs)}</time>
          {message.editedAtMs !== null && <span className={styles.badge}>{words.edited}</span>}
          {deletedAtMs !== null && (
            <span className={cx(styles.badge, styles.badgeBad)}>
              {words.deleted(deletedAtMs, deletedBy?.name ?? null)}
            </span>
          )}
        </header>
        <div ref={body} className={styles.hitBody}>
          <MessageBody content={message} mentions={message.mentions} />
          {message.forwarded && <MessageBody content={message.forwarded} mentions={message.mentions} />}
          {message.system !== null && message.content === '' && <p>{message.system}</p>}
        </div>
        {versions.length > 0 && (
          <details className={styles.versions}>
            <summary>{words.versions(versions.length)}</summary>
            <ol>
              {versions.map(({ untilMs, content }) => (
                <li key={untilMs}>
                  <time>{words.until(untilMs)}</time> {content}
                </li>
              ))}
            </ol>
          </details>
        )}
      </div>
      {canShow && (
        <Button
          className={styles.showIn}
          icon={<ArrowUpRight size={14} />}
          tabIndex={tabStop ? 0 : -1}
          onClick={show}
        >
          {words.show}
        </Button>
      )}
    </article>
  );
});
