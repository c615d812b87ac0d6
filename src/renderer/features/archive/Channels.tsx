import type { ArchivedChannel } from '@shared/models/archive';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { selectArchive, selectIsConnected, withUnkept } from '../../state/archive/selectors';
import { useActions, useApp } from '../../state/react';
import { archiveStrings as words } from '../../strings/archive';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { TextInput } from '../../ui/Field';
import { useAttempt } from '../trouble';
import styles from './archive.module.css';
import { Section } from './Section';

const ROW_PX = 44;
/** Days are enough for how far a channel goes back. */
const DAYS = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
/** The list is as high as its rows up to so many, then it scrolls. */
const ROWS_SHOWN = 10;

/** Every channel that is kept: how much, from when to when, and fetching what was said before. */
export function Channels() {
  const { channels: kept } = useApp(selectArchive);
  const textChannels = useApp((state) => state.workspace.textChannels);
  const guilds = useApp((state) => state.workspace.guilds);
  const channels = useMemo(
    () => withUnkept(kept.filter(isRead), { textChannels, guilds }),
    [kept, textChannels, guilds],
  );
  const [text, setText] = useState('');
  const shown = useMemo(() => {
    const needle = text.trim().toLocaleLowerCase();
    return channels.filter(({ name, guildName }) =>
      `${name} ${guildName ?? ''}`.toLocaleLowerCase().includes(needle),
    );
  }, [channels, text]);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => shown[index]?.channelId ?? index,
    overscan: 6,
  });
  return (
    <Section
      title={words.channels}
      hint={words.channelsHint}
      aside={
        <TextInput
          className={styles.narrow}
          type="search"
          value={text}
          aria-label={words.filterChannels}
          placeholder={words.filterChannels}
          onChange={(event) => setText(event.target.value)}
        />
      }
    >
      {shown.length === 0 ? (
        <p className={styles.quiet}>{channels.length === 0 ? words.noChannels : words.noChannelMatch}</p>
      ) : (
        <>
          <div className={cx(styles.channel, styles.channelHead)} aria-hidden="true">
            <span>{words.columns.channel}</span>
            <span className={styles.number}>{words.columns.messages}</span>
            <span>{words.columns.span}</span>
            <span>{words.columns.history}</span>
            <span />
          </div>
          <div
            ref={scroller}
            className={styles.channels}
            style={{ height: Math.min(shown.length, ROWS_SHOWN) * ROW_PX }}
          >
            <ul aria-label={words.channels} style={{ height: virtual.getTotalSize() }}>
              {virtual.getVirtualItems().map((item) => {
                const channel = shown[item.index];
                return (
                  channel && (
                    <li
                      key={item.key}
                      className={styles.channel}
                      style={{ transform: `translateY(${item.start}px)`, height: ROW_PX }}
                    >
                      <Row channel={channel} />
                    </li>
                  )
                );
              })}
            </ul>
          </div>
        </>
      )}
    </Section>
  );
}

/** Rooms where nothing was ever written are kept for who was there; they are in the timeline and attendance. */
function isRead({ messages, backfill }: ArchivedChannel): boolean {
  return messages > 0 || backfill.kind !== 'none';
}

function Row({ channel }: { channel: ArchivedChannel }) {
  const { backfill, endedAtMs, guildId, guildName, name, newestMs, oldestMs } = channel;
  const history = words.backfill(backfill);
  return (
    <>
      <span className={styles.ellipsis} title={name}>
        {guildId === null ? '@' : '#'} {name}{' '}
        <small className={styles.quiet}>
          {guildName ?? words.directMessages}
          {endedAtMs !== null && ` · ${words.ended}`}
        </small>
      </span>
      <span className={styles.number}>{channel.messages.toLocaleString()}</span>
      <span className={styles.ellipsis}>
        {oldestMs === null || newestMs === null ? words.nothingIn : DAYS.formatRange(oldestMs, newestMs)}
      </span>
      <span
        className={cx(styles.twoLines, backfill.kind === 'stopped' && styles.badText)}
        title={history}
        role="status"
      >
        {history}
      </span>
      <Fetch channel={channel} />
    </>
  );
}

/** The one thing that can be done about a channel's history now. */
function Fetch({ channel }: { channel: ArchivedChannel }) {
  const { backfill, channelId, endedAtMs, name } = channel;
  const connected = useApp(selectIsConnected);
  const { archive } = useActions();
  const attempt = useAttempt();
  if (backfill.kind === 'complete' || endedAtMs !== null) return <span />;
  if (backfill.kind === 'running' || backfill.kind === 'waiting') {
    return (
      <Button
        className={styles.fetch}
        aria-label={words.fetchOf(words.pause, name)}
        onClick={() => attempt(() => archive.pauseBackfill(channelId))}
      >
        {words.pause}
      </Button>
    );
  }
  const verb = { none: words.fetch, paused: words.resume, stopped: words.tryAgain }[backfill.kind];
  return (
    <Button
      className={styles.fetch}
      aria-label={words.fetchOf(verb, name)}
      disabled={!connected}
      title={connected ? undefined : words.needsConnection}
      onClick={() => attempt(() => archive.startBackfill(channelId))}
    >
      {verb}
    </Button>
  );
}
