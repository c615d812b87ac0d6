import { ChevronDown, ChevronRight, Lock, Plus } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { useActions, useApp } from '../../state/react';
import { selectReadState } from '../../state/read-states/selectors';
import { selectPlaceOf } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { cx } from '../../ui/cx';
import { ContextArea, type MenuGroups } from '../../ui/Menu';
import { Tooltip } from '../../ui/Tooltip';
import { PersonAvatar } from '../people';
import { ChannelIcon } from './ChannelIcon';
import styles from './channels.module.css';
import type { ChannelListRow } from './rows';

const words = strings.channels;

export interface RowProps {
  row: ChannelListRow;
  current: boolean;
  tabStop: boolean;
  menuOf: (channelId: string) => MenuGroups;
  onFold: (id: string, folded: boolean) => void;
}

/** One line of the channel list. */
export const Row = memo(function Row({ row, current, tabStop, menuOf, onFold }: RowProps) {
  switch (row.kind) {
    case 'heading':
      return <Heading row={row} onFold={onFold} />;
    case 'moreThreads':
      return <MoreThreads parentId={row.parentId} count={row.count} />;
    case 'channel':
    case 'thread':
    case 'direct':
      return <PlaceRow row={row} current={current} tabStop={tabStop} menuOf={menuOf} />;
  }
});

function Heading({
  row,
  onFold,
}: {
  row: Extract<ChannelListRow, { kind: 'heading' }>;
  onFold: RowProps['onFold'];
}) {
  const { view } = useActions();
  const name = row.name ?? words.direct;
  const Chevron = row.folded ? ChevronRight : ChevronDown;
  return (
    <div className={styles.heading}>
      <button
        type="button"
        data-roving
        tabIndex={-1}
        className={styles.fold}
        aria-expanded={!row.folded}
        onClick={() => onFold(row.id, !row.folded)}
      >
        <Chevron size={12} aria-hidden="true" />
        <span>{name}</span>
      </button>
      {row.name === null && (
        <Tooltip label={words.newDirect}>
          <button
            type="button"
            className={styles.headingAction}
            aria-label={words.newDirect}
            onClick={() => view.openOverlay('newDirect')}
          >
            <Plus size={14} />
          </button>
        </Tooltip>
      )}
    </div>
  );
}

function MoreThreads({ parentId, count }: { parentId: string; count: number }) {
  const { view, settings } = useActions();
  const open = () => {
    view.chooseTextChannel(parentId);
    settings.change({ panel: 'threads' });
  };
  return (
    <button
      type="button"
      data-roving
      tabIndex={-1}
      className={cx(styles.row, styles.thread, styles.last)}
      onClick={open}
    >
      <span className={styles.name}>{words.moreThreads(count)}</span>
    </button>
  );
}

type PlaceRowKind = Extract<ChannelListRow, { kind: 'channel' | 'thread' | 'direct' }>;

function PlaceRow({
  row,
  current,
  tabStop,
  menuOf,
}: Omit<RowProps, 'row' | 'onFold'> & { row: PlaceRowKind }) {
  const face = useFace(row.id);
  const read = useApp(selectReadState(row.id));
  const { view } = useActions();
  if (!face) return null;
  const unread = read?.unread ?? 0;
  const mentions = read?.mentions ?? 0;
  const isNew = unread > 0 || mentions > 0;
  return (
    <ContextArea groups={() => menuOf(row.id)}>
      <button
        type="button"
        data-roving
        data-place={row.id}
        tabIndex={tabStop ? 0 : -1}
        className={cx(
          styles.row,
          row.kind === 'thread' && styles.thread,
          row.kind === 'thread' && row.last && styles.last,
          current && styles.current,
          isNew && styles.isNew,
          face.dim && styles.dim,
        )}
        aria-current={current || undefined}
        onClick={() => view.chooseTextChannel(row.id)}
      >
        {face.icon}
        <span className={styles.name}>{face.name}</span>
        {face.readOnly && (
          <span className={styles.sign} title={words.readOnlyHint}>
            <Lock size={12} aria-hidden="true" />
            <span className="visually-hidden">{words.readOnly}</span>
          </span>
        )}
        {unread > 0 && <span className="visually-hidden">{words.unread(unread)}</span>}
        {mentions > 0 && (
          <span className={styles.mentions}>
            <span aria-hidden="true">{mentions > 99 ? '99+' : mentions}</span>
            <span className="visually-hidden">{words.mentions(mentions)}</span>
          </span>
        )}
      </button>
    </ContextArea>
  );
}

interface Face {
  name: string;
  icon: ReactNode;
  readOnly: boolean;
  dim: boolean;
}

function useFace(id: string): Face | null {
  const place = useApp(selectPlaceOf(id));
  if (!place) return null;
  switch (place.kind) {
    case 'channel': {
      const { name, kind, abilities } = place.channel;
      return { name, icon: <ChannelIcon kind={kind} />, readOnly: !abilities.includes('send'), dim: false };
    }
    case 'thread':
      return { name: place.thread.name, icon: null, readOnly: false, dim: place.thread.archived };
    case 'direct': {
      const { userId, displayName, avatarUrl } = place.direct;
      const icon = <PersonAvatar userId={userId} name={displayName} url={avatarUrl} size={20} />;
      return { name: displayName, icon, readOnly: false, dim: false };
    }
  }
}
