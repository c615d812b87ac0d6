import type { CheckLine, CheckSheet } from '@shared/models/live';

/** What a go-live sheet says as a whole. Pure: what was not looked at is never called ready. */
export type CheckVerdict =
  | { kind: 'running' }
  | { kind: 'failed'; lines: number }
  /** Some lines were not checked: it was stopped, or only some were asked for. */
  | { kind: 'partial'; lines: number; stopped: boolean }
  | { kind: 'toKnow'; lines: number }
  | { kind: 'ready' };

export function verdictOf({ lines, finishedAtMs }: Pick<CheckSheet, 'lines' | 'finishedAtMs'>): CheckVerdict {
  if (finishedAtMs === null) return { kind: 'running' };
  const count = (holds: (line: CheckLine) => boolean) => lines.filter(holds).length;
  const fails = count(({ status }) => status === 'fail');
  if (fails > 0) return { kind: 'failed', lines: fails };
  const unchecked = count((line) => isOpen(line) && !isOff(line));
  if (unchecked > 0) {
    return {
      kind: 'partial',
      lines: unchecked,
      stopped: lines.some(({ notes }) => notes.includes('cancelled')),
    };
  }
  const toKnow = count((line) => line.status === 'warn' || isOff(line));
  return toKnow > 0 ? { kind: 'toKnow', lines: toKnow } : { kind: 'ready' };
}

/** What a host does next: on air when all is well, else to check, for the first time or again. */
export function nextStep(sheet: Pick<CheckSheet, 'lines' | 'finishedAtMs'> | null): 'check' | 'join' {
  const kind = sheet === null ? 'running' : verdictOf(sheet).kind;
  return kind === 'ready' || kind === 'toKnow' ? 'join' : 'check';
}

/** When the oldest of what it says was found out; null while nothing was. */
export function checkedAtMs({ lines }: Pick<CheckSheet, 'lines'>): number | null {
  const times = lines.flatMap((line) => (isOpen(line) ? [] : (line.atMs ?? [])));
  return times.length === 0 ? null : Math.min(...times);
}

const isOpen = ({ status }: CheckLine) =>
  status === 'skipped' || status === 'waiting' || status === 'running';

/** Switched off by the host: that is known, though it could not be measured. */
const isOff = ({ status, notes }: CheckLine) => status === 'skipped' && notes.includes('off');
