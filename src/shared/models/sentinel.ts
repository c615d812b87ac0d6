import { z } from 'zod';

/** What the signal sentinel warns of; raised within three seconds (B10). */
export const AlarmKind = z.enum([
  /** Out: nothing leaves although something should. In: shown as speaking, nothing arrives. */
  'noPackets',
  'loss',
  'late',
  'undecryptable',
  'clipping',
  /** Out only: on air, and nothing to be heard. */
  'deadAir',
  /** In only: in the encrypted group, and not in the room. */
  'stranger',
]);
export type AlarmKind = z.infer<typeof AlarmKind>;

export const SignalAlarm = z.object({
  /** The same as long as it lasts: direction, person and kind. */
  alarmId: z.string(),
  direction: z.enum(['out', 'in']),
  /** Whose signal; null for our own. */
  userId: z.string().nullable(),
  /** The further room of a broadcast that it is of; left out for the room we are in. */
  guildId: z.string().optional(),
  kind: AlarmKind,
  sinceMs: z.number(),
  /** What was measured: share 0..1 for loss, late and undecryptable; ms without packets or sound; clipped samples. */
  figure: z.number(),
});
export type SignalAlarm = z.infer<typeof SignalAlarm>;

/** How one person's packets do. Counts since they came. */
export const PersonSignal = z.object({
  userId: z.string(),
  received: z.number(),
  lost: z.number(),
  late: z.number(),
  duplicate: z.number(),
  /** Rebuilt from the redundancy in a later packet. */
  recovered: z.number(),
  concealed: z.number(),
  undecryptable: z.number(),
  jitterMs: z.number(),
  bufferMs: z.number(),
});
export type PersonSignal = z.infer<typeof PersonSignal>;
