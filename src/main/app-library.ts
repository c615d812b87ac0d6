import { join } from 'node:path';
import type { AppContext } from './app-context';
import { createChildJobHost } from './export-process/child-host';
import type { JobHost } from './export-process/port';
import { createChildReviewHost } from './review-process/child-host';
import {
  createRecordingsService,
  ExportsService,
  ImportsService,
  type RecordingsService,
} from './services/recordings/index';

export interface LibraryPart {
  readonly recordings: RecordingsService;
  readonly exports: ExportsService;
  readonly imports: ImportsService;
  /** What makes files of recordings, for whoever else needs one. */
  readonly jobHost: JobHost;
}

/** The library: recordings to look through, to write out and to take in; a part of `app.ts`. */
export async function createLibraryPart(app: AppContext): Promise<LibraryPart> {
  const { config, ports, clock, logger, scope } = app;
  const reviewHost =
    ports.reviewHost ??
    createChildReviewHost({ spawn: () => ports.spawn('review-process'), logger: logger.child('review') });
  scope.add(() => reviewHost.close());
  const recordings = await createRecordingsService({
    libraryDir: config.recordingsDir,
    host: reviewHost,
    stateFile: join(config.dataDir, 'review.json'),
    clock,
    logger: logger.child('recordings'),
  });
  scope.add(() => recordings.close());
  const jobHost =
    ports.jobHost ??
    createChildJobHost({ spawn: () => ports.spawn('export-process'), logger: logger.child('export') });
  scope.add(() => jobHost.close());
  const exports = new ExportsService({
    host: jobHost,
    pickFolder: async (title) => (await ports.dialogs.pickFolder?.(title)) ?? null,
    showInFolder: (path) => ports.dialogs.showInFolder(path),
    folderOf: (recordingId) => recordings.folderOf(recordingId),
    titleOf: (recordingId) =>
      recordings.list().find((one) => one.recordingId === recordingId)?.title ?? recordingId,
    logger: logger.child('exports'),
  });
  scope.add(() => exports.close());
  const imports = new ImportsService({
    host: jobHost,
    libraryDir: config.recordingsDir,
    pick: async (kind) => (await ports.dialogs.pickImport?.(kind)) ?? null,
    onImported: () => {
      recordings.refresh().catch((error: unknown) => logger.error('the library cannot be read', { error }));
    },
    logger: logger.child('imports'),
  });
  await imports.sweep();
  scope.add(() => imports.close());

  return { recordings, exports, imports, jobHost };
}
