/** A run of show: an ordered list of cues, each of which does several things (B13). */
import { z } from 'zod';
import { ChannelId, GuildId } from '../discord/snowflake';
import { AppErrorView } from '../errors/app-error';
import { DeckId, LiveId } from './console';

export const CueAction = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('playItem'), deckId: DeckId, itemId: LiveId }),
  z.object({ kind: z.literal('crossfade'), to: DeckId, durationMs: z.number().min(0).max(30_000) }),
  z.object({ kind: z.literal('stopAll'), fadeMs: z.number().min(0).max(30_000) }),
  z.object({ kind: z.literal('playPad'), padId: LiveId }),
  z.object({ kind: z.literal('microphone'), on: z.boolean() }),
  z.object({ kind: z.literal('openTemplate'), guildId: GuildId, templateId: z.string().min(1).max(64) }),
  z.object({ kind: z.literal('setStatus'), channelId: ChannelId, status: z.string().max(500) }),
  /** Through a named route of the messages desk. */
  z.object({
    kind: z.literal('postMessage'),
    routeId: z.string().min(1).max(64),
    text: z.string().min(1).max(2_000),
  }),
  z.object({ kind: z.literal('marker'), text: z.string().max(200) }),
  z.object({ kind: z.literal('startRecording') }),
  z.object({ kind: z.literal('stopRecording') }),
]);
export type CueAction = z.infer<typeof CueAction>;

/** When a cue goes: by hand, some time after the one before it, or when the deck that cue plays on ends. */
export const CueStart = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('manual') }),
  z.object({ kind: z.literal('after'), delayMs: z.number().min(0).max(86_400_000) }),
  z.object({ kind: z.literal('deckEnds'), deckId: DeckId }),
]);
export type CueStart = z.infer<typeof CueStart>;

export const Cue = z.object({
  cueId: LiveId,
  label: z.string().trim().min(1).max(120),
  note: z.string().max(1_000),
  start: CueStart,
  actions: z.array(CueAction).max(12),
});
export type Cue = z.infer<typeof Cue>;

export const Show = z.object({
  showId: LiveId,
  name: z.string().trim().min(1).max(120),
  cues: z.array(Cue).max(500),
});
export type Show = z.infer<typeof Show>;

export const CueOutcome = z.object({
  cueId: LiveId,
  status: z.enum(['waiting', 'running', 'done', 'failed', 'skipped']),
  atMs: z.number().nullable(),
  /** What went wrong, by action; the others were done. */
  problems: z.array(z.object({ action: z.number().int(), error: AppErrorView })),
});
export type CueOutcome = z.infer<typeof CueOutcome>;

export const ShowRun = z.object({
  showId: LiveId,
  startedAtMs: z.number(),
  /** The cue that goes next; null when all went. */
  nextCueId: LiveId.nullable(),
  /** When it goes by itself; null when it waits for a hand or for a deck. */
  nextAtMs: z.number().nullable(),
  /** Holds what would go by itself. */
  held: z.boolean(),
  outcomes: z.array(CueOutcome),
});
export type ShowRun = z.infer<typeof ShowRun>;
