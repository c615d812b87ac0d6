import type { MessageView } from '@shared/models/messages';
import { File } from 'lucide-react';
import { memo } from 'react';
import { adviceFor } from '../../advice';
import { selectOwnUser } from '../../state/accounts/selectors';
import type { PendingMessage, SendProblem } from '../../state/messages/apply';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { formatBytes, formatTime } from '../../ui/format';
import { PersonAvatar } from '../people';
import { useAttempt } from '../trouble';
import { Markdown } from './Markdown';
import styles from './messages.module.css';

const NO_MENTIONS: Readonly<Record<string, string>> = {};

/** One message. Continued ones leave out the name; their time shows on hover. */
export const MessageRow = memo(function MessageRow(props: { message: MessageView; continued: boolean }) {
  const { message, continued } = props;
  const { author } = message;
  if (message.system !== null) {
    return (
      <p className={styles.system}>
        {author.displayName} {message.system} <time>{formatTime(message.sentAtMs)}</time>
      </p>
    );
  }
  return (
    <article className={cx(styles.message, continued && styles.continued)}>
      <div className={styles.gutter}>
        {continued ? (
          <time className={styles.hoverTime}>{formatTime(message.sentAtMs)}</time>
        ) : (
          <PersonAvatar userId={author.userId} name={author.displayName} url={author.avatarUrl} size={32} />
        )}
      </div>
      <div className={styles.body}>
        <header className={continued ? 'visually-hidden' : styles.head}>
          <span className={styles.author}>{author.displayName}</span>
          {author.isBot && <span className={styles.tag}>{strings.messages.bot}</span>}
          {message.replyToId !== null && <span className={styles.meta}>{strings.messages.reply}</span>}
          <time className={styles.meta}>{formatTime(message.sentAtMs)}</time>
        </header>
        <div className={styles.text}>
          <Markdown text={message.content} mentions={message.mentions} />
          {message.editedAtMs !== null && <span className={styles.meta}> ({strings.messages.edited})</span>}
        </div>
        {message.attachments.map((attachment) => (
          <p key={attachment.attachmentId} className={styles.attachment}>
            <File size={14} aria-hidden="true" />
            {strings.messages.attachment(attachment.fileName, formatBytes(attachment.sizeBytes))}
          </p>
        ))}
        {message.embedCount > 0 && (
          <p className={styles.meta}>{strings.messages.embeds(message.embedCount)}</p>
        )}
      </div>
    </article>
  );
});

/** A message on its way, or one that did not get there, with what can be done about it. */
export function PendingRow({ entry, channelId }: { entry: PendingMessage; channelId: string }) {
  const own = useApp(selectOwnUser);
  const { messages } = useActions();
  const attempt = useAttempt();
  return (
    <article className={cx(styles.message, entry.problem ? styles.failed : styles.sending)}>
      <div className={styles.gutter}>
        {own && <PersonAvatar userId={own.userId} name={own.displayName} url={own.avatarUrl} size={32} />}
      </div>
      <div className={styles.body}>
        <header className={styles.head}>
          <span className={styles.author}>{own?.displayName}</span>
          {entry.problem === null && <span className={styles.meta}>{strings.messages.sending}</span>}
        </header>
        <div className={styles.text}>
          <Markdown text={entry.content} mentions={NO_MENTIONS} />
        </div>
        {entry.problem && (
          <div className={styles.problem} role="alert">
            <span>
              {strings.messages.notSent}: {problemText(entry.problem)}
            </span>
            <Button onClick={() => attempt(() => messages.retry(channelId, entry.nonce))}>
              {strings.retry}
            </Button>
            <Button tone="quiet" onClick={() => messages.discard(channelId, entry.nonce)}>
              {strings.messages.discard}
            </Button>
          </div>
        )}
      </div>
    </article>
  );
}

function problemText(problem: SendProblem): string {
  switch (problem.kind) {
    case 'missingPermission':
      return strings.messages.problem.missingPermission(problem.permission);
    case 'channelGone':
      return strings.messages.problem.channelGone;
    case 'slowMode':
      return strings.messages.problem.slowMode(Math.ceil(problem.retryAfterMs / 1_000));
    case 'invalid':
      return problem.reason;
    case 'failed': {
      const { title, next } = adviceFor(problem);
      return `${title}. ${next}`;
    }
  }
}
