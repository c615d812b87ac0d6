import type { MessageView } from '@shared/models/messages';
import { BellOff, CornerUpRight, Megaphone, MessageSquareText, Pin } from 'lucide-react';
import { type CSSProperties, memo } from 'react';
import { selectIsEditing, selectIsSelected } from '../../../state/messages/selectors';
import { useActions, useApp } from '../../../state/react';
import { historyStrings as words } from '../../../strings/history';
import { cx } from '../../../ui/cx';
import { formatDateTime, formatDay, formatTime } from '../../../ui/format';
import { PersonAvatar } from '../../people';
import { Markdown, MessageBody, roleStyle } from '../content';
import roleStyles from '../content/role.module.css';
import { EditBox } from './EditBox';
import { useHistoryHost } from './HistoryHost';
import styles from './history.module.css';
import { Reactions } from './Reactions';
import { ReplyLine } from './ReplyLine';
import type { MessageHistoryRow } from './rows';
import { Toolbar } from './Toolbar';
import { useNear } from './use-near';

export interface MessageRowProps {
  row: MessageHistoryRow;
  /** The one the keyboard is on: it carries the list's tab stop. */
  active: boolean;
  /** Just jumped to. */
  highlighted: boolean;
  selecting: boolean;
}

/** One message with the lines that stand above it. Continued ones leave out the name; their time shows on hover. */
export const MessageRow = memo(function MessageRow({ row, active, highlighted, selecting }: MessageRowProps) {
  const { message } = row;
  return (
    <>
      {row.dayMs !== null && !row.isFirstNew && (
        <div className={styles.day}>
          <span>{formatDay(row.dayMs)}</span>
        </div>
      )}
      {row.isFirstNew && (
        <div className={cx(styles.day, styles.newLine)}>
          {row.dayMs !== null && <span>{formatDay(row.dayMs)}</span>}
          <b>{words.newMessages}</b>
        </div>
      )}
      {message.starter !== undefined ? (
        <ThreadStarter
          message={message}
          starter={message.starter}
          active={active}
          highlighted={highlighted}
        />
      ) : message.system === null ? (
        <Message row={row} active={active} highlighted={highlighted} selecting={selecting} />
      ) : (
        <SystemLine message={message} active={active} highlighted={highlighted} />
      )}
    </>
  );
});

function Message({ row, active, highlighted, selecting }: MessageRowProps) {
  const { message, continued } = row;
  const { author } = message;
  const editing = useApp(selectIsEditing(message.messageId));
  const selected = useApp(selectIsSelected(message.channelId, message.messageId));
  const { messages } = useActions();
  const near = useNear();
  const showsTools = (near.isNear || active) && !selecting && !editing;
  const time = formatTime(message.sentAtMs);
  return (
    <article
      className={cx(
        styles.message,
        continued && styles.continued,
        message.mentionsSelf && styles.mentionsSelf,
        highlighted && styles.highlighted,
        selected && styles.selected,
      )}
      data-message={message.messageId}
      tabIndex={active ? 0 : -1}
      aria-label={words.message(author.displayName, formatDateTime(message.sentAtMs))}
      onPointerEnter={near.enter}
      onPointerLeave={near.leave}
    >
      <ReplyLine message={message} />
      <div className={styles.columns}>
        {selecting && (
          <label className={styles.tick}>
            <input
              type="checkbox"
              checked={selected}
              aria-label={words.selectThis(author.displayName)}
              onChange={() => messages.toggleSelected(message.channelId, message.messageId)}
            />
          </label>
        )}
        <div className={styles.gutter}>
          {continued ? (
            <time className={styles.hoverTime}>{time}</time>
          ) : (
            <PersonAvatar userId={author.userId} name={author.displayName} url={author.avatarUrl} size={36} />
          )}
        </div>
        <div className={styles.body}>
          <header className={continued ? 'visually-hidden' : styles.head}>
            <AuthorName message={message} />
            <time className={styles.meta} title={formatDateTime(message.sentAtMs)}>
              {time}
            </time>
            <Marks message={message} />
          </header>
          {editing ? (
            <EditBox message={message} />
          ) : (
            <MessageBody
              content={message}
              mentions={message.mentions}
              suppressEmbeds={message.suppressEmbeds}
              after={<EditedMark message={message} />}
            />
          )}
          <Forwarded message={message} />
          <Stickers names={message.stickers} />
          <ThreadChip message={message} />
          <Reactions message={message} />
        </div>
      </div>
      {showsTools && <Toolbar message={message} />}
    </article>
  );
}

export function AuthorName({ message }: { message: MessageView }) {
  const { author, guildId, webhookId, command } = message;
  const { rooms } = useActions();
  const style = roleStyle(author.colour) as CSSProperties | undefined;
  const looks = { className: cx(styles.author, style && roleStyles.name), style };
  return (
    <>
      {guildId === null || webhookId !== null ? (
        <span {...looks}>{author.displayName}</span>
      ) : (
        // The keyboard has the same in the message's menu.
        <button
          type="button"
          tabIndex={-1}
          {...looks}
          onClick={() => rooms.openDialog({ kind: 'member', userId: author.userId, section: 'overview' })}
        >
          {author.displayName}
        </button>
      )}
      {(author.isBot || webhookId !== null) && (
        <span className={styles.tag}>{webhookId === null ? words.tags.bot : words.tags.webhook}</span>
      )}
      {command !== null && <span className={styles.meta}>{words.command(command)}</span>}
    </>
  );
}

function Marks({ message }: { message: MessageView }) {
  return (
    <span className={styles.marks}>
      {message.silent && <BellOff size={12} aria-label={words.silent} role="img" />}
      {message.pinned && <Pin size={12} aria-label={words.pinned} role="img" />}
      {message.crossposted && <Megaphone size={12} aria-label={words.crossposted} role="img" />}
    </span>
  );
}

function EditedMark({ message }: { message: MessageView }) {
  if (message.editedAtMs === null) return null;
  return (
    <span className={styles.edited} title={words.editedAt(formatDateTime(message.editedAtMs))}>
      ({words.edited})
    </span>
  );
}

function Forwarded({ message }: { message: MessageView }) {
  const { forwarded } = message;
  if (!forwarded) return null;
  return (
    <div className={styles.forwarded}>
      <p>
        <CornerUpRight size={13} aria-hidden="true" /> {words.forwarded}
      </p>
      <MessageBody content={forwarded} mentions={message.mentions} />
      {forwarded.sentAtMs !== null && (
        <time className={styles.meta}>{formatDateTime(forwarded.sentAtMs)}</time>
      )}
    </div>
  );
}

function Stickers({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <p className={styles.stickers}>
      {names.map((name) => (
        <span key={name} className={styles.sticker}>
          {words.sticker(name)}
        </span>
      ))}
    </p>
  );
}

function ThreadChip({ message }: { message: MessageView }) {
  const { thread } = message;
  const { view } = useActions();
  if (!thread) return null;
  return (
    <button
      type="button"
      className={styles.threadChip}
      aria-label={words.openThread(thread.name)}
      onClick={() => view.chooseTextChannel(thread.channelId)}
    >
      <MessageSquareText size={14} aria-hidden="true" />
      {words.thread(thread.name, thread.messageCount)}
    </button>
  );
}

/** A thread begins with the message it was made from, drawn as that stands in its channel. */
function ThreadStarter(props: {
  message: MessageView;
  starter: NonNullable<MessageView['starter']>;
  active: boolean;
  highlighted: boolean;
}) {
  const { message, starter, active, highlighted } = props;
  const { author } = starter;
  const { actions } = useHistoryHost();
  const style = roleStyle(author.colour) as CSSProperties | undefined;
  return (
    <article
      className={cx(styles.message, highlighted && styles.highlighted)}
      data-message={message.messageId}
      tabIndex={active ? 0 : -1}
      aria-label={words.message(author.displayName, formatDateTime(starter.sentAtMs))}
    >
      <div className={styles.columns}>
        <div className={styles.gutter}>
          <PersonAvatar userId={author.userId} name={author.displayName} url={author.avatarUrl} size={36} />
        </div>
        <div className={styles.body}>
          <header className={styles.head}>
            <span className={cx(styles.author, style && roleStyles.name)} style={style}>
              {author.displayName}
            </span>
            {author.isBot && <span className={styles.tag}>{words.tags.bot}</span>}
            <time className={styles.meta}>{formatDateTime(starter.sentAtMs)}</time>
          </header>
          <MessageBody content={starter} mentions={starter.mentions} />
          <button
            type="button"
            className={styles.threadChip}
            onClick={() => actions.jump(starter.channelId, starter.messageId)}
          >
            <CornerUpRight size={14} aria-hidden="true" />
            {words.showOriginal}
          </button>
        </div>
      </div>
    </article>
  );
}

function SystemLine(props: { message: MessageView; active: boolean; highlighted: boolean }) {
  const { message, active, highlighted } = props;
  return (
    <article
      className={cx(styles.system, highlighted && styles.highlighted)}
      data-message={message.messageId}
      tabIndex={active ? 0 : -1}
      aria-label={words.message(message.author.displayName, formatDateTime(message.sentAtMs))}
    >
      <span className={styles.systemText}>
        <b>{message.author.displayName}</b> {message.system}
      </span>
      <time className={styles.meta}>{formatTime(message.sentAtMs)}</time>
      {message.content !== '' && (
        <div className={styles.systemBody}>
          <Markdown text={message.content} />
        </div>
      )}
      {message.reply?.kind === 'deleted' && <p className={styles.meta}>{words.replyDeleted}</p>}
      <ThreadChip message={message} />
      <Reactions message={message} />
    </article>
  );
}
