import type { ExportFormat, TimelineEvent, TimelineQuery } from '@shared/models/archive';
import type { Database } from '../database';
import { readTimeline } from '../timeline';
import type { Piece } from './export';
import { csvLine, HTML_FOOT, html, htmlHead, localTime } from './text';

const PAGE = 500;

/** The timeline as a file, newest first. */
export function* timelinePieces(
  database: Database,
  query: TimelineQuery,
  format: ExportFormat,
  title: string,
): Generator<Piece> {
  const shape = SHAPES[format];
  yield { text: shape.head(title), rows: 0 };
  let before: number | null = null;
  let rows = 0;
  for (;;) {
    const page = readTimeline(database, query, { before, limit: PAGE });
    const text = page.events.map((event, index) => shape.row(event, rows + index === 0)).join('');
    rows += page.events.length;
    if (text !== '') yield { text, rows };
    before = page.events.at(-1)?.eventId ?? null;
    if (!page.hasMore || before === null) break;
  }
  yield { text: shape.foot, rows };
}

interface Shape {
  head(title: string): string;
  row(event: TimelineEvent, first: boolean): string;
  foot: string;
}

const cells = (event: TimelineEvent) => [
  event.kind,
  event.channelName ?? '',
  event.userName ?? '',
  event.actorName ?? '',
  event.sinceMs === null ? (event.detail ?? '') : `since ${localTime(event.sinceMs)}`,
  event.reason ?? '',
  event.certain ? '' : 'not seen as it happened',
];

const plain: Shape = {
  head: (title) => `${title}\n\n`,
  row: (event) => `[${localTime(event.atMs)}] ${cells(event).filter(Boolean).join(' · ')}\n`,
  foot: '',
};

const SHAPES: Readonly<Record<ExportFormat, Shape>> = {
  text: plain,
  markdown: plain,
  csv: {
    head: () =>
      csvLine([
        'time',
        'kind',
        'room',
        'person',
        'by',
        'detail',
        'reason',
        'note',
        'userId',
        'channelId',
        'byId',
      ]),
    row: (event) =>
      csvLine([
        new Date(event.atMs).toISOString(),
        ...cells(event),
        event.userId,
        event.channelId,
        event.actorId,
      ]),
    foot: '',
  },
  json: {
    head: (title) => `{"title":${JSON.stringify(title)},"events":[\n`,
    row: (event, first) => `${first ? '' : ',\n'}${JSON.stringify(event)}`,
    foot: '\n]}\n',
  },
  html: {
    head: (title) => `${htmlHead(title)}<table>\n`,
    row: (event) =>
      `<tr><td>${localTime(event.atMs)}</td>${cells(event)
        .map((cell) => `<td>${html(cell)}</td>`)
        .join('')}</tr>\n`,
    foot: `</table>\n${HTML_FOOT}`,
  },
};
