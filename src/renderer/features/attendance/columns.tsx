import type { Attendance } from '@shared/models/archive';
import { attendanceStrings } from '../../strings/attendance';
import { formatDateTime, formatTimer } from '../../ui/format';
import { PersonAvatar } from '../people';
import styles from './attendance.module.css';
import type { Column } from './SortTable';
import { TimelineButton } from './TimelineButton';

const words = attendanceStrings;

type Person = Attendance['people'][number];
type Room = Attendance['rooms'][number];
type Pair = Attendance['overlaps'][number];

export const PEOPLE_COLUMNS: readonly Column<
  Person,
  'person' | 'total' | 'visits' | 'rooms' | 'first' | 'last'
>[] = [
  {
    id: 'person',
    label: words.columns.person,
    isText: true,
    value: (person) => person.name,
    show: (person) => (
      <span className={styles.person}>
        <PersonAvatar userId={person.userId} name={person.name} url={null} />
        <TimelineButton
          name={person.name}
          filters={{ person: { userId: person.userId, name: person.name } }}
        />
        {!person.certain && (
          <span className={styles.tag} title={words.uncertainHint}>
            {words.uncertain}
          </span>
        )}
      </span>
    ),
  },
  {
    id: 'total',
    label: words.columns.total,
    value: (person) => person.totalMs,
    show: (person) => formatTimer(person.totalMs),
  },
  {
    id: 'visits',
    label: words.columns.visits,
    value: (person) => person.visits,
    show: (person) => person.visits.toLocaleString(),
  },
  {
    id: 'rooms',
    label: words.columns.rooms,
    value: (person) => person.rooms,
    show: (person) => person.rooms.toLocaleString(),
  },
  {
    id: 'first',
    label: words.columns.first,
    value: (person) => person.firstMs,
    show: (person) => formatDateTime(person.firstMs),
  },
  {
    id: 'last',
    label: words.columns.last,
    value: (person) => person.lastMs,
    show: (person) => formatDateTime(person.lastMs),
  },
];

export const ROOM_COLUMNS: readonly Column<
  Room,
  'room' | 'total' | 'visits' | 'people' | 'peak' | 'peakAt'
>[] = [
  {
    id: 'room',
    label: words.columns.room,
    isText: true,
    value: (room) => room.name,
    show: (room) => (
      <TimelineButton
        name={room.name === '' ? words.endedRoom : room.name}
        filters={{ where: { guildId: null, channelId: room.channelId } }}
      />
    ),
  },
  {
    id: 'total',
    label: words.columns.total,
    value: (room) => room.totalMs,
    show: (room) => formatTimer(room.totalMs),
  },
  {
    id: 'visits',
    label: words.columns.visits,
    value: (room) => room.visits,
    show: (room) => room.visits.toLocaleString(),
  },
  {
    id: 'people',
    label: words.columns.people,
    value: (room) => room.people,
    show: (room) => room.people.toLocaleString(),
  },
  {
    id: 'peak',
    label: words.columns.peak,
    value: (room) => room.peak,
    show: (room) => room.peak.toLocaleString(),
  },
  {
    id: 'peakAt',
    label: words.columns.peakAt,
    value: (room) => room.peakAtMs,
    // Visits of no length reach no peak.
    show: (room) => (room.peak === 0 ? '—' : formatDateTime(room.peakAtMs)),
  },
];

export const PAIR_COLUMNS: readonly Column<Pair, 'pair' | 'total'>[] = [
  {
    id: 'pair',
    label: words.columns.pair,
    isText: true,
    value: ({ names }) => names.join(' '),
    show: ({ names, userIds }) => (
      <span className={styles.person}>
        {userIds.map((userId, at) => (
          <PersonAvatar key={userId} userId={userId} name={names[at] ?? ''} url={null} />
        ))}
        <span className={styles.name}>{words.pair(names[0], names[1])}</span>
      </span>
    ),
  },
  {
    id: 'total',
    label: words.columns.together,
    value: ({ ms }) => ms,
    show: ({ ms }) => formatTimer(ms),
  },
];
