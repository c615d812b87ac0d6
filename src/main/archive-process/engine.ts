import { Archive } from '../archive';
import { sqliteCodeOf } from '../archive/database';
import { ARCHIVE_REQUESTS } from '../archive/requests';
import type { ArchiveFailure, ArchiveHostMessage, ArchiveProcessMessage } from './protocol';

export interface ArchiveEngine {
  take(message: ArchiveHostMessage): void;
  close(): void;
}

/** Opened files are few: the account's, and another one somebody looks into. */
const MAX_OPEN = 3;

/** Answers questions, one after the other but for exports, which let others in between. Never throws. */
export function createArchiveEngine(emit: (message: ArchiveProcessMessage) => void): ArchiveEngine {
  /** Least recently used first. */
  const open = new Map<string, Archive>();
  const exports = new Map<number, { abort: AbortController; file: string }>();

  const archiveOf = (file: string): Archive => {
    const archive = open.get(file) ?? new Archive(file, Date.now());
    open.delete(file);
    open.set(file, archive);
    for (const [other, idle] of open) {
      if (open.size <= MAX_OPEN) break;
      if ([...exports.values()].some((running) => running.file === other)) continue;
      idle.close();
      open.delete(other);
    }
    return archive;
  };

  async function answer(message: Extract<ArchiveHostMessage, { kind: 'request' }>): Promise<void> {
    const { id, file, name } = message;
    const input = ARCHIVE_REQUESTS[name].input.safeParse(message.input);
    if (!input.success) {
      const issue = input.error.issues[0];
      const where = issue?.path.join('.') ?? '';
      emit({ kind: 'failed', id, failure: { code: 'invalid', message: `${name} ${where}: ${issue?.code}` } });
      return;
    }
    const abort = new AbortController();
    if (name === 'export') exports.set(id, { abort, file });
    try {
      const output = await archiveOf(file).handle(name, input.data, {
        signal: abort.signal,
        onProgress: (rows) => emit({ kind: 'progress', id, rows }),
      });
      emit({ kind: 'answer', id, output });
    } catch (error) {
      emit({ kind: 'failed', id, failure: failureOf(error, abort.signal.aborted) });
    } finally {
      exports.delete(id);
    }
  }

  return {
    take(message) {
      switch (message.kind) {
        case 'request':
          void answer(message);
          return;
        case 'cancel':
          exports.get(message.id)?.abort.abort();
          return;
        case 'shutdown':
          return;
      }
    },
    close() {
      for (const { abort } of exports.values()) abort.abort();
      for (const archive of open.values()) archive.close();
      open.clear();
    },
  };
}

function failureOf(error: unknown, cancelled: boolean): ArchiveFailure {
  if (cancelled) return { code: 'cancelled', message: 'It was cancelled.' };
  const message = error instanceof Error ? error.message : String(error);
  const fileCode = error instanceof Error && 'code' in error ? String(error.code) : null;
  return { code: sqliteCodeOf(error) ?? fileCode, message };
}
