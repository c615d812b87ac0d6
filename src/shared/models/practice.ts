import { z } from 'zod';
import { StormReport } from './practice-storm';
import { TroubleSettings } from './practice-trouble';

/** How large a practice world is; what is absent is as usual. Counts for the next start. */
export const PracticeSize = z.object({
  members: z.number().int().min(0).max(200_000).optional(),
  rooms: z.number().int().min(0).max(450).optional(),
  inVoice: z.number().int().min(0).max(200_000).optional(),
  guilds: z.number().int().min(1).max(500).optional(),
  messages: z.number().int().min(0).max(5_000_000).optional(),
});
export type PracticeSize = z.infer<typeof PracticeSize>;

/** What goes wrong on the practice server now. `trouble` holds what is in force: what is over is calm again. */
export const Rehearsal = z.object({
  /** False: no practice server runs, and there is nothing to turn. */
  available: z.boolean(),
  trouble: TroubleSettings,
  storm: StormReport,
});
export type Rehearsal = z.infer<typeof Rehearsal>;

export const CALM: Rehearsal = {
  available: false,
  trouble: TroubleSettings.parse({}),
  storm: {
    running: false,
    eventsPerSecond: 0,
    forMs: 0,
    elapsedMs: 0,
    planned: 0,
    done: 0,
    byKind: { voiceStates: 0, messages: 0, typing: 0, presence: 0, members: 0 },
    events: {},
  },
};

/** Something that happens once, now. */
export const Incident = z.discriminatedUnion('kind', [
  /** The gateway's connections end; without a code as when the network goes. */
  z.object({ kind: z.literal('cut'), code: z.number().int().min(1000).max(4999).nullable() }),
  z.object({ kind: z.literal('reconnect') }),
  z.object({ kind: z.literal('invalidSession'), resumable: z.boolean() }),
  z.object({ kind: z.literal('heartbeat') }),
  z.object({ kind: z.literal('voiceCut'), code: z.number().int().min(1000).max(4999) }),
  z.object({ kind: z.literal('voiceMove') }),
]);
export type Incident = z.infer<typeof Incident>;
