import type { ChatLine } from '@shared/models/review';
import { speakerColourIndex } from '@shared/models/speaker-colour';
import { MessageSquare } from 'lucide-react';
import { type RefObject, useDeferredValue, useMemo, useState } from 'react';
import { useApp } from '../../../state/react';
import { selectChat } from '../../../state/review/selectors';
import { reviewStrings } from '../../../strings/review';
import { Avatar } from '../../../ui/Avatar';
import { cx } from '../../../ui/cx';
import { TextInput } from '../../../ui/Field';
import { formatTimer } from '../../../ui/format';
import { useReviewDesk } from '../timeline/desk';
import styles from './pane.module.css';
import { TimedList } from './TimedList';

const words = reviewStrings.chat;
/** What somebody types is about what was said just before. */
export const CHAT_LEAD_MS = 3_000;

/** What was typed while it was recorded: reads along, and leads to what was being said. */
export function ChatPane({ findRef }: { findRef: RefObject<HTMLInputElement | null> }) {
  const { detail, seek } = useReviewDesk();
  const chat = useApp(selectChat);
  const loaded = useApp((state) => state.review.load.kind === 'ready');
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text.trim().toLocaleLowerCase());
  const found = useMemo(
    () =>
      wanted === ''
        ? chat
        : chat.filter((line) => `${line.displayName} ${line.text}`.toLocaleLowerCase().includes(wanted)),
    [chat, wanted],
  );
  const colours = useMemo(
    () => new Map(detail.tracks.map((track) => [track.userId, track.colourIndex])),
    [detail.tracks],
  );
  if (loaded && chat.length === 0) {
    return (
      <div className={styles.none}>
        <MessageSquare size={20} aria-hidden="true" />
        <p>{words.none}</p>
      </div>
    );
  }
  return (
    <>
      <div className={styles.find}>
        <TextInput
          ref={findRef}
          type="search"
          aria-label={words.find}
          placeholder={words.find}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            setText('');
            event.currentTarget.blur();
          }}
        />
        <span className={styles.count} role="status">
          {words.count(found.length, chat.length)}
        </span>
      </div>
      <TimedList label={words.title} items={found} keyOf={(line) => line.messageId} estimatePx={46}>
        {(line, { tabStop }) => (
          <Line
            line={line}
            colourIndex={colours.get(line.userId) ?? speakerColourIndex(line.userId)}
            tabStop={tabStop}
            onGo={() => seek(line.atMs - CHAT_LEAD_MS)}
          />
        )}
      </TimedList>
    </>
  );
}

interface LineProps {
  line: ChatLine;
  colourIndex: number;
  tabStop: boolean;
  onGo: () => void;
}

function Line({ line, colourIndex, tabStop, onGo }: LineProps) {
  const { displayName, text, editedAtMs, deletedAtMs, reactions } = line;
  const time = formatTimer(line.atMs);
  return (
    <button
      type="button"
      data-roving
      data-pass-keys
      tabIndex={tabStop ? 0 : -1}
      className={styles.line}
      title={words.hear(time)}
      onClick={onGo}
    >
      <Avatar name={displayName} url={null} colourIndex={colourIndex} size={20} />
      <span className={styles.said}>
        <span className={styles.who}>
          <b style={{ color: `var(--speaker-${colourIndex})` }}>{displayName}</b>
          <time>{time}</time>
          {editedAtMs !== null && <i>{words.edited(formatTimer(editedAtMs))}</i>}
          {deletedAtMs !== null && <i>{words.deleted(formatTimer(deletedAtMs))}</i>}
        </span>
        <span className={cx(styles.text, deletedAtMs !== null && styles.gone)}>{text || words.noText}</span>
        {reactions.length > 0 && (
          <span className={styles.reactions}>
            {reactions.map(({ emoji, count }) => (
              <span key={emoji} title={words.reacted(emoji, count)}>
                {shownEmoji(emoji)} {count}
              </span>
            ))}
          </span>
        )}
      </span>
    </button>
  );
}

/** A server's own emoji is written `name:id`: its picture is not at hand, its name is. */
function shownEmoji(emoji: string): string {
  const name = /^<?a?:?(\w+):\d+>?$/.exec(emoji)?.[1];
  return name === undefined ? emoji : `:${name}:`;
}
