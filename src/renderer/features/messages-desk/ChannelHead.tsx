import type { TextChannelSummary, ThreadSummary } from '@shared/models/workspace';
import { ChevronDown, ChevronRight, Clock3, Inbox, MessagesSquare, Pin, Search, Users } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { selectOutboxCounts } from '../../state/outbox/selectors';
import { useActions, useApp } from '../../state/react';
import { type Place, selectThreadsOf } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { wordSpan } from '../../strings/channels';
import { IconButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Tooltip } from '../../ui/Tooltip';
import { ChannelIcon } from '../channels';
import { InlineMarkdown, Markdown } from '../messages';
import { PersonAvatar } from '../people';
import { ThreadBadges, ThreadMenu } from '../threads';
import styles from './head.module.css';
import type { PanelKind } from './SidePanel';

const words = strings.channels;

/** What is read here, what holds for it, and the panels that belong to it. */
export function ChannelHead({ place }: { place: Place }) {
  switch (place.kind) {
    case 'channel':
      return <TextChannelHead channel={place.channel} />;
    case 'thread':
      return <ThreadHead thread={place.thread} parent={place.parent} />;
    case 'direct': {
      const { userId, displayName, avatarUrl } = place.direct;
      return (
        <Bar buttons={<PanelButtons kinds={['pins', 'search', 'outbox']} />}>
          <PersonAvatar userId={userId} name={displayName} url={avatarUrl} size={24} />
          <h2 className={styles.name}>{displayName}</h2>
        </Bar>
      );
    }
  }
}

function TextChannelHead({ channel }: { channel: TextChannelSummary }) {
  const [open, setOpen] = useState(false);
  const isForum = channel.kind === 'forum' || channel.kind === 'media';
  const kinds: PanelKind[] = isForum
    ? ['search', 'outbox']
    : channel.kind === 'roomChat'
      ? ['pins', 'search', 'outbox']
      : ['threads', 'pins', 'search', 'outbox'];
  const activeThreads = useApp(selectThreadsOf(channel.channelId)).filter((t) => !t.archived).length;
  return (
    <div className={styles.head}>
      <Bar buttons={<PanelButtons kinds={kinds} threads={activeThreads} />}>
        <Tooltip label={words.kinds[channel.kind]} side="bottom">
          <span className={styles.icon}>
            <ChannelIcon kind={channel.kind} size={18} />
          </span>
        </Tooltip>
        <h2 className={styles.name}>{channel.name}</h2>
        {channel.nsfw && <span className={styles.badge}>{words.nsfw}</span>}
        <SlowMode ms={channel.slowModeMs} bypassed={channel.abilities.includes('bypassSlowMode')} />
        {channel.topic !== null && (
          <button
            type="button"
            className={styles.topic}
            aria-expanded={open}
            title={words.wholeTopic}
            onClick={() => setOpen(!open)}
          >
            <span className={styles.topicText}>
              <InlineMarkdown text={firstLine(channel.topic)} />
            </span>
            {open ? <ChevronDown size={14} /> : <ChevronRight size={14} />}
          </button>
        )}
      </Bar>
      {open && channel.topic !== null && (
        <div className={styles.wholeTopic}>
          <Markdown text={channel.topic} />
        </div>
      )}
      {!channel.abilities.includes('readHistory') && <p className={styles.note}>{words.noHistory}</p>}
    </div>
  );
}

function ThreadHead({ thread, parent }: { thread: ThreadSummary; parent: TextChannelSummary | undefined }) {
  const { view } = useActions();
  return (
    <Bar
      buttons={
        <>
          <PanelButtons kinds={['threads', 'pins', 'search', 'outbox']} />
          <ThreadMenu thread={thread} />
        </>
      }
    >
      {parent && (
        <nav className={styles.crumbs} aria-label={words.backTo(parent.name)}>
          <button
            type="button"
            className={styles.crumb}
            aria-label={words.backTo(parent.name)}
            onClick={() => view.chooseTextChannel(parent.channelId)}
          >
            <ChannelIcon kind={parent.kind} />
            {parent.name}
          </button>
          <ChevronRight size={14} aria-hidden="true" />
        </nav>
      )}
      <h2 className={styles.name}>{thread.name}</h2>
      <ThreadBadges thread={thread} />
      <SlowMode ms={thread.slowModeMs} bypassed={thread.abilities.includes('bypassSlowMode')} />
      <span className={styles.fact}>
        <Users size={13} aria-hidden="true" />
        {words.members(thread.memberCount)}
      </span>
    </Bar>
  );
}

function Bar({ children, buttons }: { children: ReactNode; buttons: ReactNode }) {
  return (
    <header className={styles.bar}>
      <div className={styles.about}>{children}</div>
      <div className={styles.buttons}>{buttons}</div>
    </header>
  );
}

function SlowMode({ ms, bypassed }: { ms: number; bypassed: boolean }) {
  if (ms === 0) return null;
  const label = bypassed
    ? `${words.slowMode(wordSpan(ms))}. ${words.slowModeOff}`
    : words.slowMode(wordSpan(ms));
  return (
    <Tooltip label={label} side="bottom">
      <span className={cx(styles.fact, bypassed && styles.faint)}>
        <Clock3 size={13} aria-hidden="true" />
        <span aria-hidden="true">{wordSpan(ms)}</span>
        <span className="visually-hidden">{label}</span>
      </span>
    </Tooltip>
  );
}

const ICONS = { threads: MessagesSquare, pins: Pin, search: Search, outbox: Inbox } as const;

/** One button for each panel; the one that is open is pressed. */
function PanelButtons({ kinds, threads = 0 }: { kinds: readonly PanelKind[]; threads?: number }) {
  const panel = useApp((state) => state.settings.settings.panel);
  const outbox = useApp(selectOutboxCounts);
  const { settings } = useActions();
  const counts: Partial<Record<PanelKind, number>> = {
    threads,
    outbox: outbox.failed > 0 ? outbox.failed : outbox.going + outbox.scheduled,
  };
  return kinds.map((kind) => {
    const Icon = ICONS[kind];
    const count = counts[kind] ?? 0;
    return (
      <IconButton
        key={kind}
        label={count > 0 ? `${words[kind]} (${count})` : words[kind]}
        side="bottom"
        pressed={panel === kind}
        className={styles.panelButton ?? ''}
        onClick={() => settings.change({ panel: panel === kind ? null : kind })}
      >
        <Icon size={17} />
        {count > 0 && (
          <span className={cx(styles.count, kind === 'outbox' && outbox.failed > 0 && styles.countTrouble)}>
            {count > 99 ? '99+' : count}
          </span>
        )}
      </IconButton>
    );
  });
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
