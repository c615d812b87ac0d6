import type { PermissionName } from '@shared/discord/permissions';
import { type AppError, toAppError } from '@shared/errors/app-error';
import type { DirectDestination } from '@shared/models/message-body';
import type { OutboxProblem, OutgoingContent } from '@shared/models/outbox';
import { type RefusalContext, refusalOf } from '../../discord/refusal';
import { fieldErrorsOf, meaningOf } from '../../discord/rest';

/** What a failed attempt means for the entry. */
export type Verdict =
  | { kind: 'problem'; problem: OutboxProblem }
  | { kind: 'slowMode'; retryAfterMs: number }
  /** Limits or a full queue; nothing of it arrived. */
  | { kind: 'later'; afterMs: number }
  /** Nothing of it arrived; it can be sent again when the network is back. */
  | { kind: 'offline' }
  /** The answer is missing: it may have arrived. */
  | { kind: 'unanswered'; error: AppError };

const DEFAULT_SLOW_MODE_MS = 5_000;

/**
 * Judges an error of sending to `target`. `notArrived` says that the server cannot have acted on it: the body had not
 * left completely, or what failed came before it.
 */
export function judge(
  thrown: unknown,
  {
    target,
    notArrived,
    refusal,
  }: { target: DirectDestination; notArrived: boolean; refusal: RefusalContext },
): Verdict {
  const error = toAppError(thrown);
  if (meaningOf(error) === 'slowMode') {
    const { retryAfterMs } = error.details;
    return {
      kind: 'slowMode',
      retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : DEFAULT_SLOW_MODE_MS,
    };
  }
  if (error.code === 'rest/rate-limited' || error.code === 'rest/queue-full') {
    const { retryAfterMs } = error.details;
    return { kind: 'later', afterMs: typeof retryAfterMs === 'number' ? retryAfterMs : DEFAULT_SLOW_MODE_MS };
  }
  if (error.code === 'rest/network') {
    // The REST client says whether the request had begun to leave.
    return error.details.sent === false || notArrived ? { kind: 'offline' } : { kind: 'unanswered', error };
  }
  if (!notArrived && (error.code === 'rest/server-error' || error.code === 'rest/unexpected-response')) {
    return { kind: 'unanswered', error };
  }
  return { kind: 'problem', problem: problemOf(error, target, refusal) };
}

function problemOf(error: AppError, target: DirectDestination, refusal: RefusalContext): OutboxProblem {
  const gone = (what: Extract<OutboxProblem, { kind: 'destinationGone' }>['what']): OutboxProblem => ({
    kind: 'destinationGone',
    what,
  });
  switch (meaningOf(error)) {
    case 'unknownChannel':
    case 'unknownGuild':
      return gone(target.kind === 'webhook' && target.threadId !== null ? 'thread' : 'channel');
    case 'unknownUser':
      return gone('user');
    case 'unknownWebhook':
    case 'invalidWebhookToken':
      return gone('webhook');
    case 'fileTooLarge':
      return { kind: 'tooLarge', limitBytes: null };
    case 'closedDirectMessages':
      return { kind: 'dmClosed' };
    case 'threadArchived':
    case 'threadLocked':
      return { kind: 'threadLocked' };
    case 'missingAccess':
    case 'missingPermission': {
      const told = refusalOf(error, refusal);
      if (told.kind === 'missingPermission') return told;
      break;
    }
    default:
  }
  if (error.details.status === 413) return { kind: 'tooLarge', limitBytes: null };
  if (target.kind === 'webhook' && (error.code === 'rest/unauthorized' || error.code === 'rest/not-found')) {
    return gone('webhook');
  }
  if (error.code === 'rest/invalid-request') {
    const problems = Object.entries(fieldErrorsOf(error)).map(([path, message]) => ({
      path: path === 'request' ? '' : path,
      message,
      limit: null,
      actual: null,
    }));
    if (problems.length > 0) return { kind: 'invalid', problems };
  }
  return { kind: 'failed', error: error.toView() };
}

/** The permissions a message takes at its destination, the most likely missing first. */
export function neededFor(
  content: OutgoingContent,
  target: DirectDestination,
  isThread: boolean,
): PermissionName[] {
  if (target.kind === 'webhook') return ['MANAGE_WEBHOOKS'];
  const needs: PermissionName[] = [isThread ? 'SEND_MESSAGES_IN_THREADS' : 'SEND_MESSAGES'];
  if (content.type === 'forward') return needs;
  if (content.body.files.length > 0) needs.push('ATTACH_FILES');
  if (content.body.embeds.length > 0) needs.push('EMBED_LINKS');
  if (content.body.replyTo) needs.push('READ_MESSAGE_HISTORY');
  return needs;
}
