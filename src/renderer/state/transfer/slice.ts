import type { ExportJob, ExportRequest, ImportJob } from '@shared/models/review';
import type { SliceContext } from '../app-state';
import { applyExport, applyImport } from './apply';

export interface TransferActions {
  load(): Promise<void>;
  exportChanged(job: ExportJob): void;
  importChanged(job: ImportJob): void;
  /** False when the person chose no folder. */
  startExport(request: ExportRequest): Promise<boolean>;
  cancelExport(exportId: string): Promise<void>;
  clearExport(exportId: string): Promise<void>;
  showExport(exportId: string): Promise<void>;
  startImport(kind: 'zip' | 'folder'): Promise<void>;
  importDropped(file: File): Promise<void>;
  cancelImport(importId: string): Promise<void>;
  /** Takes an ended import out of sight. */
  dismissImport(importId: string): void;
}

export function createTransferActions({ api, update }: SliceContext): TransferActions {
  const dismissed = new Set<string>();
  const importChanged = (job: ImportJob) => {
    if (!dismissed.has(job.importId)) update('transfer', (s) => applyImport(s, job));
  };
  return {
    async load() {
      const [exports, imports] = await Promise.all([api.exports.list(), api.imports.list()]);
      update('transfer', () => ({
        exports,
        imports: imports.filter((job) => !dismissed.has(job.importId)),
      }));
    },
    exportChanged: (job) => update('transfer', (s) => applyExport(s, job)),
    importChanged,
    async startExport(request) {
      const job = await api.exports.start(request);
      if (job)
        update('transfer', (s) =>
          s.exports.some((e) => e.exportId === job.exportId) ? s : applyExport(s, job),
        );
      return job !== null;
    },
    cancelExport: (exportId) => api.exports.cancel({ exportId }),
    async clearExport(exportId) {
      await api.exports.clear({ exportId });
      update('transfer', (s) => ({ ...s, exports: s.exports.filter((job) => job.exportId !== exportId) }));
    },
    showExport: (exportId) => api.exports.show({ exportId }),
    async startImport(kind) {
      const job = await api.imports.start({ kind });
      if (job) keepNew(job);
    },
    async importDropped(file) {
      keepNew(await api.importDropped(file));
    },
    cancelImport: (importId) => api.imports.cancel({ importId }),
    dismissImport(importId) {
      dismissed.add(importId);
      update('transfer', (s) => ({ ...s, imports: s.imports.filter((job) => job.importId !== importId) }));
    },
  };

  /** An answer may come after the news of what became of the job since. */
  function keepNew(job: ImportJob): void {
    update('transfer', (s) =>
      s.imports.some((one) => one.importId === job.importId) ? s : applyImport(s, job),
    );
  }
}
