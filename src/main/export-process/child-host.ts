import { rm } from 'node:fs/promises';
import { AppError } from '@shared/errors/app-error';
import { exportWorkDir, importWorkDir } from '../export/work-dirs';
import type { ChildPort } from '../support/child-port';
import { Emitter } from '../support/emitter';
import type { Logger } from '../support/logger';
import { SupervisedChild } from '../support/supervised-child';
import type { JobHost } from './port';
import { type JobCommand, JobEvent, type JobOrder } from './protocol';

/**
 * Exports and imports in a process of their own, started with the first one. When it dies, what was under way is
 * reported as failed, and the next one starts it anew.
 */
export function createChildJobHost(options: { spawn: () => ChildPort; logger: Logger }): JobHost {
  const { logger } = options;
  const events = new Emitter<JobEvent>((error) => logger.error('a job listener failed', { error }));
  const running = new Map<string, JobOrder>();
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
      for (const [jobId, order] of running) void clearUp(jobId, order);
      running.clear();
    },
  });
  /** What the process was writing when it died is nobody's any more. */
  async function clearUp(jobId: string, order: JobOrder): Promise<void> {
    const folder =
      order.kind === 'export' ? exportWorkDir(order.folder, jobId) : importWorkDir(order.libraryDir, jobId);
    try {
      await rm(folder, { recursive: true, force: true });
    } catch (error) {
      logger.warn('the rest of a job cannot be removed', { jobId, error });
    }
    const code = `${order.kind}/failed` as const;
    const error = new AppError(code, 'The process that did it stopped unexpectedly.').toView();
    events.emit({ type: 'ended', jobId, outcome: { kind: 'failed', error } });
  }

  return {
    send(command) {
      if (command.type === 'run') running.set(command.jobId, command.order);
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
