import type { MessageView } from '@shared/models/messages';
import type { CSSProperties, ReactNode } from 'react';
import { historyStrings as words } from '../../../strings/history';
import { cx } from '../../../ui/cx';
import { formatDateTime } from '../../../ui/format';
import { PersonAvatar } from '../../people';
import { MessageBody, roleStyle } from '../content';
import roleStyles from '../content/role.module.css';
import styles from './panels.module.css';

/** A message away from its place: who, when, what, and the way there. */
export function FoundMessage(props: {
  message: MessageView;
  where: string | null;
  onJump: () => void;
  extra?: ReactNode;
}) {
  const { message, where, onJump, extra } = props;
  const { author } = message;
  const style = roleStyle(author.colour) as CSSProperties | undefined;
  return (
    <article className={styles.found}>
      <header className={styles.foundHead}>
        <PersonAvatar userId={author.userId} name={author.displayName} url={author.avatarUrl} size={22} />
        <b className={cx(style && roleStyles.name)} style={style}>
          {author.displayName}
        </b>
        <span className={styles.meta}>
          {where !== null && `${where} · `}
          {formatDateTime(message.sentAtMs)}
        </span>
      </header>
      <div className={styles.foundBody}>
        <MessageBody content={message} mentions={message.mentions} />
        {message.forwarded && <MessageBody content={message.forwarded} mentions={message.mentions} />}
      </div>
      <footer className={styles.foundFoot}>
        {extra}
        <button type="button" className={styles.jump} onClick={onJump}>
          {words.search.jump}
        </button>
      </footer>
    </article>
  );
}
