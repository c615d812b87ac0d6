import { PERMISSION_LABELS, type PermissionName } from '@shared/discord/permissions';
import { AppError, toAppError } from '@shared/errors/app-error';
import type { DirectDestination } from '@shared/models/message-body';
import type { OutboxProblem } from '@shared/models/outbox';
import { fieldErrorsOf, meaningOf } from '../../discord/rest';

/** What a failed attempt means for the entry. */
export type Verdict =
  | { kind: 'problem'; problem: OutboxProblem }
  | { kind: 'slowMode'; retryAfterMs: number }
  /** Nothing of it arrived; it can be sent again when the network is back. */
  | { kind: 'offline' }
  /** The answer is missing: it may have arrived. */
  | { kind: 'unanswered'; error: AppError };

/** A connection that was never made carried nothing. */
const NEVER_LEFT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const DEFAULT_SLOW_MODE_MS = 5_000;

/**
 * Judges an error of sending to `target`. `uploadCutOff` says that the body had not left completely, so that the
 * server cannot have acted on it.
 */
export function judge(thrown: unknown, target: DirectDestination, uploadCutOff: boolean): Verdict {
  const error = toAppError(thrown);
  if (meaningOf(error) === 'slowMode') {
    const { retryAfterMs } = error.details;
    return {
      kind: 'slowMode',
      retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : DEFAULT_SLOW_MODE_MS,
    };
  }
  if (error.code === 'rest/network') {
    const { cause } = error.details;
    const neverLeft = typeof cause === 'string' && NEVER_LEFT.has(cause);
    return neverLeft || uploadCutOff ? { kind: 'offline' } : { kind: 'unanswered', error };
  }
  if (error.code === 'rest/server-error' || error.code === 'rest/unexpected-response') {
    return { kind: 'unanswered', error };
  }
  return { kind: 'problem', problem: problemOf(error, target) };
}

function problemOf(error: AppError, target: DirectDestination): OutboxProblem {
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
      return { kind: 'missingPermission', permission: PERMISSION_LABELS.VIEW_CHANNEL };
    case 'missingPermission':
      return { kind: 'missingPermission', permission: PERMISSION_LABELS[needed(target)] };
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

function needed(target: DirectDestination): PermissionName {
  return target.kind === 'webhook' ? 'MANAGE_WEBHOOKS' : 'SEND_MESSAGES';
}

/** A failure that ends the attempt with the entry as it is: the outbox closes, or the person cancelled. */
export function isAbort(thrown: unknown, signal: AbortSignal): boolean {
  return signal.aborted && !(thrown instanceof AppError);
}
