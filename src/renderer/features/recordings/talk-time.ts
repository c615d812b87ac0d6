import type { TalkTime } from '@shared/models/review';
import { formatTimer } from '../../ui/format';

export type TalkColumn = 'name' | 'talk' | 'present' | 'turns' | 'longest' | 'overlap';

/** In the order a person chose; equal ones by name. */
export function sortedTalk(people: readonly TalkTime[], by: TalkColumn, down: boolean): TalkTime[] {
  const figureOf = (one: TalkTime): number => {
    switch (by) {
      case 'talk':
        return one.talkMs;
      case 'present':
        return one.presentMs;
      case 'turns':
        return one.turns;
      case 'longest':
        return one.longestTurnMs;
      case 'overlap':
        return one.overlapMs;
      case 'name':
        return 0;
    }
  };
  return [...people].sort((a, b) => {
    const names = a.displayName.localeCompare(b.displayName);
    if (by === 'name') return down ? -names : names;
    return (down ? figureOf(b) - figureOf(a) : figureOf(a) - figureOf(b)) || names;
  });
}

/** How much of all talk is theirs, 0..1; 0 when nobody spoke. */
export function shareOf(one: TalkTime, people: readonly TalkTime[]): number {
  const all = people.reduce((sum, { talkMs }) => sum + talkMs, 0);
  return all === 0 ? 0 : one.talkMs / all;
}

const HEADS = ['Name', 'Talk', 'Share', 'Present', 'Turns', 'Longest turn', 'At the same time as others'];

function cellsOf(one: TalkTime, people: readonly TalkTime[]): string[] {
  return [
    one.displayName,
    formatTimer(one.talkMs),
    `${(shareOf(one, people) * 100).toFixed(1)} %`,
    formatTimer(one.presentMs),
    String(one.turns),
    formatTimer(one.longestTurnMs),
    formatTimer(one.overlapMs),
  ];
}

/** A table for chats and notes. A name cannot break out of its cell. */
export function talkMarkdown(people: readonly TalkTime[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replace(/\s+/g, ' ').replace(/[\\|]/g, '\\$&')).join(' | ')} |`;
  return [line(HEADS), line(HEADS.map(() => '---')), ...people.map((one) => line(cellsOf(one, people)))]
    .join('\n')
    .concat('\n');
}

/** For spreadsheets: seconds as numbers. What a spreadsheet would run as a formula is quoted as text. */
export function talkCsv(people: readonly TalkTime[]): string {
  const cell = (text: string) => {
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const heads = ['name', 'talk_s', 'share', 'present_s', 'turns', 'longest_turn_s', 'overlap_s'];
  const seconds = (ms: number) => (ms / 1_000).toFixed(1);
  const lines = people.map((one) => [
    cell(one.displayName),
    seconds(one.talkMs),
    shareOf(one, people).toFixed(4),
    seconds(one.presentMs),
    String(one.turns),
    seconds(one.longestTurnMs),
    seconds(one.overlapMs),
  ]);
  return [heads, ...lines]
    .map((cells) => cells.join(','))
    .join('\r\n')
    .concat('\r\n');
}
