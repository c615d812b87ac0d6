import { AppError } from '@shared/errors/app-error';
import type { ChildPort } from '../support/child-port';
import type { Clock } from '../support/clock';
import type { Logger } from '../support/logger';
import { createRestartBudget } from '../support/restart-budget';
import { SupervisedChild } from '../support/supervised-child';
import { Asking } from './asking';
import type { ArchiveHost } from './port';
import type { ArchiveHostMessage } from './protocol';

export interface ChildArchiveHostOptions {
  spawn: () => ChildPort;
  clock: Clock;
  logger: Logger;
  /** How long `close` waits before the process is killed, ms. */
  closeTimeoutMs?: number;
}

const RESTARTS = 5;
const RESTART_WINDOW_MS = 60_000;

/** Archives in a process of their own, started by the first question and anew after a crash, a few times a minute. */
export function createChildArchiveHost(options: ChildArchiveHostOptions): ArchiveHost {
  const { clock, logger } = options;
  const mayRestart = createRestartBudget(RESTARTS, RESTART_WINDOW_MS, () => clock.monotonicMs());
  let downUntilMs = 0;
  const gone = () =>
    new AppError('archive/unavailable', 'The archive does not stay up and rests for a minute.', {
      retryable: true,
    });
  const child = new SupervisedChild({
    name: 'archive process',
    spawn: options.spawn,
    logger,
    onMessage: (message) => {
      const problem = asking.receive(message);
      if (problem !== null) {
        logger.error('the archive process said something outside its protocol', { problem });
      }
    },
    onCrash: () => {
      if (mayRestart()) {
        asking.askAgain();
        return;
      }
      downUntilMs = clock.monotonicMs() + RESTART_WINDOW_MS;
      asking.rejectAll(gone());
    },
    ...(options.closeTimeoutMs === undefined ? {} : { closeTimeoutMs: options.closeTimeoutMs }),
  });
  const asking = new Asking((message) => child.send(message));

  return {
    ask(file, name, input, askOptions) {
      if (child.isClosed) {
        return Promise.reject(new AppError('archive/unavailable', 'The archive was closed.'));
      }
      if (clock.monotonicMs() < downUntilMs) return Promise.reject(gone());
      return asking.ask(file, name, input, askOptions);
    },
    async close() {
      await child.close({ kind: 'shutdown' } satisfies ArchiveHostMessage);
      asking.rejectAll(new AppError('archive/unavailable', 'The archive was closed.'));
    },
  };
}
