import { join } from 'node:path';

export { importWorkDir } from '../recording/work-dirs';

/** Where an export writes until all of it is right: beside its destination, so that moving is renaming. */
export function exportWorkDir(folder: string, exportId: string): string {
  return join(folder, `.roomtone-${exportId}`);
}
