import { AppError } from '@shared/errors/app-error';
import { ARCHIVE_REQUESTS, type ArchiveRequestName, type RequestOutput } from '../archive/requests';
import type { AskOptions } from './port';
import { type ArchiveFailure, type ArchiveHostMessage, ArchiveProcessMessage } from './protocol';

type Request = Extract<ArchiveHostMessage, { kind: 'request' }>;

interface Asked {
  request: Request;
  options: AskOptions;
  resolve(output: unknown): void;
  reject(error: unknown): void;
  /** How often it went to a process that died. */
  lost: number;
  forgetSignal(): void;
}

/** A question that kills the process is not asked a third time. */
const MAX_LOST = 2;

/** Questions under way: numbered, sent, and matched with their answers. */
export class Asking {
  readonly #send: (message: ArchiveHostMessage) => void;
  readonly #asked = new Map<number, Asked>();
  #lastId = 0;

  constructor(send: (message: ArchiveHostMessage) => void) {
    this.#send = send;
  }

  ask<N extends ArchiveRequestName>(
    file: string,
    name: N,
    input: unknown,
    options: AskOptions = {},
  ): Promise<RequestOutput<N>> {
    const { signal } = options;
    if (signal?.aborted) return Promise.reject(signal.reason);
    this.#lastId += 1;
    const id = this.#lastId;
    const request: Request = { kind: 'request', id, file, name, input };
    const answered = new Promise<unknown>((resolve, reject) => {
      const cancel = () => this.#send({ kind: 'cancel', id });
      signal?.addEventListener('abort', cancel, { once: true });
      const forgetSignal = () => signal?.removeEventListener('abort', cancel);
      this.#asked.set(id, { request, options, resolve, reject, lost: 0, forgetSignal });
    });
    this.#send(request);
    // `receive` has parsed it by the schema of this very name.
    return answered as Promise<RequestOutput<N>>;
  }

  /** Something the process said. Returns a problem for the log, or null. */
  receive(message: unknown): string | null {
    const parsed = ArchiveProcessMessage.safeParse(message);
    if (!parsed.success) return parsed.error.issues[0]?.message ?? 'unreadable';
    const asked = this.#asked.get(parsed.data.id);
    // Of a process before this one.
    if (!asked) return null;
    if (parsed.data.kind === 'progress') {
      asked.options.onProgress?.(parsed.data.rows);
      return null;
    }
    this.#settle(asked);
    if (parsed.data.kind === 'failed') {
      const cancelled = parsed.data.failure.code === 'cancelled' && asked.options.signal?.aborted;
      asked.reject(cancelled ? asked.options.signal?.reason : errorOf(parsed.data.failure));
      return null;
    }
    const output = ARCHIVE_REQUESTS[asked.request.name].output.safeParse(parsed.data.output);
    if (output.success) {
      asked.resolve(output.data);
      return null;
    }
    asked.reject(new AppError('archive/failed', 'The archive gave an answer that cannot be read.'));
    return `${asked.request.name}: ${output.error.issues[0]?.path.join('.')}`;
  }

  /** The process is gone. Asks again what may be asked again; all questions may, since a write counts once. */
  askAgain(): void {
    for (const asked of [...this.#asked.values()]) {
      asked.lost += 1;
      if (asked.lost >= MAX_LOST || asked.request.name === 'export') {
        this.#settle(asked);
        asked.reject(
          new AppError('archive/failed', 'The archive stopped over this and was started anew.', {
            retryable: true,
          }),
        );
      } else this.#send(asked.request);
    }
  }

  rejectAll(error: AppError): void {
    for (const asked of [...this.#asked.values()]) {
      this.#settle(asked);
      asked.reject(error);
    }
  }

  #settle(asked: Asked): void {
    asked.forgetSignal();
    this.#asked.delete(asked.request.id);
  }
}

/** No room: of SQLite, and of the system where it writes exports. */
const FULL: ReadonlySet<string | null> = new Set(['SQLITE_FULL', 'ENOSPC', 'EDQUOT', 'EFBIG']);
/** What the disk or another process has done to us, with its finer codes; the same question may work later. */
const PASSING = /^SQLITE_(BUSY|LOCKED|IOERR|CANTOPEN|READONLY|NOMEM|PROTOCOL)/;

function errorOf({ code, message }: ArchiveFailure): AppError {
  if (FULL.has(code)) {
    return new AppError('archive/disk-full', 'The disk is full: nothing more can be kept.', {
      retryable: true,
    });
  }
  return new AppError('archive/failed', `The archive could not do this: ${message}`, {
    retryable: code !== null && PASSING.test(code),
    details: { code },
  });
}
