import { join } from 'node:path';

const IMPORT = '.import-';

/** Where an export writes until all of it is right: beside its destination, so that moving is renaming. */
export function exportWorkDir(folder: string, exportId: string): string {
  return join(folder, `.roomtone-${exportId}`);
}

/** Where a session is put together until it appears in the library. */
export function importWorkDir(libraryDir: string, importId: string): string {
  return join(libraryDir, `${IMPORT}${importId}`);
}

/** Whether a folder of the library is one in which an import is, or was, put together. */
export function isImportWorkDir(name: string): boolean {
  return name.startsWith(IMPORT);
}
