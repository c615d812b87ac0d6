import type { ChatLine } from '@shared/models/review';
import { escapeMarkup } from './escape';
import { oneLine } from './labels';
import { shortTime } from './time';

/** The chat of a session as text: `[0:01:02] Ada: hello`. Lines of one message after its first are indented. */
export function toChatText(lines: readonly ChatLine[]): string {
  return lines
    .map((line) => {
      const head = `[${shortTime(line.atMs)}] ${oneLine(line.displayName)}: `;
      const text = line.text.replace(/\r\n?/g, '\n').split('\n').join('\n    ');
      return `${head}${text}${marks(line)}\n`;
    })
    .join('');
}

/** The lines as they are, with times in ms of what is exported. */
export function toChatJson(lines: readonly ChatLine[]): string {
  return `${JSON.stringify(lines, null, 2)}\n`;
}

/** A page of its own without scripts or anything from elsewhere. */
export function toChatHtml(lines: readonly ChatLine[], title: string): string {
  const rows = lines.map((line) => {
    const name = `<b>${escapeMarkup(line.displayName)}</b>`;
    const text = `<span>${escapeMarkup(line.text + marks(line))}</span>`;
    return `<li><time>${shortTime(line.atMs)}</time> ${name} ${text}</li>`;
  });
  const style =
    'body{font:15px/1.5 sans-serif;max-width:46em;margin:2em auto;padding:0 1em}ol{list-style:none;padding:0}' +
    'time{color:#666;font-variant-numeric:tabular-nums}span{white-space:pre-wrap}';
  return [
    '<!doctype html>',
    '<html><head><meta charset="utf-8">',
    `<title>${escapeMarkup(title)}</title><style>${style}</style></head>`,
    `<body><h1>${escapeMarkup(title)}</h1><ol>`,
    ...rows,
    '</ol></body></html>',
    '',
  ].join('\n');
}

function marks(line: ChatLine): string {
  const notes = [
    ...(line.editedAtMs === null ? [] : ['edited']),
    ...(line.deletedAtMs === null ? [] : ['deleted later']),
    ...line.reactions.map(({ emoji, count }) => `${emoji} ${count}`),
  ];
  return notes.length === 0 ? '' : ` (${notes.join(', ')})`;
}
