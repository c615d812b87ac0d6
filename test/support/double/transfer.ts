import type { Handlers } from '../../../src/shared/ipc/api';
import type { ExportJob, ImportJob } from '../../../src/shared/models/review';
import type { ContractDouble } from '../contract-double';

/** Exports and imports that begin and wait for the test to say how they go on, by `exports.changed` and `imports.changed`. */
export function createTransferDouble(double: () => ContractDouble): {
  exports: Handlers['exports'];
  imports: Handlers['imports'];
} {
  const exports = new Map<string, ExportJob>();
  const imports = new Map<string, ImportJob>();
  const setExport = (job: ExportJob) => {
    exports.set(job.exportId, job);
    double().emit('exports', 'changed', job);
    return job;
  };
  const setImport = (job: ImportJob) => {
    imports.set(job.importId, job);
    double().emit('imports', 'changed', job);
    return job;
  };
  const beginImport = (name: string) =>
    setImport({
      importId: `import-${imports.size + 1}`,
      name,
      status: 'reading',
      progress: 0,
      recordingId: null,
      problem: null,
      skipped: [],
    });
  return {
    exports: {
      list: () => [...exports.values()],
      start: ({ recordingId, what, format }) =>
        setExport({
          exportId: `export-${exports.size + 1}`,
          recordingId,
          title: recordingId,
          what,
          format,
          status: 'running',
          progress: 0,
          folder: '/exports',
          files: [],
          notes: [],
          problem: null,
        }),
      cancel: ({ exportId }) => {
        const job = exports.get(exportId);
        if (job) setExport({ ...job, status: 'cancelled' });
      },
      clear: ({ exportId }) => void exports.delete(exportId),
      show: () => undefined,
    },
    imports: {
      list: () => [...imports.values()],
      start: ({ kind }) => beginImport(kind === 'zip' ? 'craig.zip' : 'tracks'),
      startDropped: ({ path }) => beginImport(path.slice(path.lastIndexOf('/') + 1)),
      cancel: ({ importId }) => {
        const job = imports.get(importId);
        if (job) setImport({ ...job, status: 'cancelled' });
      },
    },
  };
}
