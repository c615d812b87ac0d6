import type { OutboxEntry, OutboxProblem } from '@shared/models/outbox';
import { adviceFor } from '../../advice';
import { outboxStrings as words } from '../../strings/outbox';
import { refusalStrings } from '../../strings/refusals';
import { formatBytes, formatDateTime, formatTime } from '../../ui/format';
import { wordSlowMode } from '../trouble';

/** Why it was not sent, and what to do about it. */
export function problemText(problem: OutboxProblem): string {
  switch (problem.kind) {
    case 'missingPermission':
      return refusalStrings.missingPermission(problem.permission, 'there');
    case 'destinationGone':
      return words.problem.gone[problem.what];
    case 'dmClosed':
      return refusalStrings.dmClosed;
    case 'threadLocked':
      return refusalStrings.locked;
    case 'slowMode':
      return wordSlowMode(problem.retryAfterMs);
    case 'tooLarge':
      return words.problem.tooLarge(problem.limitBytes === null ? null : formatBytes(problem.limitBytes));
    case 'invalid':
      return problem.problems.map(({ message }) => message).join(' ');
    case 'fileMissing':
      return words.problem.fileMissing(problem.fileName);
    case 'uncertain':
      return words.problem.uncertain;
    case 'missed':
      return words.problem.missed(formatDateTime(problem.dueMs));
    case 'failed': {
      const { title, next } = adviceFor(problem.error);
      return `${title}. ${next}`;
    }
  }
}

/** Where it stands, in a few words. `nowMs` for what is counted down. */
export function stateText({ state }: OutboxEntry, nowMs: number): string {
  switch (state.kind) {
    case 'holding':
      return words.holding(Math.max(0, Math.ceil((state.untilMs - nowMs) / 1_000)));
    case 'scheduled':
      return words.at(state.sendAtMs);
    case 'queued': {
      const reason = words.queued[state.reason];
      return state.untilMs === null ? reason : `${reason}, ${words.until(formatTime(state.untilMs))}`;
    }
    case 'sending':
      return state.totalBytes > 0
        ? words.uploading(Math.floor((100 * state.sentBytes) / state.totalBytes))
        : words.sending;
    case 'sent':
      return words.sentAt(state.atMs);
    case 'failed':
      return problemText(state.problem);
    case 'cancelled':
      return words.cancelledAt(state.atMs);
  }
}

/** One line of what is posted. */
export function excerptOf({ content }: OutboxEntry): string {
  if (content.type === 'forward') return words.forward(content.excerpt);
  const { body } = content;
  const text = body.content.trim();
  const parts = words.parts(body.embeds.length, body.components.length, body.files.length);
  return [text, parts].filter((part) => part !== '').join(' · ');
}
