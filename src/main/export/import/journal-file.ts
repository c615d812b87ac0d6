import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '../../recording';
import { encodeJournalLine } from '../../recording/journal';
import { JOURNAL_FILE } from '../../recording/manifest';

/** What is known of an imported session: when it began and how long it is. */
export async function writeJournal(sessionDir: string, manifest: Manifest): Promise<void> {
  const lines = [
    encodeJournalLine({ type: 'started', atMs: 0, startedAtMs: manifest.startedAtMs }),
    encodeJournalLine({ type: 'stopped', atMs: (manifest.durationSamples ?? 0) / 48, reason: 'stopped' }),
  ];
  await writeFile(join(sessionDir, JOURNAL_FILE), Buffer.concat(lines));
}
