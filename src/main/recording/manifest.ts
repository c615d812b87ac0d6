import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readSmallFile } from './small-file';
import { syncFolder } from './sync-folder';

export const MANIFEST_FILE = 'session.json';
export const JOURNAL_FILE = 'journal.jsonl';
export const FORMAT_VERSION = 1;

/** A file of the session, always directly in one of its two folders: never a way out of the session. */
const trackFile = z.string().regex(/^tracks\/[^/\\\0]+\.opus$/);
const peaksFile = z.string().regex(/^peaks\/[^/\\\0]+\.peaks$/);
const count = z.number().int().min(0);

export const TrackManifest = z.object({
  /** `NN-userId`: unique in the session. */
  trackId: z.string(),
  number: count,
  userId: z.string(),
  displayName: z.string(),
  self: z.boolean(),
  /** What it holds of them: what the room heard (left out), or the own microphone before anything was done to it. */
  source: z.literal('microphone').optional(),
  file: trackFile,
  peaksFile,
  serial: count,
  /** Where the first received packet stands on the session clock. */
  firstSoundSamples: count,
  /** Length the finished file plays, null while it is being written. */
  durationSamples: count.nullable(),
  packets: count,
  lost: count,
  dropped: count,
  /** How the sender's clock runs against ours; null when it was not heard long enough. */
  driftPpm: z.number().nullable(),
  /** What was taken out or put in to follow that drift, samples. */
  driftCorrectedSamples: z.number(),
  /** Stretches that were recorded and are not in the file any more (silence is in their place), samples, in order. */
  missing: z.array(z.tuple([count, count])).optional(),
});
export type TrackManifest = z.infer<typeof TrackManifest>;

export const RepairNote = z.object({
  atMs: z.number(),
  /** The most that can be missing, ms: at the ends of what was cut off, and all that tracks name as `missing`. */
  lostMs: z.number(),
  notes: z.array(z.string()),
});

export const Manifest = z.object({
  format: z.literal('roomtone-recording'),
  version: z.literal(FORMAT_VERSION),
  title: z.string(),
  guild: z.object({ id: z.string(), name: z.string() }),
  channel: z.object({ id: z.string(), name: z.string() }),
  /** Wall time of session time 0, Unix ms. */
  startedAtMs: z.number(),
  /** `recording` on a file nobody writes any more means: cut off, to be repaired. */
  state: z.enum(['recording', 'complete', 'failed', 'repaired']),
  durationSamples: count.nullable(),
  /** The process that writes; tells a live recording from one that was cut off. */
  writerPid: count,
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
  repair: RepairNote.nullable(),
  /** Sessions that were split: the id of the one before and of the one after, without a gap between. */
  continues: z.string().nullable().optional(),
  continuedBy: z.string().nullable().optional(),
  people: z.array(z.object({ userId: z.string(), displayName: z.string(), self: z.boolean() })),
  tracks: z.array(TrackManifest),
});
export type Manifest = z.infer<typeof Manifest>;

/** What of all tracks together is not in their files any more, ms. */
export function missingMs({ tracks }: Manifest): number {
  let ms = 0;
  for (const { missing } of tracks) for (const [from, to] of missing ?? []) ms += Math.ceil((to - from) / 48);
  return ms;
}

export type ManifestProblem =
  | { kind: 'missing' }
  /** `mendable`: it is damaged. Else it may be right, only not for us or not now, and nothing may take its place. */
  | { kind: 'unreadable'; reason: string; mendable: boolean };

const Versioned = z.object({ format: z.literal('roomtone-recording'), version: z.number() });

/** Reads and checks a session's manifest. */
export async function readManifest(
  sessionDir: string,
): Promise<{ kind: 'ok'; manifest: Manifest } | ManifestProblem> {
  let text: string;
  try {
    text = await readSmallFile(join(sessionDir, MANIFEST_FILE));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? { kind: 'missing' }
      : {
          kind: 'unreadable',
          reason: `its description (session.json) cannot be read (${code ?? 'unknown'}).`,
          mendable: false,
        };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'unreadable', reason: 'its description (session.json) is damaged.', mendable: true };
  }
  const parsed = Manifest.safeParse(value);
  if (parsed.success) return { kind: 'ok', manifest: parsed.data };
  const { data } = Versioned.safeParse(value);
  if (data && data.version > FORMAT_VERSION) {
    const reason = `it was made by a newer version of Roomtone (format ${data.version}). Update Roomtone to open it.`;
    return { kind: 'unreadable', reason, mendable: false };
  }
  const issue = parsed.error.issues[0];
  const where = issue ? `${issue.path.map(String).join('.')}: ${issue.message}` : 'unknown field';
  return {
    kind: 'unreadable',
    reason: `its description (session.json) is not one this version can read (${where}).`,
    mendable: true,
  };
}

/** Replaces the manifest in one step: a crash leaves the old one or the new one, never half of one. */
export async function writeManifest(sessionDir: string, manifest: Manifest): Promise<void> {
  const target = join(sessionDir, MANIFEST_FILE);
  const draft = `${target}.new`;
  const handle = await open(draft, 'w');
  try {
    await handle.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
    await handle.datasync();
    await handle.close();
    await rename(draft, target);
    await syncFolder(sessionDir);
  } catch (error) {
    // Closed already when only the renaming failed; the first error is the one that counts.
    await handle.close().catch(() => undefined);
    await rm(draft, { force: true });
    throw error;
  }
}
