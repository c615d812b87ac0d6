/* The error type without zod: the window loads this at start, and schemas only where it parses. */

/**
 * Every code a failure can carry. One catalogue, so that the renderer can say what to do next for each
 * (see `advice.ts`) and nobody matches on message text.
 */
export const ERROR_CODES = [
  'rest/unauthorized',
  'rest/missing-permission',
  'rest/not-found',
  'rest/invalid-request',
  'rest/rate-limited',
  'rest/server-error',
  'rest/network',
  'rest/unexpected-response',
  'rest/queue-full',
  'gateway/auth-failed',
  'gateway/disallowed-intents',
  'gateway/fatal-close',
  'gateway/network',
  'voice/join-timeout',
  'voice/no-common-mode',
  'voice/dave-rejected',
  'voice/disconnected',
  'voice/network',
  'voice/engine-crashed',
  'live/deck-empty',
  'live/deck-on-air',
  'media/not-audio',
  'media/unreadable',
  'media/damaged',
  'media/stalled',
  'media/interrupted',
  'media/ffmpeg-missing',
  'files/unreadable',
  'files/too-large',
  'files/too-many',
  'outbox/not-saved',
  'recording/disk-full',
  'recording/write-failed',
  'recording/damaged',
  'recording/not-found',
  'recording/just-split',
  'export/nothing',
  'export/failed',
  'export/disk-full',
  'import/refused',
  'import/failed',
  'import/disk-full',
  'practice/start-failed',
  'practice/stopped',
  'practice/refused',
  'vault/locked',
  'vault/wrong-passphrase',
  'vault/unavailable',
  'archive/empty',
  'archive/disk-full',
  'archive/unavailable',
  'archive/failed',
  'account/not-connected',
  'account/unknown',
  'ipc/invalid-input',
  'ipc/invalid-output',
  'ipc/forbidden-sender',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** What crosses IPC and is safe to show or log: no secrets, no paths of the user's home. */
export interface ErrorView {
  code: ErrorCode;
  message: string;
  retryable: boolean;
  details: Record<string, string | number | boolean | null>;
}

export interface AppErrorOptions {
  /** True when the same call may succeed later without the person changing anything. */
  retryable?: boolean;
  /** Safe to show: ids, names, numbers. Never tokens, URLs with tokens, or message content. */
  details?: ErrorView['details'];
  cause?: unknown;
}

/** A failure with a code from the catalogue. Wrap once, where meaning is added. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly details: ErrorView['details'];

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
  }

  /** The part that may cross a process border. */
  toView(): ErrorView {
    return { code: this.code, message: this.message, retryable: this.retryable, details: this.details };
  }

  static fromView(view: ErrorView): AppError {
    return new AppError(view.code, view.message, { retryable: view.retryable, details: view.details });
  }
}

/** Any thrown thing as an `AppError`; what is not one already becomes `internal` with the cause kept. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError('internal', message, { cause: thrown });
}
