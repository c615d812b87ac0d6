/** What main and the export process say to each other. Both ends parse what they get. */
import { AppErrorView } from '@shared/errors/app-error';
import { ExportJob, ExportRequest, ImportJob } from '@shared/models/review';
import { z } from 'zod';

const jobId = z.string().regex(/^[\w-]{1,64}$/);

export const JobOrder = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('export'),
    sessionDir: z.string().min(1),
    folder: z.string().min(1),
    request: ExportRequest,
  }),
  z.object({ kind: z.literal('import'), path: z.string().min(1), libraryDir: z.string().min(1) }),
]);
export type JobOrder = z.infer<typeof JobOrder>;

export const JobCommand = z.discriminatedUnion('type', [
  /** Begins at once; answered by `progress` and one `ended`. */
  z.object({ type: z.literal('run'), jobId, order: JobOrder }),
  z.object({ type: z.literal('cancel'), jobId }),
  z.object({ type: z.literal('shutdown') }),
]);
export type JobCommand = z.infer<typeof JobCommand>;

export const JobOutcome = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('exported'),
    title: z.string(),
    files: ExportJob.shape.files,
    notes: ExportJob.shape.notes,
  }),
  z.object({ kind: z.literal('imported'), recordingId: z.string(), skipped: ImportJob.shape.skipped }),
  z.object({ kind: z.literal('cancelled') }),
  z.object({ kind: z.literal('failed'), error: AppErrorView }),
]);
export type JobOutcome = z.infer<typeof JobOutcome>;

export const JobEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    jobId,
    status: z.enum(['reading', 'running', 'verifying']),
    progress: z.number().min(0).max(1),
  }),
  z.object({ type: z.literal('ended'), jobId, outcome: JobOutcome }),
]);
export type JobEvent = z.infer<typeof JobEvent>;
