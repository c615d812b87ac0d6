import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ImportJob } from '@shared/models/review';
import type { JobHost } from '../../export-process/port';
import type { JobEvent } from '../../export-process/protocol';
import { Emitter } from '../../support/emitter';
import { type Logger, silentLogger } from '../../support/logger';
import { JobQueue } from './job-queue';

/** Asks a person for a zip or a folder; null when they think better of it. */
export type PickImport = (kind: 'zip' | 'folder') => Promise<string | null>;

const ENDED_KEPT = 50;
/** What `export/work-dirs.ts` calls the folders of imports under way. */
const CUT_OFF = '.import-';

export interface ImportsOptions {
  host: JobHost;
  libraryDir: string;
  pick: PickImport;
  /** A session has appeared in the library. */
  onImported: () => void;
  logger?: Logger;
}

/** Sets of tracks on their way into the library, one after the other. */
export class ImportsService {
  readonly #options: ImportsOptions;
  readonly #queue: JobQueue;
  readonly #jobs = new Map<string, ImportJob>();
  readonly #changes: Emitter<ImportJob>;
  /** Returns the unsubscribe function. */
  readonly onChanged: (listener: (job: ImportJob) => void) => () => void;

  constructor(options: ImportsOptions) {
    this.#options = options;
    const logger = options.logger ?? silentLogger;
    this.#changes = new Emitter<ImportJob>((error) => logger.error('a listener failed', { error }));
    this.onChanged = this.#changes.on;
    this.#queue = new JobQueue(options.host, (event) => this.#onEvent(event));
  }

  /** Removes what imports that were cut off left in the library. To be called before any is started. */
  async sweep(): Promise<void> {
    const { libraryDir } = this.#options;
    const names = await readdir(libraryDir);
    for (const name of names.filter((one) => one.startsWith(CUT_OFF))) {
      await rm(join(libraryDir, name), { recursive: true, force: true });
    }
  }

  /** In the order in which they were asked for. */
  list(): ImportJob[] {
    return [...this.#jobs.values()];
  }

  /** Asks for a zip or a folder; null when the person cancels. */
  async start(kind: 'zip' | 'folder'): Promise<ImportJob | null> {
    const path = await this.#options.pick(kind);
    return path === null ? null : this.startDropped(path);
  }

  /** Takes in a zip or a folder that is known by its path. */
  startDropped(path: string): ImportJob {
    const job: ImportJob = {
      importId: randomUUID(),
      name: basename(path),
      status: 'reading',
      progress: 0,
      recordingId: null,
      problem: null,
      skipped: [],
    };
    this.#set(job);
    this.#queue.add(job.importId, { kind: 'import', path, libraryDir: this.#options.libraryDir });
    return job;
  }

  cancel(importId: string): void {
    const job = this.#jobs.get(importId);
    if (job && this.#queue.cancel(importId)) this.#set({ ...job, status: 'cancelled' });
  }

  close(): void {
    this.#queue.close();
    this.#changes.clear();
  }

  #onEvent(event: JobEvent): void {
    const job = this.#jobs.get(event.jobId);
    if (!job) return;
    if (event.type === 'progress') {
      const status = event.status === 'reading' ? 'reading' : 'running';
      this.#set({ ...job, status, progress: event.progress });
      return;
    }
    const { outcome } = event;
    switch (outcome.kind) {
      case 'imported': {
        const { recordingId, skipped } = outcome;
        this.#set({ ...job, status: 'done', progress: 1, recordingId, skipped });
        this.#options.onImported();
        return;
      }
      case 'cancelled':
        this.#set({ ...job, status: 'cancelled' });
        return;
      case 'failed':
        this.#set({ ...job, status: 'failed', problem: outcome.error.message });
        return;
      case 'exported':
        return;
    }
  }

  #set(job: ImportJob): void {
    this.#jobs.set(job.importId, job);
    const ended = [...this.#jobs.values()].filter(
      ({ status }) => status !== 'reading' && status !== 'running',
    );
    for (const old of ended.slice(0, Math.max(0, ended.length - ENDED_KEPT))) this.#jobs.delete(old.importId);
    this.#changes.emit(job);
  }
}
