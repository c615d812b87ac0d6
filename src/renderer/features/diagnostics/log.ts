import type { DiagnosticsSnapshot } from '@shared/models/app';

export type LogLine = DiagnosticsSnapshot['log'][number];
/** The lowest level shown. */
export type LogFloor = 'info' | 'warn' | 'error';

const ORDER = ['debug', 'info', 'warn', 'error'] as const;

/** Lines of a level and above that hold the text, in their order. */
export function filterLog(log: readonly LogLine[], floor: LogFloor, text: string): LogLine[] {
  const least = ORDER.indexOf(floor);
  const wanted = text.trim().toLocaleLowerCase();
  return log.filter(
    (line) =>
      ORDER.indexOf(line.level) >= least &&
      (wanted === '' || `${line.area} ${line.message} ${line.fields}`.toLocaleLowerCase().includes(wanted)),
  );
}

/** One line as a file would hold it. */
export function logText({ timeMs, level, area, message, fields }: LogLine): string {
  return `${new Date(timeMs).toISOString()} ${level.padEnd(5)} ${area}: ${message} ${fields}`.trimEnd();
}

/** A name for each line that stays when older lines fall out: its time, and which of that millisecond it is. */
export function logKeys(lines: readonly LogLine[]): string[] {
  let atMs = Number.NaN;
  let nth = 0;
  return lines.map(({ timeMs }) => {
    nth = timeMs === atMs ? nth + 1 : 0;
    atMs = timeMs;
    return `${timeMs}-${nth}`;
  });
}
