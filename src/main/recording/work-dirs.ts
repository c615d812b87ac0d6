import { join } from 'node:path';

const IMPORT = '.import-';

/** Where a session is put together until it appears in the library. */
export function importWorkDir(libraryDir: string, importId: string): string {
  return join(libraryDir, `${IMPORT}${importId}`);
}

/** Whether a folder of the library is one in which an import is, or was, put together. */
export function isImportWorkDir(name: string): boolean {
  return name.startsWith(IMPORT);
}
