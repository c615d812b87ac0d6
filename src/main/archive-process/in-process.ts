import { AppError } from '@shared/errors/app-error';
import { Asking } from './asking';
import { type ArchiveEngine, createArchiveEngine } from './engine';
import type { ArchiveHost } from './port';

/** Archives in this very process, for tests and headless runs. */
export function createInProcessArchiveHost(): ArchiveHost {
  let closed = false;
  const engine: ArchiveEngine = createArchiveEngine((message) =>
    queueMicrotask(() => asking.receive(message)),
  );
  const asking = new Asking((message) => engine.take(message));
  return {
    ask(file, name, input, options) {
      if (closed) return Promise.reject(new AppError('archive/unavailable', 'The archive was closed.'));
      return asking.ask(file, name, input, options);
    },
    async close() {
      if (closed) return;
      closed = true;
      engine.close();
      asking.rejectAll(new AppError('archive/unavailable', 'The archive was closed.'));
    },
  };
}
