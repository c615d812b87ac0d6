import type { Attendance, AttendanceInput, ExportFormat } from '@shared/models/archive';
import { readAttendance } from '../attendance';
import type { Database } from '../database';
import type { Piece } from './export';
import { csvLine, duration, HTML_FOOT, html, htmlHead, localTime, markdownCell } from './text';

/** Who was there, as a file: the people, the rooms, and who met whom. */
export function* attendancePieces(
  database: Database,
  input: AttendanceInput,
  format: ExportFormat,
  title: string,
  nowMs: number,
): Generator<Piece> {
  const attendance = readAttendance(database, input, nowMs);
  yield { text: write(attendance, format, title), rows: attendance.people.length };
}

function write(attendance: Attendance, format: ExportFormat, title: string): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify({ title, ...attendance }, null, 2)}\n`;
    case 'csv':
      return csv(attendance);
    case 'markdown':
    case 'text':
      return markdown(attendance, title);
    case 'html':
      return `${htmlHead(title)}${tables(attendance)
        .map(
          ({ heading, rows }) =>
            `<h2>${html(heading)}</h2><table>${rows
              .map((row) => `<tr>${row.map((cell) => `<td>${html(String(cell))}</td>`).join('')}</tr>`)
              .join('\n')}</table>`,
        )
        .join('\n')}${HTML_FOOT}`;
  }
}

type Row = readonly (string | number)[];

/**
 * One table for all three, told apart by `kind`, so that one file can be filtered and summed up by a spreadsheet:
 * a line for each person, each room, the whole, and each pair that met.
 */
const CSV_HEAD = [
  ...['kind', 'name', 'id', 'with', 'withId', 'total', 'totalSeconds'],
  ...['people', 'visits', 'rooms', 'peak', 'peakAt', 'first', 'last', 'note'],
] as const;
type CsvCells = Partial<Record<(typeof CSV_HEAD)[number], string | number>>;

function csv(attendance: Attendance): string {
  const { people, rooms, overlaps, peak, fromMs, toMs } = attendance;
  const time = (ms: number): CsvCells => ({ total: duration(ms), totalSeconds: Math.round(ms / 1_000) });
  const lines: CsvCells[] = [
    ...people.map((person) => ({
      ...{ kind: 'person', name: person.name, id: person.userId, visits: person.visits, rooms: person.rooms },
      ...time(person.totalMs),
      first: localTime(person.firstMs),
      last: localTime(person.lastMs),
      note: person.certain ? '' : 'partly unseen',
    })),
    ...rooms.map((room) => ({
      ...{ kind: 'room', name: room.name, id: room.channelId, people: room.people, visits: room.visits },
      ...time(room.totalMs),
      peak: room.peak,
      peakAt: room.peak === 0 ? '' : localTime(room.peakAtMs),
    })),
    {
      ...{ kind: 'all', people: people.length, rooms: rooms.length, peak: peak.people },
      ...time(people.reduce((sum, person) => sum + person.totalMs, 0)),
      visits: people.reduce((sum, person) => sum + person.visits, 0),
      peakAt: peak.atMs === null ? '' : localTime(peak.atMs),
      first: localTime(fromMs),
      last: localTime(toMs),
    },
    ...overlaps.map(({ userIds, names, ms }) => ({
      ...{ kind: 'together', name: names[0], id: userIds[0], with: names[1], withId: userIds[1] },
      ...time(ms),
    })),
  ];
  return [CSV_HEAD, ...lines.map((line) => CSV_HEAD.map((column) => line[column] ?? ''))]
    .map(csvLine)
    .join('');
}

function peopleCells(attendance: Attendance): Row[] {
  return attendance.people.map((person) => [
    person.name,
    duration(person.totalMs),
    person.visits,
    person.rooms,
    localTime(person.firstMs),
    localTime(person.lastMs),
    person.certain ? '' : 'partly unseen',
  ]);
}

function tables(attendance: Attendance): { heading: string; rows: Row[] }[] {
  const people = peopleCells(attendance);
  const rooms = attendance.rooms.map(
    (room): Row => [
      room.name,
      duration(room.totalMs),
      room.people,
      room.visits,
      room.peak,
      room.peak === 0 ? '' : localTime(room.peakAtMs),
    ],
  );
  const overlaps = attendance.overlaps.map((pair): Row => [...pair.names, duration(pair.ms)]);
  return [
    { heading: 'People', rows: [['Person', 'Total', 'Visits', 'Rooms', 'First', 'Last', 'Note'], ...people] },
    { heading: 'Rooms', rows: [['Room', 'Total', 'People', 'Visits', 'Peak', 'Peak at'], ...rooms] },
    { heading: 'Together', rows: [['Person', 'Person', 'Time'], ...overlaps] },
  ];
}

function markdown(attendance: Attendance, title: string): string {
  const line = (row: Row) => `| ${row.map(markdownCell).join(' | ')} |`;
  const parts = tables(attendance).map(({ heading, rows }) => {
    const [head = [], ...body] = rows;
    return [`## ${heading}`, '', line(head), line(head.map(() => '---')), ...body.map(line), ''].join('\n');
  });
  const period = `${localTime(attendance.fromMs)} to ${localTime(attendance.toMs)}`;
  const { people, rooms, peak } = attendance;
  const total = duration(people.reduce((sum, person) => sum + person.totalMs, 0));
  const most = peak.atMs === null ? '' : `, at most ${peak.people} at once, first at ${localTime(peak.atMs)}`;
  const all = `People: ${people.length}, rooms: ${rooms.length}, ${total} in all${most}.`;
  return `# ${markdownCell(title)}\n\n${period}\n\n${all}\n\n${parts.join('\n')}`;
}
