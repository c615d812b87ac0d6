import { AppError, type AppErrorOptions } from '@shared/errors/app-error';
import { redact } from '../../support/redact';

/**
 * Answers that are no success, as `AppError`s. `details` carries what a screen or a service may switch on:
 * `status`, `discordCode` (Discord's JSON error code), `route`, and `field:NAME` for each field complaint.
 */

export interface FailedAnswer {
  status: number;
  /** The parsed JSON body, or null when there was none or it was no JSON. */
  body: unknown;
  route: string;
  requestId: string | null;
}

const MAX_MESSAGE = 300;
const MAX_FIELDS = 20;

export function errorOfAnswer(answer: FailedAnswer): AppError {
  const { status } = answer;
  const discordCode = codeOf(answer.body);
  const details: Record<string, string | number | boolean | null> = {
    status,
    discordCode,
    route: answer.route,
    requestId: answer.requestId,
  };
  const said = messageOf(answer.body);
  const make = (code: AppError['code'], fallback: string, options: AppErrorOptions = {}) =>
    new AppError(code, said ?? fallback, { ...options, details });

  if (status === 401) return make('rest/unauthorized', 'The token was refused.');
  if (status === 403) return make('rest/missing-permission', 'Discord does not allow this.');
  if (status === 404) return make('rest/not-found', 'This does not exist any more.');
  if (status === 429) return make('rest/rate-limited', 'Too many requests.', { retryable: true });
  if (status >= 500)
    return make('rest/server-error', `The server has trouble (HTTP ${status}).`, { retryable: true });
  if (status >= 400) {
    Object.assign(details, fieldDetails(answer.body));
    return make('rest/invalid-request', `The request was refused (HTTP ${status}).`);
  }
  return make(
    'rest/unexpected-response',
    `The server answered with HTTP ${status}, which has no meaning here.`,
  );
}

/** Discord's JSON error code of a failure, or null: `50013` for a missing permission. */
export function discordCodeOf(error: unknown): number | null {
  const code = error instanceof AppError ? error.details.discordCode : null;
  return typeof code === 'number' ? code : null;
}

/** What Discord said about single fields of a refused request: `{ name: 'Must be between …' }`. */
export function fieldErrorsOf(error: unknown): Record<string, string> {
  const fields: Record<string, string> = {};
  if (!(error instanceof AppError)) return fields;
  for (const [key, value] of Object.entries(error.details)) {
    if (key.startsWith('field:') && typeof value === 'string') fields[key.slice('field:'.length)] = value;
  }
  return fields;
}

function codeOf(body: unknown): number | null {
  if (typeof body !== 'object' || body === null || !('code' in body)) return null;
  return typeof body.code === 'number' && Number.isInteger(body.code) ? body.code : null;
}

function messageOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('message' in body)) return null;
  if (typeof body.message !== 'string' || body.message === '') return null;
  // A careless server repeats what it was sent, and this sentence goes to the window: no token goes with it.
  return redact(body.message).slice(0, MAX_MESSAGE);
}

/** Walks the `errors` tree, which mirrors the request, down to its `_errors` lists. */
function fieldDetails(body: unknown): Record<string, string> {
  const fields: Record<string, string> = {};
  const visit = (node: unknown, path: string, depth: number) => {
    if (typeof node !== 'object' || node === null || depth > 12) return;
    for (const [key, value] of Object.entries(node)) {
      if (Object.keys(fields).length >= MAX_FIELDS) return;
      if (key === '_errors' && Array.isArray(value)) {
        const text = value.map(messageOf).filter((message) => message !== null);
        if (text.length > 0) fields[`field:${path || 'request'}`] = text.join(' ').slice(0, MAX_MESSAGE);
      } else visit(value, path ? `${path}.${key}` : key, depth + 1);
    }
  };
  if (typeof body === 'object' && body !== null && 'errors' in body) visit(body.errors, '', 0);
  return fields;
}
