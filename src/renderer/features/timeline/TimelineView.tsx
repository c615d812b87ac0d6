import type { ChannelId, UserId } from '@shared/discord/snowflake';
import type { TimelineQuery } from '@shared/models/archive';
import { History } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { NO_FILTERS, type TimelineFilters } from '../../state/archive/filters';
import { boundsOf } from '../../state/archive/period';
import { useActions, useApp } from '../../state/react';
import { timelineStrings as words } from '../../strings/timeline';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { EmptyState } from '../../ui/Notice';
import { TroubleState } from '../trouble';
import { EventList, type EventListProps } from './EventList';
import { ExportMenu } from './ExportMenu';
import { Filters } from './Filters';
import { kindsOf } from './kinds';
import styles from './timeline.module.css';
import { useArchivedChannels, useNameOf } from './use-archived-channels';
import { useTimeline } from './use-timeline';

export interface TimelineViewProps {
  /** Only this room. */
  channelId?: ChannelId | undefined;
  /** Only this person. */
  userId?: UserId | undefined;
}

const EXPORTED = ['csv', 'text', 'json', 'html'] as const;

/** What happened, as it happens: of everything, or of one room or person. */
export function TimelineView({ channelId, userId }: TimelineViewProps) {
  const fixed = { where: channelId !== undefined, person: userId !== undefined };
  const isNarrow = fixed.where || fixed.person;
  // The desk's own filters are there again when one comes back; those of one room or person are its own.
  const remembered = useApp((state) => state.archive.timeline);
  const { archive } = useActions();
  const [own, setOwn] = useState<TimelineFilters>(NO_FILTERS);
  const filters = isNarrow ? own : remembered;
  const channels = useArchivedChannels();
  const nameOf = useNameOf(channels);
  const change = useCallback(
    (part: Partial<TimelineFilters>) => {
      if (isNarrow) setOwn((before) => ({ ...before, ...part }));
      else archive.setTimeline(part);
    },
    [archive, isNarrow],
  );
  const onPerson = useCallback(
    (id: UserId, name: string) => change({ person: { userId: id, name } }),
    [change],
  );
  const onRoom = useCallback(
    (id: ChannelId) =>
      change({
        where: {
          guildId: channels?.find((channel) => channel.channelId === id)?.guildId ?? null,
          channelId: id,
        },
      }),
    [change, channels],
  );
  const span = useMemo(() => boundsOf(filters.period, Date.now()), [filters.period]);
  const query: TimelineQuery = {
    guildId: channelId === undefined ? filters.where.guildId : null,
    channelId: channelId ?? filters.where.channelId,
    userId: userId ?? filters.person?.userId ?? null,
    fromMs: span?.fromMs ?? null,
    toMs: span?.toMs ?? null,
    kinds: kindsOf(filters.groups),
  };
  const timeline = useTimeline(query);
  return (
    <div className={cx(styles.view, isNarrow && styles.narrow)}>
      <div className={styles.head}>
        <Filters filters={filters} channels={channels ?? []} fixed={fixed} onChange={change} />
        {!isNarrow && (
          <span className={styles.actions}>
            <ExportMenu
              what={{ kind: 'timeline', query }}
              title={words.label}
              formats={EXPORTED}
              disabled={timeline.events.length === 0}
            />
          </span>
        )}
      </div>
      <Body
        timeline={timeline}
        nameOf={nameOf}
        isFiltered={isFiltered(filters)}
        onClear={() => change(NO_FILTERS)}
        onPerson={isNarrow ? undefined : onPerson}
        onRoom={isNarrow ? undefined : onRoom}
      />
    </div>
  );
}

interface BodyProps extends EventListProps {
  isFiltered: boolean;
  onClear: () => void;
}

function isFiltered({ groups, period, person, where }: TimelineFilters): boolean {
  return (
    groups.length > 0 ||
    period.kind !== 'any' ||
    person !== null ||
    where.guildId !== null ||
    where.channelId !== null
  );
}

function Body({ isFiltered, onClear, ...list }: BodyProps) {
  const { events, status, error, reload } = list.timeline;
  if (events.length > 0) return <EventList {...list} />;
  if (error) return <TroubleState error={error} title={words.loadFailed} onRetry={reload} />;
  if (status === 'loading') return <p className={styles.waiting}>{words.loading}</p>;
  if (isFiltered) {
    return (
      <EmptyState
        icon={<History size={24} />}
        title={words.noMatchTitle}
        actions={<Button onClick={onClear}>{words.clearFilters}</Button>}
      >
        {words.noMatchBody}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<History size={24} />} title={words.emptyTitle}>
      {words.emptyBody}
    </EmptyState>
  );
}
