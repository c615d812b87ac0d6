import { AppError } from '@shared/errors/app-error';
import type { ChildPort } from '../support/child-port';
import { Emitter } from '../support/emitter';
import type { Logger } from '../support/logger';
import { SupervisedChild } from '../support/supervised-child';
import type { JobHost } from './port';
import { type JobCommand, JobEvent } from './protocol';

/**
 * Exports and imports in a process of their own, started with the first one. When it dies, what was under way is
 * reported as failed, and the next one starts it anew.
 */
export function createChildJobHost(options: { spawn: () => ChildPort; logger: Logger }): JobHost {
  const { logger } = options;
  const events = new Emitter<JobEvent>((error) => logger.error('a job listener failed', { error }));
  const running = new Map<string, 'export' | 'import'>();
  const child = new SupervisedChild({
    name: 'export process',
    spawn: options.spawn,
    logger,
    onMessage(message) {
      const parsed = JobEvent.safeParse(message);
      if (!parsed.success) {
        const problem = parsed.error.issues[0]?.message;
        logger.error('the export process said something outside its protocol', { problem });
        return;
      }
      if (parsed.data.type === 'ended') running.delete(parsed.data.jobId);
      events.emit(parsed.data);
    },
    onCrash() {
      for (const [jobId, kind] of running) {
        const error = new AppError(
          `${kind}/failed`,
          'The process that did it stopped unexpectedly.',
        ).toView();
        events.emit({ type: 'ended', jobId, outcome: { kind: 'failed', error } });
      }
      running.clear();
    },
  });
  return {
    send(command) {
      if (command.type === 'run') running.set(command.jobId, command.order.kind);
      else if (!running.has(command.jobId)) return;
      child.send(command);
    },
    onEvent: events.on,
    async close() {
      await child.close({ type: 'shutdown' } satisfies JobCommand);
      events.clear();
    },
  };
}
