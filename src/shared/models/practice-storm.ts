import { z } from 'zod';

/** A burst of life on the practice server: many true changes of its world, quickly. */
export const StormKind = z.enum(['voiceStates', 'messages', 'typing', 'presence', 'members']);
export type StormKind = z.infer<typeof StormKind>;

const weight = z.number().min(0).max(1000);

export const StormInput = z.strictObject({
  /** The same seed on the same world makes the same changes. */
  seed: z.string().max(100).default('storm'),
  eventsPerSecond: z.number().min(0.1).max(20_000).default(100),
  forMs: z.number().int().min(1).max(3_600_000).default(10_000),
  /** Shares of the mix; what is left out does not happen. */
  kinds: z.partialRecord(StormKind, weight).default({ voiceStates: 5, messages: 2, typing: 1, presence: 2 }),
  /** The first guild when absent. */
  guildId: z
    .string()
    .regex(/^\d{1,20}$/)
    .optional(),
});
export type StormInput = z.output<typeof StormInput>;
export type StormRequest = z.input<typeof StormInput>;

/** How a storm stands. Each change makes exactly one event of its kind, and some make others beside it. */
export const StormReport = z.object({
  running: z.boolean(),
  eventsPerSecond: z.number(),
  forMs: z.number(),
  elapsedMs: z.number(),
  /** Changes in all, and how many are made. */
  planned: z.number().int(),
  done: z.number().int(),
  byKind: z.record(StormKind, z.number().int()),
  /** Events of the world that came of it, by name. */
  events: z.record(z.string(), z.number().int()),
});
export type StormReport = z.infer<typeof StormReport>;
