/** The part of the protocol that is about what goes on air; `protocol.ts` joins it to the rest. */

import { ChannelId, GuildId, UserId } from '@shared/discord/snowflake';
import { AppErrorView } from '@shared/errors/app-error';
import { CallPhase, DaveState } from '@shared/models/calls';
import {
  ConsoleState,
  DeckId,
  DuckingSettings,
  InputSettings,
  LevellingSettings,
  LiveId,
  LiveInputId,
} from '@shared/models/console';
import { EchoState, PAD_COUNT, RelaySettings } from '@shared/models/live';
import { PersonSignal, SignalAlarm } from '@shared/models/sentinel';
import { z } from 'zod';

const gainDb = z.number().min(-60).max(12);
const fadeMs = z.number().min(0).max(30_000);
const deckId = DeckId;
const opusBitrate = z.number().int().min(8_000).max(510_000);

/** What a deck, a pad or the bed can play. A tone needs no file: for sound checks and tests. */
export const AudioInput = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('file'),
    path: z.string().min(1),
    name: z.string(),
    /** Integrated loudness when it is known already. */
    loudnessLufs: z.number().nullable(),
  }),
  z.object({
    kind: z.literal('tone'),
    frequencyHz: z.number().min(20).max(20_000),
    durationMs: z.number().positive(),
  }),
]);
export type AudioInput = z.infer<typeof AudioInput>;

export const LIVE_COMMANDS = [
  /** Loading over a playing deck replaces it; `play` starts as soon as it is ready. */
  z.object({
    type: z.literal('deckLoad'),
    deckId,
    itemId: LiveId,
    source: AudioInput,
    gainDb,
    loop: z.boolean(),
    play: z.boolean(),
    /** Where it stood in an engine that is gone; left out, it is new there. */
    place: z
      .object({ positionMs: z.number().min(0), status: z.enum(['ready', 'paused', 'ended']) })
      .optional(),
  }),
  z.object({ type: z.literal('deckEject'), deckId }),
  z.object({ type: z.literal('deckPlay'), deckId }),
  z.object({ type: z.literal('deckPause'), deckId }),
  z.object({ type: z.literal('deckSeek'), deckId, positionMs: z.number().min(0) }),
  z.object({
    type: z.literal('setDeck'),
    deckId,
    gainDb: gainDb.optional(),
    loop: z.boolean().optional(),
    cue: z.boolean().optional(),
  }),
  z.object({ type: z.literal('setCrossfader'), position: z.number().min(0).max(1) }),
  z.object({ type: z.literal('crossfade'), to: deckId, durationMs: fadeMs }),
  z.object({ type: z.literal('setAutoCrossfade'), enabled: z.boolean(), durationMs: fadeMs }),
  z.object({
    type: z.literal('padPlay'),
    padId: LiveId,
    source: AudioInput,
    gainDb,
    loop: z.boolean(),
    fadeOutMs: fadeMs,
  }),
  /** All that lies on the pads, decoded beforehand so that a press is heard at once. */
  z.object({ type: z.literal('keepClips'), sources: z.array(AudioInput).max(PAD_COUNT) }),
  /** Fades out over the pad's own time. */
  z.object({ type: z.literal('padStop'), padId: LiveId }),
  z.object({ type: z.literal('stopAll'), fadeMs }),
  z.object({ type: z.literal('setInput'), inputId: LiveInputId, settings: InputSettings }),
  z.object({ type: z.literal('pushInput'), inputId: LiveInputId, pushed: z.boolean() }),
  z.object({ type: z.literal('setDucking'), settings: DuckingSettings }),
  z.object({ type: z.literal('setLevelling'), settings: LevellingSettings }),
  z.object({ type: z.literal('setMaster'), gainDb }),
  z.object({
    type: z.literal('setBed'),
    bed: z.object({ source: AudioInput, afterMs: z.number().min(0) }).nullable(),
  }),
  /** Integrated loudness counts from now. */
  z.object({ type: z.literal('resetLoudness') }),
  /** Records what would go on air for this long, then plays it into the monitor; works outside a call too. */
  z.object({ type: z.literal('startEcho'), durationMs: z.number().min(1_000).max(30_000) }),
  z.object({ type: z.literal('stopEcho') }),

  /** A further room for the same programme: send only, self-deafened. */
  z.object({
    type: z.literal('joinBroadcast'),
    guildId: GuildId,
    channelId: ChannelId,
    userId: UserId,
    insecureLoopback: z.boolean(),
  }),
  z.object({ type: z.literal('leaveBroadcast'), guildId: GuildId }),
  /** What the rooms are set to: the programme is made with `bitrateBps`, what only further rooms get with `furtherBps`. */
  z.object({ type: z.literal('setBitrate'), bitrateBps: opusBitrate, furtherBps: opusBitrate }),
  /** What people say in the main room goes into the further ones, too. */
  z.object({ type: z.literal('setRelay'), settings: RelaySettings }),
  /** The computer slept: what is connected may be dead without knowing it. */
  z.object({ type: z.literal('woke') }),
  z.object({
    type: z.literal('verificationCodes'),
    requestId: z.number().int(),
    userIds: z.array(UserId).max(200),
  }),
] as const;

/** How one further room stands. */
export const BroadcastRoomView = z.object({
  guildId: GuildId,
  channelId: ChannelId,
  phase: CallPhase.or(z.literal('ended')),
  reason: z.string().nullable(),
  error: AppErrorView.nullable(),
  packetsSent: z.number(),
  pingMs: z.number().nullable(),
  dave: DaveState,
  /** It is hearing what people say in the main room. */
  relaying: z.boolean(),
});
export type BroadcastRoomView = z.infer<typeof BroadcastRoomView>;

export const LIVE_EVENTS = [
  /** At each change, positions about four times a second. */
  z.object({ type: z.literal('console'), console: ConsoleState }),
  /** A file's loudness has been measured. */
  z.object({ type: z.literal('loudness'), path: z.string(), loudnessLufs: z.number().nullable() }),
  z.object({ type: z.literal('broadcast'), rooms: z.array(BroadcastRoomView) }),
  z.object({ type: z.literal('alarms'), alarms: z.array(SignalAlarm) }),
  /** About once a second during a call. */
  z.object({ type: z.literal('signals'), signals: z.array(PersonSignal) }),
  z.object({ type: z.literal('echo'), echo: EchoState }),
  z.object({
    type: z.literal('verificationCodes'),
    requestId: z.number().int(),
    codes: z.array(z.object({ userId: z.string(), code: z.string().nullable() })),
  }),
] as const;

/** `microphone` and `system` carry `PcmFrame`-like messages from the window: see `shared/audio/pcm-input.ts`. */
export const LIVE_PORTS = ['microphone', 'system'] as const;
