import { join } from 'node:path';
import { DEFAULT_RECORDER_SETTINGS, RecorderSettings } from '@shared/models/recorder';
import { z } from 'zod';
import type { Clock } from '../../support/clock';
import { JsonFile } from '../../support/json-file';
import type { Logger } from '../../support/logger';

const Content = z.object({
  version: z.literal(1),
  settings: RecorderSettings,
  /** Where the spoken clip is; the window knows its name alone. */
  clipPath: z.string().nullable(),
});
type Content = z.infer<typeof Content>;
export type RecorderFile = JsonFile<Content>;

/** How recordings are made, as it is kept. */
export function openRecorderFile(options: {
  dataDir: string;
  clock: Clock;
  logger: Logger;
}): Promise<RecorderFile> {
  const { dataDir, clock, logger } = options;
  return JsonFile.open<Content>({
    path: join(dataDir, 'recorder.json'),
    schema: Content,
    empty: { version: 1, settings: DEFAULT_RECORDER_SETTINGS, clipPath: null },
    clock,
    logger,
  });
}
