import type { ChannelId, UserId } from '@shared/discord/snowflake';
import type { TimelineEvent } from '@shared/models/archive';
import { Moon } from 'lucide-react';
import { memo } from 'react';
import { wordSpan } from '../../strings/channels';
import { timelineStrings as words } from '../../strings/timeline';
import { cx } from '../../ui/cx';
import { dayKey, formatDateTime, formatTime } from '../../ui/format';
import { KIND_ICONS } from './kinds';
import { type SentencePart, sentenceOf } from './sentence';
import styles from './timeline.module.css';

interface EventLineProps {
  event: TimelineEvent;
  nameOf: (channelId: string) => string | undefined;
  /** Absent where the view stands for one person or room. */
  onPerson?: ((userId: UserId, name: string) => void) | undefined;
  onRoom?: ((channelId: ChannelId) => void) | undefined;
}

/** When, a sign for what, and a sentence in which the names lead to all that concerns them. */
export const EventLine = memo(function EventLine({ event, nameOf, onPerson, onRoom }: EventLineProps) {
  const Icon = KIND_ICONS[event.kind];
  const time = formatTime(event.atMs);
  const parts = sentenceOf(event, nameOf);
  const go = (part: SentencePart): (() => void) | undefined => {
    if (part.kind === 'text') return undefined;
    if (part.kind === 'person') {
      const id = [event.userId, event.actorId].find((known) => known !== null && known === part.id);
      return id && onPerson ? () => onPerson(id, part.text) : undefined;
    }
    const { channelId } = event;
    return channelId !== null && part.id === channelId && onRoom ? () => onRoom(channelId) : undefined;
  };
  return (
    <div className={cx(styles.line, !event.certain && styles.unseen)}>
      <time className={styles.time} title={formatDateTime(event.atMs)}>
        {event.certain ? time : words.by(time)}
      </time>
      <Icon size={15} className={styles.icon} aria-hidden="true" />
      <p className={styles.sentence} title={parts.map(({ text }) => text).join('')}>
        {parts.map((part) => (
          <Part key={part.key} part={part} onClick={go(part)} />
        ))}
      </p>
      {!event.certain && (
        <span className={styles.tag} title={words.uncertainHint(formatDateTime(event.atMs))}>
          {words.uncertain}
        </span>
      )}
    </div>
  );
});

function Part({ part, onClick }: { part: SentencePart; onClick: (() => void) | undefined }) {
  if (part.kind === 'text') return part.text;
  if (!onClick) return <strong>{part.text}</strong>;
  return (
    <button
      type="button"
      className={styles.nameButton}
      title={words.onlyThis(part.text)}
      tabIndex={-1}
      onClick={onClick}
    >
      {part.text}
    </button>
  );
}

/** A stretch that nobody watched: no event, but why there are none. */
export function AwayLine({ sinceMs, untilMs }: { sinceMs: number; untilMs: number }) {
  const span = words.awaySpan(
    dayKey(sinceMs) === dayKey(untilMs) ? formatTime(sinceMs) : formatDateTime(sinceMs),
    formatTime(untilMs),
    wordSpan(Math.max(0, untilMs - sinceMs)),
  );
  return (
    <div className={styles.away} title={words.awayHint}>
      <Moon size={15} aria-hidden="true" />
      <p>
        <strong>{words.away}</strong> <span>{span}</span>
      </p>
    </div>
  );
}
