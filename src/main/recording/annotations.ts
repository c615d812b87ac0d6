import { join } from 'node:path';
import { AppError } from '@shared/errors/app-error';
import { Annotations, Marker, TrackMix, Withheld } from '@shared/models/review';
import { z } from 'zod';
import type { JournalEntry } from './journal';
import { readSmallFile } from './small-file';

/** What a reviewer adds, beside the session, which itself is never changed. */
export const ANNOTATIONS_FILE = 'annotations.json';

export const NO_ANNOTATIONS: Annotations = {
  version: 1,
  tags: [],
  markers: [],
  withheld: [],
  mix: [],
  levelMatching: false,
};

/** As it is on disk: how many markers of the journal have become the reviewer's own, so that removed ones stay away. */
export const StoredAnnotations = Annotations.extend({
  adoptedMarkers: z.number().int().min(0).default(0),
});
export type StoredAnnotations = z.infer<typeof StoredAnnotations>;

export type ReadAnnotations =
  | { kind: 'ok'; stored: StoredAnnotations }
  | { kind: 'missing'; stored: StoredAnnotations }
  /** The file is to be kept: something of it could not be read. `stored` is what could. */
  | { kind: 'damaged'; stored: StoredAnnotations; reason: string }
  | { kind: 'newer'; stored: StoredAnnotations; reason: string }
  /** It is there, but nothing of it could be read this time: nobody knows what is withheld. `stored` is empty. */
  | { kind: 'unreadable'; stored: StoredAnnotations; reason: string };

/** Reads `annotations.json`. Never throws for what is in it; what is withheld is found in a damaged file, too. */
export async function readAnnotations(sessionDir: string): Promise<ReadAnnotations> {
  let text: string;
  try {
    text = await readSmallFile(join(sessionDir, ANNOTATIONS_FILE));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing', stored: empty() };
    return { kind: 'unreadable', stored: empty(), reason: `it cannot be read (${code})` };
  }
  return parseAnnotations(text);
}

/**
 * What of a session is withheld, and the rest of its annotations. @throws AppError `recording/damaged` when they cannot
 * be read: what must not be heard is not known then.
 */
export async function knownAnnotations(sessionDir: string): Promise<StoredAnnotations> {
  const read = await readAnnotations(sessionDir);
  if (read.kind !== 'unreadable') return read.stored;
  throw notKnown(read.reason);
}

/** The failure of whatever would let others hear what may be withheld. */
export function notKnown(reason: string): AppError {
  return new AppError(
    'recording/damaged',
    `What was added to this recording is not known (${ANNOTATIONS_FILE}: ${reason}), nor what of it is withheld.`,
  );
}

/** Reads what was in the file; keeps of a damaged or newer one whatever is understood. */
export function parseAnnotations(text: string): ReadAnnotations {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'damaged', stored: empty(), reason: 'it is no JSON' };
  }
  const parsed = StoredAnnotations.safeParse(value);
  if (parsed.success) return { kind: 'ok', stored: parsed.data };
  const stored = salvage(value);
  const version = isRecord(value) ? value.version : undefined;
  if (typeof version === 'number' && version > NO_ANNOTATIONS.version) {
    return { kind: 'newer', stored, reason: `a newer version of Roomtone wrote it (format ${version})` };
  }
  const issue = parsed.error.issues[0];
  return {
    kind: 'damaged',
    stored,
    reason: `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'not what it should be'}`,
  };
}

/** What a reviewer sees: what is stored, and markers dropped while recording that were not taken over yet. */
export function annotationsWith(stored: StoredAnnotations, entries: readonly JournalEntry[]): Annotations {
  const { adoptedMarkers, ...annotations } = stored;
  const live = entries
    .filter((entry) => entry.type === 'marker')
    .map(
      (entry, index): Marker => ({
        markerId: `live-${index}`,
        atMs: Math.max(0, entry.atMs),
        endMs: null,
        label: entry.label.trim().slice(0, 200),
        note: '',
        colourIndex: 0,
        origin: 'live',
      }),
    )
    .slice(adoptedMarkers);
  const markers = [...annotations.markers, ...live].sort((a, b) => a.atMs - b.atMs);
  return { ...annotations, markers };
}

function salvage(value: unknown): StoredAnnotations {
  if (!isRecord(value)) return empty();
  return {
    ...empty(),
    tags: readable(Annotations.shape.tags.element, value.tags).slice(0, 50),
    markers: readable(Marker, value.markers).slice(0, 10_000),
    withheld: readable(Withheld, value.withheld).slice(0, 1_000),
    mix: readable(TrackMix, value.mix).slice(0, 500),
    levelMatching: value.levelMatching === true,
    adoptedMarkers: Number.isSafeInteger(value.adoptedMarkers)
      ? Math.max(0, Number(value.adoptedMarkers))
      : 0,
  };
}

function readable<T>(schema: z.ZodType<T>, list: unknown): T[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((one: unknown) => {
    const parsed = schema.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function empty(): StoredAnnotations {
  return { ...NO_ANNOTATIONS, tags: [], markers: [], withheld: [], mix: [], adoptedMarkers: 0 };
}
