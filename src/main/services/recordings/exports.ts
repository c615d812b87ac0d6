import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ExportJob, ExportRequest } from '@shared/models/review';
import type { JobHost } from '../../export-process/port';
import type { JobEvent } from '../../export-process/protocol';
import { Emitter } from '../../support/emitter';
import { type Logger, silentLogger } from '../../support/logger';
import { JobQueue } from './job-queue';

/** Asks a person for a folder; null when they think better of it. */
export type PickFolder = (title: string) => Promise<string | null>;

/** Ended exports stay listed up to this many; the oldest go first. */
const ENDED_KEPT = 50;

export interface ExportsOptions {
  host: JobHost;
  pickFolder: PickFolder;
  showInFolder: (path: string) => void;
  /** Throws for what is no recording. */
  folderOf: (recordingId: string) => string;
  titleOf: (recordingId: string) => string;
  logger?: Logger;
}

/** Exports asked for, one after the other, and what became of them. */
export class ExportsService {
  readonly #options: ExportsOptions;
  readonly #queue: JobQueue;
  readonly #jobs = new Map<string, ExportJob>();
  readonly #changes: Emitter<ExportJob>;
  /** Returns the unsubscribe function. */
  readonly onChanged: (listener: (job: ExportJob) => void) => () => void;

  constructor(options: ExportsOptions) {
    this.#options = options;
    const logger = options.logger ?? silentLogger;
    this.#changes = new Emitter<ExportJob>((error) => logger.error('a listener failed', { error }));
    this.onChanged = this.#changes.on;
    this.#queue = new JobQueue(options.host, (event) => this.#onEvent(event));
  }

  /** In the order in which they were asked for. */
  list(): ExportJob[] {
    return [...this.#jobs.values()];
  }

  /** Asks for a folder, then begins or waits for its turn; null when the person cancels. */
  async start(request: ExportRequest): Promise<ExportJob | null> {
    const sessionDir = this.#options.folderOf(request.recordingId);
    const folder = await this.#options.pickFolder('Export into');
    if (folder === null) return null;
    const { recordingId } = request;
    const job: ExportJob = {
      exportId: randomUUID(),
      recordingId,
      title: this.#options.titleOf(recordingId),
      status: 'waiting',
      progress: 0,
      folder,
      files: [],
      notes: [],
      problem: null,
    };
    this.#set(job);
    this.#queue.add(job.exportId, { kind: 'export', sessionDir, folder, request });
    return this.#jobs.get(job.exportId) ?? job;
  }

  cancel(exportId: string): void {
    const job = this.#jobs.get(exportId);
    if (job && this.#queue.cancel(exportId)) this.#set({ ...job, status: 'cancelled' });
  }

  /** Takes an ended export off the list; what it wrote stays. */
  clear(exportId: string): void {
    const job = this.#jobs.get(exportId);
    if (job && isEnded(job)) this.#jobs.delete(exportId);
  }

  /** Shows what was written in the system's file manager. */
  show(exportId: string): void {
    const job = this.#jobs.get(exportId);
    if (!job) return;
    const [first] = job.files;
    this.#options.showInFolder(first ? join(job.folder, first.name) : job.folder);
  }

  close(): void {
    this.#queue.close();
    this.#changes.clear();
  }

  #onEvent(event: JobEvent): void {
    const job = this.#jobs.get(event.jobId);
    if (!job) return;
    if (event.type === 'progress') {
      const status = event.status === 'verifying' ? 'verifying' : 'running';
      this.#set({ ...job, status, progress: event.progress });
      return;
    }
    const { outcome } = event;
    switch (outcome.kind) {
      case 'exported':
        this.#set({
          ...job,
          status: 'done',
          progress: 1,
          title: outcome.title,
          files: outcome.files,
          notes: outcome.notes,
        });
        return;
      case 'cancelled':
        this.#set({ ...job, status: 'cancelled' });
        return;
      case 'failed':
        this.#set({ ...job, status: 'failed', problem: outcome.error.message });
        return;
      case 'imported':
        return;
    }
  }

  #set(job: ExportJob): void {
    this.#jobs.set(job.exportId, job);
    const ended = [...this.#jobs.values()].filter(isEnded);
    for (const old of ended.slice(0, Math.max(0, ended.length - ENDED_KEPT))) this.#jobs.delete(old.exportId);
    this.#changes.emit(job);
  }
}

function isEnded({ status }: ExportJob): boolean {
  return status === 'done' || status === 'failed' || status === 'cancelled';
}
