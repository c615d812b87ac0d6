import type { OutboxProblem } from '@shared/models/outbox';
import { adviceFor } from '../../advice';
import { outboxStrings } from '../../strings/outbox';
import { refusalStrings } from '../../strings/refusals';
import { formatBytes, formatDateTime } from '../../ui/format';
import { wordSlowMode } from './refusal';

const words = outboxStrings.problem;

/** Why it was not sent, and what to do about it. */
export function wordProblem(problem: OutboxProblem): string {
  switch (problem.kind) {
    case 'missingPermission':
      return refusalStrings.missingPermission(problem.permission, 'there');
    case 'destinationGone':
      return words.gone[problem.what];
    case 'dmClosed':
      return refusalStrings.dmClosed;
    case 'threadLocked':
      return refusalStrings.locked;
    case 'slowMode':
      return wordSlowMode(problem.retryAfterMs);
    case 'tooLarge':
      return words.tooLarge(problem.limitBytes === null ? null : formatBytes(problem.limitBytes));
    case 'invalid':
      return problem.problems.map(({ message }) => message).join(' ');
    case 'fileMissing':
      return words.fileMissing(problem.fileName);
    case 'uncertain':
      return words.uncertain;
    case 'missed':
      return words.missed(formatDateTime(problem.dueMs));
    case 'failed': {
      const { title, next } = adviceFor(problem.error);
      return `${title}. ${next}`;
    }
  }
}
