import { draftKeyOf } from '@shared/models/body-basics';
import { MessageSquareOff } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useActions, useApp } from '../../state/react';
import { selectSidebarWidth } from '../../state/settings/selectors';
import { selectPlace } from '../../state/view/selectors';
import { selectPlaceOf } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { EmptyState } from '../../ui/Notice';
import { Resizer } from '../../ui/Resizer';
import { ChannelList, openableIds, useChannelRows } from '../channels';
import { ComposeView, EditOwnView, EditPostedView } from '../composer';
import { RoutesPlace } from '../routes';
import { TroubleState, useAttempt } from '../trouble';
import { WebhooksPlace } from '../webhooks';
import { ChannelPlace } from './ChannelPlace';
import styles from './desk.module.css';
import { SidebarFoot } from './SidebarFoot';
import { SidePanel } from './SidePanel';
import { useDeskKeys } from './use-desk-keys';

const words = strings.channels;

/** The messages desk: what there is to read, what is read (or written, or set up), and a panel beside it. */
export default function MessagesDesk() {
  const load = useApp((state) => state.workspace.load);
  const chosen = useApp((state) => state.view.textChannelId);
  const place = useApp(selectPlace);
  const width = useApp(selectSidebarWidth);
  const [filter, setFilter] = useState('');
  const { settings, workspace } = useActions();
  const rows = useChannelRows(place.kind === 'channel' ? chosen : null, filter);
  const allRows = useChannelRows(chosen, '');
  const ids = useMemo(() => openableIds(allRows), [allRows]);
  const firstId = allRows.find((row) => row.kind === 'channel')?.id ?? ids[0] ?? null;
  const channelId = useOpenChannel(chosen, firstId);
  useDeskKeys(ids, channelId);

  if (load.kind === 'failed' && ids.length === 0) {
    return <TroubleState error={load.error} title={words.loadFailed} onRetry={() => void workspace.load()} />;
  }
  return (
    <div className={styles.desk}>
      <div className={styles.sidebar} style={{ width }}>
        <ChannelList
          rows={rows}
          currentId={place.kind === 'channel' ? channelId : null}
          filter={filter}
          onFilter={setFilter}
          foot={<SidebarFoot />}
        />
      </div>
      <Resizer
        label={strings.rooms.resize}
        width={width}
        min={160}
        max={480}
        onChange={(sidebarWidthPx) => settings.change({ sidebarWidthPx })}
      />
      <div className={styles.main}>
        <Main channelId={channelId} />
      </div>
      <SidePanel channelId={place.kind === 'channel' ? channelId : null} />
    </div>
  );
}

function Main({ channelId }: { channelId: string | null }) {
  const place = useApp(selectPlace);
  switch (place.kind) {
    case 'webhooks':
      return <WebhooksPlace />;
    case 'routes':
      return <RoutesPlace />;
    case 'compose':
      return <ComposeView key={draftKeyOf(place.destination)} destination={place.destination} />;
    case 'editPosted':
      return <EditPostedView key={place.message.messageId} message={place.message} />;
    case 'editOwn':
      return <EditOwnView key={place.message.messageId} message={place.message} />;
    case 'channel':
      if (channelId === null) {
        return (
          <EmptyState icon={<MessageSquareOff size={24} />} title={words.noneTitle}>
            {words.noneBody}
          </EmptyState>
        );
      }
      return <ChannelPlace key={channelId} channelId={channelId} />;
  }
}

/**
 * The channel on screen: the chosen one while it exists, else the first of the guild. Opens it, and says when the one
 * that was read has gone.
 */
function useOpenChannel(chosen: string | null, firstId: string | null): string | null {
  const ready = useApp((state) => state.workspace.load.kind === 'ready');
  const known = useApp(selectPlaceOf(chosen)) !== null;
  const channelId = known ? chosen : firstId;
  const isForum = useApp((state) => {
    const kind = channelId === null ? undefined : state.workspace.textChannels[channelId]?.kind;
    return kind === 'forum' || kind === 'media';
  });
  const onChannel = useApp((state) => state.view.place.kind === 'channel');
  const { messages, view } = useActions();
  const attempt = useAttempt();
  const seen = useRef<string | null>(null);

  useEffect(() => {
    if (!ready) return;
    if (known) seen.current = chosen;
    else if (chosen !== null && seen.current === chosen) {
      seen.current = null;
      view.toast({ title: words.goneTitle, body: words.goneBody });
    }
  }, [ready, known, chosen, view]);

  useEffect(() => {
    if (!ready || channelId === null || !onChannel) return;
    if (channelId !== chosen) view.chooseTextChannel(channelId);
    if (isForum) return;
    attempt(() => messages.open(channelId));
    return () => messages.leave(channelId);
  }, [ready, channelId, chosen, isForum, onChannel, messages, view, attempt]);
  return channelId;
}
