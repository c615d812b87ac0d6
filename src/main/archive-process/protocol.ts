/**
 * What main and the archive's process say to each other: questions with a number go down, answers with the same
 * number come up. Both ends parse what they get; what a question and its answer hold is `archive/requests.ts`.
 */
import { z } from 'zod';
import { ARCHIVE_REQUESTS, type ArchiveRequestName } from '../archive/requests';

const id = z.number().int().nonnegative();

export const ArchiveHostMessage = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('request'),
    id,
    /** The file it is about; opened when it is first named. */
    file: z.string().min(1).max(4_096),
    name: z.string().refine((name): name is ArchiveRequestName => Object.hasOwn(ARCHIVE_REQUESTS, name)),
    input: z.unknown(),
  }),
  /** Stops an export. */
  z.object({ kind: z.literal('cancel'), id }),
  z.object({ kind: z.literal('shutdown') }),
]);
export type ArchiveHostMessage = z.infer<typeof ArchiveHostMessage>;

export const ArchiveFailure = z.object({
  /** SQLite's code, `SQLITE_FULL`; `cancelled`, `invalid`, or null for anything else. */
  code: z.string().nullable(),
  message: z.string(),
});
export type ArchiveFailure = z.infer<typeof ArchiveFailure>;

export const ArchiveProcessMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('answer'), id, output: z.unknown() }),
  z.object({ kind: z.literal('failed'), id, failure: ArchiveFailure }),
  /** Rows of an export that are written. */
  z.object({ kind: z.literal('progress'), id, rows: z.number().int() }),
]);
export type ArchiveProcessMessage = z.infer<typeof ArchiveProcessMessage>;
