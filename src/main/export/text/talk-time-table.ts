import type { TalkTime } from '@shared/models/review';
import { oneLine } from './labels';
import { shortTime } from './time';

/** Seconds with a tenth, for calculating on. A name that a spreadsheet would take for a formula is quoted off. */
export function toTalkTimeCsv(rows: readonly TalkTime[]): string {
  const total = rows.reduce((sum, row) => sum + row.talkMs, 0);
  const seconds = (ms: number) => (ms / 1_000).toFixed(1);
  const head = 'user_id,name,present_s,talk_s,share_percent,turns,longest_turn_s,overlap_s';
  const lines = rows.map((row) =>
    [
      csvText(row.userId),
      csvText(row.displayName),
      seconds(row.presentMs),
      seconds(row.talkMs),
      share(row.talkMs, total).toFixed(1),
      String(row.turns),
      seconds(row.longestTurnMs),
      seconds(row.overlapMs),
    ].join(','),
  );
  return [head, ...lines, ''].join('\r\n');
}

/** A table for people. */
export function toTalkTimeMarkdown(rows: readonly TalkTime[], title: string): string {
  const total = rows.reduce((sum, row) => sum + row.talkMs, 0);
  const cell = (text: string) => oneLine(text).replace(/[\\|<>*_`[\]]/g, '\\$&');
  const lines = rows.map((row) => {
    const cells = [
      cell(row.displayName),
      shortTime(row.talkMs),
      `${share(row.talkMs, total).toFixed(0)} %`,
      String(row.turns),
      shortTime(row.longestTurnMs),
      shortTime(row.overlapMs),
      shortTime(row.presentMs),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    `# ${cell(title)}`,
    '',
    '| Name | Spoke | Share | Turns | Longest turn | While others spoke | Present |',
    '|---|--:|--:|--:|--:|--:|--:|',
    ...lines,
    '',
  ].join('\n');
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : (part / whole) * 100;
}

function csvText(text: string): string {
  const line = oneLine(text);
  const safe = /^[=+\-@]/.test(line) ? `'${line}` : line;
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
