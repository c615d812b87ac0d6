import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '@shared/errors/app-error';

/**
 * The folder of the members' prerecorded voices: `resources/practice-voices`, looked for upwards, as the code
 * runs from `src/` in tests and from `out/main/` in the app. A packaged app names its own folder.
 */
export function findVoicesDir(from: string = __dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'resources', 'practice-voices');
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) break;
  }
  throw new AppError('practice/start-failed', 'The voices of the practice server are missing');
}
