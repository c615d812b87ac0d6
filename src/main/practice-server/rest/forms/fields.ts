import { z } from 'zod';

/** An id as clients send it: text of digits, or a number where one is exact. */
export const snowflakeId = z.union([
  z.string().regex(/^\d{1,20}$/),
  z.number().int().nonnegative().transform(String),
]);

/** An id in a query. */
export const snowflakeText = z.string().regex(/^\d{1,20}$/);

/** `true` or `1`, in any case, is true in a query; everything else is not. */
export const queryFlag = z
  .string()
  .optional()
  .transform((text) => /^(true|1)$/i.test(text ?? ''));

/** Minutes of silence after which a thread leaves the list. */
export const autoArchive = z.union([z.literal(60), z.literal(1440), z.literal(4320), z.literal(10_080)]);
