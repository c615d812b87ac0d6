import { randomBytes } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@shared/errors/app-error';
import type { Annotations, Marker, MarkerDraft, Withheld } from '@shared/models/review';
import {
  ANNOTATIONS_FILE,
  annotationsWith,
  type JournalEntry,
  notKnown,
  readAnnotations,
  type StoredAnnotations,
} from '../../recording';
import { writeFileAtomically } from '../../support/atomic-file';
import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';

/** Annotations of one session: read from its folder, changed one after the other, on disk before a change is told. */
export class AnnotationsFile {
  /** Why the file that was found was set aside; null when it was not. */
  readonly problem: string | null;
  readonly #path: string;
  readonly #live: readonly JournalEntry[];
  #stored: StoredAnnotations;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(
    path: string,
    stored: StoredAnnotations,
    live: readonly JournalEntry[],
    problem: string | null,
  ) {
    this.#path = path;
    this.#stored = stored;
    this.#live = live;
    this.problem = problem;
  }

  /**
   * Never fails for what is in the file: what cannot be read whole is set aside and told. @throws AppError
   * `recording/damaged` when it cannot be read at all.
   */
  static async open(
    sessionDir: string,
    entries: readonly JournalEntry[],
    { clock, logger }: { clock: Clock; logger: Logger },
  ): Promise<AnnotationsFile> {
    const path = join(sessionDir, ANNOTATIONS_FILE);
    const live = entries.filter((entry) => entry.type === 'marker');
    const read = await readAnnotations(sessionDir);
    if (read.kind === 'ok' || read.kind === 'missing')
      return new AnnotationsFile(path, read.stored, live, null);
    // It is there, and may be read the next time: nothing is set aside, and nothing shown that may be withheld.
    if (read.kind === 'unreadable') throw notKnown(read.reason);
    const aside = `${ANNOTATIONS_FILE}.${read.kind}-${clock.now()}`;
    logger.warn('annotations could not be read whole and are set aside', { reason: read.reason });
    // What was understood is written at once: what is withheld must stay so, whatever happens next.
    await rename(path, join(sessionDir, aside));
    const file = new AnnotationsFile(
      path,
      read.stored,
      live,
      `Markers and notes could not be read whole (${read.reason}); the file is kept as ${aside}.`,
    );
    await writeFileAtomically(path, JSON.stringify(read.stored));
    return file;
  }

  get value(): Annotations {
    return annotationsWith(this.#stored, this.#live);
  }

  /** Carries out one change after the other. What `change` throws changes nothing. */
  change(change: (now: Annotations) => Annotations): Promise<Annotations> {
    const done = this.#turn.then(async () => {
      const next = { ...change(this.value), adoptedMarkers: this.#live.length };
      await writeFileAtomically(this.#path, JSON.stringify(next));
      this.#stored = next;
      return this.value;
    });
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

/** With a marker new or changed. Its end never lies before its beginning. */
export function withMarker(now: Annotations, draft: MarkerDraft): Annotations {
  const before = now.markers.find((marker) => marker.markerId === draft.markerId);
  const [atMs, endMs] =
    draft.endMs !== null && draft.endMs < draft.atMs ? [draft.endMs, draft.atMs] : [draft.atMs, draft.endMs];
  const marker: Marker = {
    ...draft,
    atMs,
    endMs,
    markerId: draft.markerId ?? randomBytes(9).toString('base64url'),
    origin: before?.origin ?? 'review',
  };
  const others = now.markers.filter(({ markerId }) => markerId !== marker.markerId);
  if (others.length >= 10_000)
    throw new AppError('recording/write-failed', 'There are 10,000 markers already.');
  return { ...now, markers: [...others, marker].sort((a, b) => a.atMs - b.atMs) };
}

/** With something more withheld. */
export function withWithheld(
  now: Annotations,
  wanted: Pick<Withheld, 'userId' | 'fromMs' | 'toMs' | 'reason'>,
  nowMs: number,
): Annotations {
  const { userId, reason } = wanted;
  const [fromMs, toMs] =
    wanted.fromMs !== null && wanted.toMs !== null && wanted.toMs < wanted.fromMs
      ? [wanted.toMs, wanted.fromMs]
      : [wanted.fromMs, wanted.toMs];
  if (now.withheld.length >= 1_000)
    throw new AppError('recording/write-failed', 'There are 1,000 withheld parts already.');
  const one: Withheld = {
    withheldId: randomBytes(9).toString('base64url'),
    userId,
    fromMs,
    toMs,
    reason,
    setAtMs: nowMs,
  };
  return { ...now, withheld: [...now.withheld, one] };
}

/** Shown again. @throws AppError `recording/not-found`, or `recording/damaged` when its sound is gone. */
export function withoutWithheld(now: Annotations, withheldId: string): Annotations {
  if (withheldIn(now, withheldId).purgedAtMs !== undefined) {
    throw new AppError('recording/damaged', 'It was purged: there is nothing left to be shown.');
  }
  return { ...now, withheld: now.withheld.filter((one) => one.withheldId !== withheldId) };
}

/** Its sound is gone. */
export function withPurged(now: Annotations, withheldId: string, nowMs: number): Annotations {
  return {
    ...now,
    withheld: now.withheld.map((one) =>
      one.withheldId === withheldId ? { ...one, purgedAtMs: nowMs } : one,
    ),
  };
}

/** @throws AppError `recording/not-found` */
export function withheldIn(now: Annotations, withheldId: string): Withheld {
  const found = now.withheld.find((one) => one.withheldId === withheldId);
  if (!found) throw new AppError('recording/not-found', 'This part is not withheld any more.');
  return found;
}
