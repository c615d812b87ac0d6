import { X } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { useActions, useApp } from '../../state/react';
import type { Place } from '../../state/workspace/selectors';
import { selectGuildId, selectPlaceOf } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { IconButton } from '../../ui/Button';
import { Resizer } from '../../ui/Resizer';
import { PinsPanel, SearchPanel } from '../messages';
import { OutboxPanel } from '../outbox';
import { ThreadsPanel } from '../threads';
import styles from './desk.module.css';

const words = strings.channels;
export type PanelKind = 'threads' | 'pins' | 'search' | 'outbox';

/** Beside what is read: one panel at a time, as wide as it was left. Esc inside it puts it away. */
export function SidePanel({ channelId }: { channelId: string | null }) {
  const panel = useApp((state) => state.settings.settings.panel);
  const width = useApp((state) => state.settings.settings.panelWidthPx);
  const place = useApp(selectPlaceOf(channelId));
  const guildId = useApp(selectGuildId);
  const { settings } = useActions();
  if (panel === null) return null;
  const content = contentOf(panel, place, channelId, guildId);
  if (content === null) return null;
  const close = () => settings.change({ panel: null });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    close();
  };
  return (
    <>
      <Resizer
        label={words.panelWidth}
        measures="after"
        width={width}
        min={240}
        max={640}
        onChange={(panelWidthPx) => settings.change({ panelWidthPx })}
      />
      <aside className={styles.panel} style={{ width }} aria-label={words[panel]} onKeyDown={onKeyDown}>
        <header className={styles.panelHead}>
          <h2>{words[panel]}</h2>
          <IconButton label={words.closePanel} shortcut="Esc" side="bottom" onClick={close}>
            <X size={16} />
          </IconButton>
        </header>
        <div className={styles.panelBody}>{content}</div>
      </aside>
    </>
  );
}

/** Null where a panel has nothing to belong to: threads of a DM, pins of the routes. */
function contentOf(panel: PanelKind, place: Place | null, channelId: string | null, guildId: string | null) {
  switch (panel) {
    case 'outbox':
      return <OutboxPanel />;
    case 'search':
      return (
        <SearchPanel
          key={channelId}
          channelId={channelId}
          guildId={place?.kind === 'direct' ? null : guildId}
        />
      );
    case 'pins':
      return place === null || channelId === null || isForum(place) ? null : (
        <PinsPanel key={channelId} channelId={channelId} />
      );
    case 'threads': {
      const channel =
        place?.kind === 'channel' ? place.channel : place?.kind === 'thread' ? place.parent : undefined;
      if (!channel || channel.kind === 'roomChat' || (place?.kind === 'channel' && isForum(place)))
        return null;
      return <ThreadsPanel key={channel.channelId} channel={channel} />;
    }
  }
}

function isForum(place: Place): boolean {
  return place.kind === 'channel' && (place.channel.kind === 'forum' || place.channel.kind === 'media');
}
