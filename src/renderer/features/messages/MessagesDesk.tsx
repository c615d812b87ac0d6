import { Hash, Megaphone, MessageSquareOff } from 'lucide-react';
import { memo, useEffect } from 'react';
import { selectUnread } from '../../state/messages/selectors';
import { useActions, useApp } from '../../state/react';
import { selectSidebarWidth } from '../../state/settings/selectors';
import { selectGuildId, selectTextChannel, selectTextGroups } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { cx } from '../../ui/cx';
import { ListDesk } from '../../ui/ListDesk';
import { EmptyState } from '../../ui/Notice';
import { Composer } from '../composer';
import { useAttempt } from '../trouble';
import { History } from './history/History';
import styles from './messages.module.css';

/** The text channels of a guild, and one of them to read and write in. */
export default function MessagesDesk() {
  const guildId = useApp(selectGuildId);
  const groups = useApp(selectTextGroups(guildId));
  const chosen = useApp((state) => state.view.textChannelId);
  const width = useApp(selectSidebarWidth);
  const { messages, settings, view } = useActions();
  const attempt = useAttempt();
  const ids = groups.flatMap((group) => group.itemIds);
  const channelId = chosen !== null && ids.includes(chosen) ? chosen : (ids[0] ?? null);

  useEffect(() => {
    if (channelId === null) return;
    if (channelId !== chosen) view.chooseTextChannel(channelId);
    attempt(() => messages.open(channelId));
    return () => messages.leave(channelId);
  }, [channelId, chosen, messages, view, attempt]);

  if (channelId === null) {
    return (
      <EmptyState icon={<MessageSquareOff size={24} />} title={strings.messages.noneTitle}>
        {strings.messages.noneBody}
      </EmptyState>
    );
  }
  return (
    <ListDesk
      label={strings.messages.channels}
      groups={groups}
      renderItem={(id) => <ChannelRow key={id} channelId={id} current={id === channelId} />}
      resizeLabel={strings.rooms.resize}
      widthPx={width}
      onWidth={(sidebarWidthPx) => settings.change({ sidebarWidthPx })}
    >
      <section className={styles.channel}>
        <ChannelHead channelId={channelId} />
        <div className={styles.reading}>
          <History key={channelId} channelId={channelId} />
        </div>
        <Composer key={`write-${channelId}`} channelId={channelId} />
      </section>
    </ListDesk>
  );
}

const ChannelRow = memo(function ChannelRow({ channelId, current }: { channelId: string; current: boolean }) {
  const channel = useApp(selectTextChannel(channelId));
  const unread = useApp(selectUnread(channelId));
  const { view } = useActions();
  if (!channel) return null;
  const Icon = channel.kind === 'announcement' ? Megaphone : Hash;
  return (
    <li>
      <button
        type="button"
        data-roving
        tabIndex={current ? 0 : -1}
        className={cx(styles.channelRow, current && styles.current, unread > 0 && styles.hasUnread)}
        aria-current={current || undefined}
        onClick={() => view.chooseTextChannel(channelId)}
      >
        <Icon size={16} aria-hidden="true" />
        <span>{channel.name}</span>
        {unread > 0 && (
          <span className={styles.unread}>
            <span aria-hidden="true">{unread}</span>
            <span className="visually-hidden">{strings.rail.unread(unread)}</span>
          </span>
        )}
      </button>
    </li>
  );
});

function ChannelHead({ channelId }: { channelId: string }) {
  const channel = useApp(selectTextChannel(channelId));
  if (!channel) return null;
  return (
    <header className={styles.channelHead}>
      <h2># {channel.name}</h2>
      {channel.topic !== null && <p>{channel.topic}</p>}
    </header>
  );
}
