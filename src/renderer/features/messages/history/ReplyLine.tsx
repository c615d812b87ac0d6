import type { MessageView } from '@shared/models/messages';
import { CornerUpRight } from 'lucide-react';
import { type CSSProperties, useMemo } from 'react';
import { historyStrings as words } from '../../../strings/history';
import { cx } from '../../../ui/cx';
import { PersonAvatar } from '../../people';
import { roleStyle } from '../content';
import { plainText } from '../content/markdown';
import roleStyles from '../content/role.module.css';
import { useHistoryHost } from './HistoryHost';
import styles from './history.module.css';

/** The message this one answers, in one line; pressing it goes there. */
export function ReplyLine({ message }: { message: MessageView }) {
  const { reply, channelId } = message;
  const { actions } = useHistoryHost();
  if (!reply) return null;
  if (reply.kind === 'deleted') {
    return (
      <div className={styles.reply}>
        <CornerUpRight size={14} aria-hidden="true" />
        <i>{words.replyDeleted}</i>
      </div>
    );
  }
  const jump = () => actions.jump(channelId, reply.messageId);
  if (reply.kind === 'notLoaded') {
    return (
      <button type="button" className={styles.reply} onClick={jump}>
        <CornerUpRight size={14} aria-hidden="true" />
        <i>{words.replyNotLoaded}</i>
      </button>
    );
  }
  const { author, excerpt } = reply;
  const style = roleStyle(author.colour) as CSSProperties | undefined;
  return (
    <button
      type="button"
      className={styles.reply}
      aria-label={words.replyTo(author.displayName)}
      onClick={jump}
    >
      <CornerUpRight size={14} aria-hidden="true" />
      <PersonAvatar userId={author.userId} name={author.displayName} url={author.avatarUrl} size={16} />
      <b className={cx(style && roleStyles.name)} style={style}>
        {author.displayName}
      </b>
      <Excerpt text={excerpt} names={message.mentions} />
    </button>
  );
}

function Excerpt({ text, names }: { text: string; names: Readonly<Record<string, string>> }) {
  const plain = useMemo(() => plainText(text, names), [text, names]);
  return plain === '' ? <i>{words.replyFiles}</i> : <span>{plain}</span>;
}
