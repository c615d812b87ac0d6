import { snowflakeTimeMs } from '@shared/discord/snowflake';
import type { ArchiveQuery, ExportFormat } from '@shared/models/archive';
import type { Database } from '../database';
import { type FoundMessage, searchMessages } from '../search';
import type { Piece } from './export';
import { csvLine, HTML_FOOT, html, htmlHead, localTime } from './text';

const PAGE = 500;

/** Messages as a file, newest first, as they are read. */
export function* messagePieces(
  database: Database,
  query: ArchiveQuery,
  format: ExportFormat,
  title: string,
): Generator<Piece> {
  const shape = SHAPES[format];
  yield { text: shape.head(title), rows: 0 };
  let before: string | null = null;
  let rows = 0;
  for (;;) {
    const page = searchMessages(database, query, { before, limit: PAGE });
    const text = page.hits.map((hit, index) => shape.row(hit, rows + index === 0)).join('');
    rows += page.hits.length;
    if (text !== '') yield { text, rows };
    before = page.hits.at(-1)?.message.id ?? null;
    if (!page.hasMore || before === null) break;
  }
  yield { text: shape.foot, rows };
}

interface Shape {
  head(title: string): string;
  row(hit: FoundMessage, first: boolean): string;
  foot: string;
}

const sentMs = (hit: FoundMessage) => snowflakeTimeMs(hit.message.id);
const nameOf = ({ message }: FoundMessage) =>
  message.member?.nick ?? message.author.global_name ?? message.author.username;
/** In the text only: mentions by name. */
const textOf = ({ message }: FoundMessage) =>
  message.content.replace(/<@!?(\d{1,20})>/g, (whole, id: string) => {
    const user = message.mentions.find((each) => each.id === id);
    return user ? `@${user.global_name ?? user.username}` : whole;
  });
const deleterOf = ({ deletedBy }: FoundMessage) => (deletedBy === null ? '' : ` by ${deletedBy.name}`);
const filesOf = ({ message }: FoundMessage) => message.attachments.map((file) => file.filename);

const plain: Shape = {
  head: (title) => `${title}\n\n`,
  row(hit) {
    const gone = hit.deletedMs === null ? '' : ` (deleted ${localTime(hit.deletedMs)}${deleterOf(hit)})`;
    const files = filesOf(hit).map((name) => `\n  [file] ${name}`);
    return `[${localTime(sentMs(hit))}] #${hit.channelName} ${nameOf(hit)}${gone}: ${textOf(hit)}${files.join('')}\n`;
  },
  foot: '',
};

const SHAPES: Readonly<Record<ExportFormat, Shape>> = {
  text: plain,
  markdown: plain,
  csv: {
    head: () =>
      csvLine([
        'time',
        'guild',
        'channel',
        'author',
        'authorId',
        'text',
        'files',
        'deleted',
        'deletedBy',
        'messageId',
      ]),
    row: (hit) =>
      csvLine([
        new Date(sentMs(hit)).toISOString(),
        hit.guildName,
        hit.channelName,
        nameOf(hit),
        hit.message.author.id,
        textOf(hit),
        filesOf(hit).join(' '),
        hit.deletedMs === null ? null : new Date(hit.deletedMs).toISOString(),
        hit.deletedBy?.name ?? null,
        hit.message.id,
      ]),
    foot: '',
  },
  json: {
    head: (title) => `{"title":${JSON.stringify(title)},"messages":[\n`,
    row: (hit, first) =>
      `${first ? '' : ',\n'}${JSON.stringify({
        guild: hit.guildName,
        channel: hit.channelName,
        deletedAt: hit.deletedMs === null ? null : new Date(hit.deletedMs).toISOString(),
        deletedBy: hit.deletedBy,
        message: hit.message,
      })}`,
    foot: '\n]}\n',
  },
  html: {
    head: htmlHead,
    row(hit) {
      const gone =
        hit.deletedMs === null ? '' : ` · deleted ${localTime(hit.deletedMs)}${html(deleterOf(hit))}`;
      const files = filesOf(hit)
        .map((name) => `<p>📎 ${html(name)}</p>`)
        .join('');
      return `<article><header><b>${html(nameOf(hit))}</b> · #${html(hit.channelName)} · ${localTime(sentMs(hit))}${gone}</header><p${hit.deletedMs === null ? '' : ' class="gone"'}>${html(textOf(hit))}</p>${files}</article>\n`;
    },
    foot: HTML_FOOT,
  },
};
