import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { asWriteFailure } from './file-appender';
import { FORMAT_VERSION, type Manifest, writeManifest } from './manifest';
import { syncFolder } from './sync-folder';

/** The manifest of a session that this process begins to write. */
export function emptyManifest(): Manifest {
  return {
    format: 'roomtone-recording',
    version: FORMAT_VERSION,
    title: '',
    guild: { id: '0', name: '' },
    channel: { id: '0', name: '' },
    startedAtMs: 0,
    state: 'recording',
    durationSamples: null,
    writerPid: process.pid,
    failure: null,
    repair: null,
    people: [],
    tracks: [],
  };
}

/** Makes a session's folders and first manifest, on the disk itself. Throws what a failed write means. */
export async function makeFolder(sessionDir: string, manifest: Manifest): Promise<void> {
  try {
    await mkdir(join(sessionDir, 'tracks'), { recursive: true });
    await mkdir(join(sessionDir, 'peaks'), { recursive: true });
    await writeManifest(sessionDir, manifest);
    await syncFolder(dirname(sessionDir));
  } catch (error) {
    throw asWriteFailure(error);
  }
}
