import type { ExportJob, ImportJob } from '@shared/models/review';
import { share } from '../share';

/** What goes out of the library and comes into it, in the order it was begun. */
export interface TransferState {
  exports: readonly ExportJob[];
  imports: readonly ImportJob[];
}

export const initialTransfer: TransferState = { exports: [], imports: [] };

export function applyExport(state: TransferState, job: ExportJob): TransferState {
  return { ...state, exports: put(state.exports, job, (one) => one.exportId === job.exportId) };
}

export function applyImport(state: TransferState, job: ImportJob): TransferState {
  return { ...state, imports: put(state.imports, job, (one) => one.importId === job.importId) };
}

function put<T>(list: readonly T[], job: T, isIt: (one: T) => boolean): readonly T[] {
  return list.some(isIt) ? list.map((one) => (isIt(one) ? share(one, job) : one)) : [...list, job];
}
