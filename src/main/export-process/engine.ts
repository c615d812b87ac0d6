import { toAppError } from '@shared/errors/app-error';
import { runImport } from '../export/import/run-import';
import { runExport } from '../export/run-export';
import { findFfmpeg } from '../support/ffmpeg';
import type { JobCommand, JobEvent, JobOrder, JobOutcome } from './protocol';

/** Progress is told at most this often, ms. */
const TELL_EVERY_MS = 100;

export interface JobEngine {
  command(command: JobCommand): void;
  close(): Promise<void>;
}

/** Carries out jobs, each as soon as it is ordered. Never throws; every job ends with exactly one `ended`. */
export function createJobEngine(emit: (event: JobEvent) => void): JobEngine {
  const running = new Map<string, { abort: AbortController; ended: Promise<void> }>();

  async function run(jobId: string, order: JobOrder, signal: AbortSignal): Promise<void> {
    let told = { status: '', atMs: Number.NEGATIVE_INFINITY };
    const onProgress = (status: 'reading' | 'running' | 'verifying', progress: number) => {
      const atMs = performance.now();
      if (status === told.status && atMs - told.atMs < TELL_EVERY_MS) return;
      told = { status, atMs };
      emit({ type: 'progress', jobId, status, progress: Math.min(1, Math.max(0, progress)) });
    };
    let outcome: JobOutcome;
    try {
      const shared = { findFfmpeg: () => findFfmpeg(), nowMs: Date.now(), signal, onProgress };
      if (order.kind === 'export') {
        const { sessionDir, folder, request } = order;
        const done = await runExport({ ...shared, exportId: jobId, sessionDir, folder, request });
        outcome = { kind: 'exported', ...done };
      } else {
        const { path, libraryDir } = order;
        const done = await runImport({ ...shared, importId: jobId, path, libraryDir });
        outcome = { kind: 'imported', ...done };
      }
    } catch (error) {
      outcome = signal.aborted
        ? { kind: 'cancelled' }
        : { kind: 'failed', error: toAppError(error).toView() };
    }
    emit({ type: 'ended', jobId, outcome });
  }

  return {
    command(command) {
      switch (command.type) {
        case 'run': {
          const { jobId, order } = command;
          const abort = new AbortController();
          const ended = run(jobId, order, abort.signal).finally(() => running.delete(jobId));
          running.set(jobId, { abort, ended });
          return;
        }
        case 'cancel':
          running.get(command.jobId)?.abort.abort();
          return;
        case 'shutdown':
          return;
      }
    },
    async close() {
      const jobs = [...running.values()];
      for (const { abort } of jobs) abort.abort();
      await Promise.all(jobs.map(({ ended }) => ended));
    },
  };
}
