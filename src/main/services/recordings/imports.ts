import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ImportJob } from '@shared/models/review';
import type { JobHost } from '../../export-process/port';
import { isImportWorkDir } from '../../recording';
import { type Logger, silentLogger } from '../../support/logger';
import { JobList } from './job-list';

/** Asks a person for a zip or a folder; null when they think better of it. */
export type PickImport = (kind: 'zip' | 'folder') => Promise<string | null>;

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
  readonly #jobs: JobList<ImportJob>;
  /** Returns the unsubscribe function. */
  readonly onChanged: (listener: (job: ImportJob) => void) => () => void;

  constructor(options: ImportsOptions) {
    this.#options = options;
    this.#jobs = new JobList<ImportJob>({
      host: options.host,
      idOf: ({ importId }) => importId,
      statusOf: (told) => (told === 'reading' ? 'reading' : 'running'),
      done(job, outcome) {
        if (outcome.kind !== 'imported') return null;
        const { recordingId, skipped } = outcome;
        return { ...job, status: 'done', progress: 1, recordingId, skipped };
      },
      logger: options.logger ?? silentLogger,
    });
    this.onChanged = this.#jobs.onChanged;
    this.#jobs.onChanged(({ status }) => {
      if (status === 'done') options.onImported();
    });
  }

  /** Removes what imports that were cut off left in the library. To be called before any is started. */
  async sweep(): Promise<void> {
    const { libraryDir } = this.#options;
    const names = await readdir(libraryDir);
    for (const name of names.filter(isImportWorkDir)) {
      await rm(join(libraryDir, name), { recursive: true, force: true });
    }
  }

  /** In the order in which they were asked for. */
  list(): ImportJob[] {
    return this.#jobs.list();
  }

  /** Asks for a zip or a folder; null when the person cancels. */
  async start(kind: 'zip' | 'folder'): Promise<ImportJob | null> {
    const path = await this.#options.pick(kind);
    return path === null ? null : this.startDropped(path);
  }

  /** Takes in a zip or a folder that is known by its path: at once, or when those before it have ended. */
  startDropped(path: string): ImportJob {
    const job: ImportJob = {
      importId: randomUUID(),
      name: basename(path),
      status: 'waiting',
      progress: 0,
      recordingId: null,
      problem: null,
      skipped: [],
    };
    return this.#jobs.add(job, { kind: 'import', path, libraryDir: this.#options.libraryDir });
  }

  cancel(importId: string): void {
    this.#jobs.cancel(importId);
  }

  close(): void {
    this.#jobs.close();
  }
}
