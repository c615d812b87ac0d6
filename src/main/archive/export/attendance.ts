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
      return [PEOPLE, ...peopleCells(attendance)].map(csvLine).join('');
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
const PEOPLE: Row = ['person', 'userId', 'total', 'totalSeconds', 'visits', 'rooms', 'first', 'last', 'note'];

function peopleCells(attendance: Attendance): Row[] {
  return attendance.people.map((person) => [
    person.name,
    person.userId,
    duration(person.totalMs),
    Math.round(person.totalMs / 1_000),
    person.visits,
    person.rooms,
    localTime(person.firstMs),
    localTime(person.lastMs),
    person.certain ? '' : 'partly unseen',
  ]);
}

function tables(attendance: Attendance): { heading: string; rows: Row[] }[] {
  const people = peopleCells(attendance).map((row) =>
    row.filter((_, column) => column !== 1 && column !== 3),
  );
  const rooms = attendance.rooms.map(
    (room): Row => [
      room.name,
      duration(room.totalMs),
      room.people,
      room.visits,
      room.peak,
      localTime(room.peakAtMs),
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
  return `# ${title}\n\n${period}\n\n${parts.join('\n')}`;
}
