import type { ArchivedChannel, Attendance, AttendanceInput } from '@shared/models/archive';
import { RefreshCw, UsersRound } from 'lucide-react';
import { useMemo } from 'react';
import { spanOf } from '../../state/archive/period';
import { useActions, useApp } from '../../state/react';
import { selectGuildId } from '../../state/workspace/selectors';
import { attendanceStrings as words } from '../../strings/attendance';
import { IconButton } from '../../ui/Button';
import { formatDateTime, formatTimer } from '../../ui/format';
import { EmptyState } from '../../ui/Notice';
import { ExportMenu, PeriodFields, useArchivedChannels, WhereSelect } from '../timeline';
import { TroubleState } from '../trouble';
import styles from './attendance.module.css';
import { PAIR_COLUMNS, PEOPLE_COLUMNS, ROOM_COLUMNS } from './columns';
import { SortTable } from './SortTable';
import { useAttendance } from './use-attendance';

/** Discord's numbers for channels one can be in: voice and stage. */
const VOICE_TYPES: readonly number[] = [2, 13];
const FORMATS = ['csv', 'markdown', 'html', 'json'] as const;

/** Who was in the rooms of a guild in a period: for how long, how often, and how many at once. */
export function AttendanceView() {
  const onScreen = useApp(selectGuildId);
  const channels = useArchivedChannels();
  const rooms = useMemo(() => channels?.filter(isRoom) ?? null, [channels]);
  const { period, where: chosen } = useApp((state) => state.archive.attendance);
  const { archive } = useActions();
  const first = rooms?.find(({ guildId }) => guildId === onScreen) ?? rooms?.[0];
  const known = chosen !== null && (rooms?.some(({ guildId }) => guildId === chosen.guildId) ?? true);
  const where = known && chosen ? chosen : { guildId: first?.guildId ?? null, channelId: null };
  const span = useMemo(() => spanOf(period, Date.now()), [period]);
  const input: AttendanceInput | null =
    span && where.guildId !== null
      ? { guildId: where.guildId, channelId: where.channelId, fromMs: span.fromMs, toMs: span.toMs }
      : null;
  const { state, refresh } = useAttendance(input);
  if (rooms === null) return <p className={styles.waiting}>{words.loading}</p>;
  if (where.guildId === null) {
    return (
      <EmptyState icon={<UsersRound size={24} />} title={words.noneTitle}>
        {words.noneBody}
      </EmptyState>
    );
  }
  const shown = state.kind === 'ready' ? state.attendance : state.kind === 'loading' ? state.before : null;
  return (
    <div className={styles.view}>
      <div className={styles.head}>
        <WhereSelect
          anywhere={false}
          channels={rooms}
          value={where}
          onChange={(to) => archive.setAttendance({ where: to })}
        />
        <PeriodFields any={false} value={period} onChange={(to) => archive.setAttendance({ period: to })} />
        <span className={styles.actions}>
          <IconButton label={words.refresh} tone="plain" disabled={input === null} onClick={refresh}>
            <RefreshCw size={15} />
          </IconButton>
          {input && (
            <ExportMenu
              what={{ kind: 'attendance', query: input }}
              title={titleOf(rooms, input)}
              formats={FORMATS}
              disabled={(shown?.people.length ?? 0) === 0}
            />
          )}
        </span>
      </div>
      <div className={styles.body} aria-busy={state.kind === 'loading'}>
        {state.kind === 'failed' && (
          <TroubleState error={state.error} title={words.loadFailed} onRetry={refresh} />
        )}
        {state.kind === 'loading' && !shown && input && <p className={styles.waiting}>{words.loading}</p>}
        {shown && <Figures attendance={shown} />}
      </div>
    </div>
  );
}

function Figures({ attendance }: { attendance: Attendance }) {
  const { people, rooms, overlaps, peak } = attendance;
  if (people.length === 0) {
    return (
      <EmptyState icon={<UsersRound size={24} />} title={words.emptyTitle}>
        {words.emptyBody}
      </EmptyState>
    );
  }
  const totalMs = people.reduce((sum, person) => sum + person.totalMs, 0);
  return (
    <>
      <p className={styles.summary}>
        <strong>{words.summary(people.length, rooms.length, formatTimer(totalMs))}</strong>
        {peak.atMs !== null && <span>{words.peak(peak.people, formatDateTime(peak.atMs))}</span>}
      </p>
      <SortTable
        label={words.people}
        columns={PEOPLE_COLUMNS}
        rows={people}
        keyOf={({ userId }) => userId}
        first={{ column: 'total', descending: true }}
      />
      <SortTable
        label={words.rooms}
        columns={ROOM_COLUMNS}
        rows={rooms}
        keyOf={({ channelId }) => channelId}
        first={{ column: 'total', descending: true }}
      />
      {overlaps.length > 0 && (
        <SortTable
          label={words.together}
          columns={PAIR_COLUMNS}
          rows={overlaps}
          keyOf={({ userIds }) => userIds.join(' ')}
          first={{ column: 'total', descending: true }}
          shown={20}
        />
      )}
    </>
  );
}

function isRoom(channel: ArchivedChannel): boolean {
  return VOICE_TYPES.includes(channel.type) && channel.guildId !== null;
}

function titleOf(rooms: readonly ArchivedChannel[], input: AttendanceInput): string {
  const { guildId, channelId } = input;
  const place =
    rooms.find((room) => room.channelId === channelId)?.name ??
    rooms.find((room) => room.guildId === guildId)?.guildName ??
    guildId;
  return words.title(place, formatDateTime(input.fromMs), formatDateTime(input.toMs)).slice(0, 200);
}
