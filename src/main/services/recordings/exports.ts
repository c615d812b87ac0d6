import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ExportJob, ExportRequest } from '@shared/models/review';
import type { JobHost } from '../../export-process/port';
import { type Logger, silentLogger } from '../../support/logger';
import { JobList } from './job-list';

/** Asks a person for a folder; null when they think better of it. */
export type PickFolder = (title: string) => Promise<string | null>;

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
  readonly #jobs: JobList<ExportJob>;
  /** Returns the unsubscribe function. */
  readonly onChanged: (listener: (job: ExportJob) => void) => () => void;

  constructor(options: ExportsOptions) {
    this.#options = options;
    this.#jobs = new JobList<ExportJob>({
      host: options.host,
      idOf: ({ exportId }) => exportId,
      statusOf: (told) => (told === 'verifying' ? 'verifying' : 'running'),
      done(job, outcome) {
        if (outcome.kind !== 'exported') return null;
        const { title, files, notes } = outcome;
        return { ...job, status: 'done', progress: 1, title, files, notes };
      },
      logger: options.logger ?? silentLogger,
    });
    this.onChanged = this.#jobs.onChanged;
  }

  /** In the order in which they were asked for. */
  list(): ExportJob[] {
    return this.#jobs.list();
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
      what: request.what,
      format: request.format,
      status: 'waiting',
      progress: 0,
      folder,
      files: [],
      notes: [],
      problem: null,
    };
    return this.#jobs.add(job, { kind: 'export', sessionDir, folder, request });
  }

  cancel(exportId: string): void {
    this.#jobs.cancel(exportId);
  }

  /** Takes an ended export off the list; what it wrote stays. */
  clear(exportId: string): void {
    this.#jobs.clear(exportId);
  }

  /** Shows what was written in the system's file manager. */
  show(exportId: string): void {
    const job = this.#jobs.get(exportId);
    if (!job) return;
    const [first] = job.files;
    this.#options.showInFolder(first ? join(job.folder, first.name) : job.folder);
  }

  close(): void {
    this.#jobs.close();
  }
}
