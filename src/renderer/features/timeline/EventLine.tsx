import type { ChannelId, UserId } from '@shared/discord/snowflake';
import type { TimelineEvent } from '@shared/models/archive';
import { ArrowUpRight, Moon } from 'lucide-react';
import { memo } from 'react';
import { wordSpan } from '../../strings/channels';
import { timelineStrings as words } from '../../strings/timeline';
import { IconButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { dayKey, formatDateTime, formatTime } from '../../ui/format';
import { KIND_ICONS } from './kinds';
import { type SentencePart, sentenceOf } from './sentence';
import styles from './timeline.module.css';
import type { Way } from './use-show';

interface EventLineProps {
  event: TimelineEvent;
  nameOf: (channelId: string) => string | undefined;
  /** Absent where the view stands for one person or room. */
  onPerson?: ((userId: UserId, name: string) => void) | undefined;
  onRoom?: ((channelId: ChannelId) => void) | undefined;
  /** Where Enter and the button at its end lead. */
  way: Way | null;
  /** Whether the line, and what is in it, can be reached by Tab. */
  tabStop: boolean;
}

/** When, a sign for what, and a sentence in which the names lead to all that concerns them. */
export const EventLine = memo(function EventLine(props: EventLineProps) {
  const { event, nameOf, onPerson, onRoom, tabStop, way } = props;
  const Icon = KIND_ICONS[event.kind];
  const time = formatTime(event.atMs);
  const parts = sentenceOf(event, nameOf);
  const said = parts.map(({ text }) => text).join('');
  const sentence = event.reason === null ? said : `${said}. ${words.reason(event.reason)}`;
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
    <article
      data-roving
      tabIndex={tabStop ? 0 : -1}
      aria-label={`${time}, ${sentence}`}
      className={cx(styles.line, !event.certain && styles.unseen)}
      onKeyDown={(pressed) => {
        if (pressed.key !== 'Enter' || pressed.target !== pressed.currentTarget || !way) return;
        pressed.preventDefault();
        way.run();
      }}
    >
      <time className={styles.time} title={formatDateTime(event.atMs)}>
        {event.certain ? time : words.by(time)}
      </time>
      <Icon size={15} className={styles.icon} aria-hidden="true" />
      <p className={styles.sentence} title={sentence}>
        {parts.map((part) => (
          <Part key={part.key} part={part} tabStop={tabStop} onClick={go(part)} />
        ))}
        {event.reason !== null && <span className={styles.reason}>{words.reason(event.reason)}</span>}
      </p>
      {!event.certain && (
        <span className={styles.tag} title={words.uncertainHint(formatDateTime(event.atMs))}>
          {words.uncertain}
        </span>
      )}
      {way && (
        <IconButton
          className={styles.way}
          label={way.label}
          tone="plain"
          tabIndex={tabStop ? 0 : -1}
          onClick={() => way.run()}
        >
          <ArrowUpRight size={15} />
        </IconButton>
      )}
    </article>
  );
});

function Part(props: { part: SentencePart; tabStop: boolean; onClick: (() => void) | undefined }) {
  const { part, tabStop, onClick } = props;
  if (part.kind === 'text') return part.text;
  if (!onClick) return <strong>{part.text}</strong>;
  return (
    <button
      type="button"
      className={styles.nameButton}
      title={words.onlyThis(part.text)}
      tabIndex={tabStop ? 0 : -1}
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
