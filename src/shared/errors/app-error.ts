import { z } from 'zod';
import { ERROR_CODES } from './failure';

export { AppError, type AppErrorOptions, ERROR_CODES, type ErrorCode, toAppError } from './failure';

/** What crosses IPC and is safe to show or log: no secrets, no paths of the user's home. */
export const AppErrorView = z.object({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  retryable: z.boolean(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type AppErrorView = z.infer<typeof AppErrorView>;
