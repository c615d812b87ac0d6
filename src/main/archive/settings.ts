import { ArchiveSettings, DEFAULT_ARCHIVE_SETTINGS } from '@shared/models/archive';
import type { Database } from './database';

/** What a person chose for this archive; what cannot be read is the default. */
export function readSettings(database: Database): ArchiveSettings {
  const row = database.one<{ value: string }>("SELECT value FROM settings WHERE name = 'settings'");
  if (!row) return DEFAULT_ARCHIVE_SETTINGS;
  try {
    return ArchiveSettings.parse(JSON.parse(row.value));
  } catch {
    return DEFAULT_ARCHIVE_SETTINGS;
  }
}

export function writeSettings(database: Database, settings: ArchiveSettings): void {
  database.run(
    `INSERT INTO settings (name, value) VALUES ('settings', @value)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    { value: JSON.stringify(settings) },
  );
}
