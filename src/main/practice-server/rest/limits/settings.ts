import { z } from 'zod';

const rule = z.strictObject({
  limit: z.number().int().min(1).max(100_000),
  windowMs: z.number().int().min(1).max(86_400_000),
  /** False: the limit is there, but no header tells of it. */
  told: z.boolean().optional(),
  /** Another bucket's name: both are counted together, under one hash. */
  shares: z.string().min(1).optional(),
});

/** Null: no limit and no headers. */
export const BucketOverride = rule.nullable();
export type BucketOverride = z.output<typeof BucketOverride>;

/**
 * What the server's rate limits are. `discord`: the values that Discord documents or is seen to use; `odd`:
 * limits nobody would guess, to find clients that know Discord's by heart. `buckets` wins over the profile;
 * its key `*` stands for every bucket that it does not name, inner limits excepted.
 */
export const LimitSettings = z.strictObject({
  profile: z.enum(['discord', 'odd']).default('discord'),
  /** Requests per second and token; null: no global limit; absent: the profile's. */
  globalPerSecond: z.number().int().min(1).max(100_000).nullable().optional(),
  /** Stretches every window but the global one: 0.1 is ten times as fast. */
  scale: z.number().positive().max(1000).default(1),
  buckets: z.record(z.string(), BucketOverride).default({}),
  /** 401, 403 and 429 answers (of scope `shared` excepted) after which the address is shut out; null: never. */
  invalidRequests: z
    .strictObject({
      limit: z.number().int().min(1).max(1_000_000).default(10_000),
      windowMs: z.number().int().min(1).max(86_400_000).default(600_000),
      banMs: z.number().int().min(1).max(86_400_000).default(3_600_000),
    })
    .nullable()
    .prefault({}),
});
export type LimitSettings = z.output<typeof LimitSettings>;
export type LimitInput = z.input<typeof LimitSettings>;
