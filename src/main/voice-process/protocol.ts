/**
 * What main and the voice process say to each other. Commands go down, events come up; both are parsed at the
 * receiving end, because the two are separate processes in the app. In tests the same messages stay in process.
 * Levels and the monitor mix do not travel here but over audio ports (see `port.ts`).
 */

import { ChannelId, GuildId, UserId } from '@shared/discord/snowflake';
import { AppErrorView } from '@shared/errors/app-error';
import { CallPhase, DaveState, VoiceStats } from '@shared/models/calls';
import { z } from 'zod';
import { LIVE_COMMANDS, LIVE_EVENTS, LIVE_PORTS } from './live-protocol';
import { RECORDING_COMMANDS, RECORDING_EVENTS } from './recording-protocol';

export { VoiceJournalEntry } from './recording-protocol';

const gainDb = z.number().min(-60).max(12);

export const VoiceCommand = z.discriminatedUnion('type', [
  /** Starts a call; leaves the one before. The engine answers with a `signal` event for the main gateway. */
  z.object({
    type: z.literal('join'),
    guildId: GuildId,
    channelId: ChannelId,
    userId: UserId,
    bitrateBps: z.number().int().min(8_000).max(510_000),
    selfMute: z.boolean(),
    selfDeaf: z.boolean(),
    /** The endpoint is the practice server: plain ws, and only ever to a loopback host. */
    insecureLoopback: z.boolean(),
  }),
  /** VOICE_STATE_UPDATE of the own user in that guild. */
  z.object({
    type: z.literal('voiceStateUpdate'),
    guildId: GuildId,
    sessionId: z.string(),
    channelId: ChannelId.nullable(),
  }),
  /** VOICE_SERVER_UPDATE of that guild; a null endpoint means that a new one will follow. */
  z.object({
    type: z.literal('voiceServerUpdate'),
    guildId: GuildId,
    token: z.string(),
    endpoint: z.string().nullable(),
  }),
  z.object({ type: z.literal('leave') }),
  z.object({ type: z.literal('setSelfMute'), muted: z.boolean() }),

  /** Volume of one person in the monitor mix; recordings and others are not touched. */
  z.object({ type: z.literal('setSpeakerGain'), userId: UserId, gainDb, muted: z.boolean() }),
  z.object({ type: z.literal('setMonitor'), enabled: z.boolean(), gainDb }),

  /** Asks for a `stats` event now; they come about once a second during a call anyway. */
  z.object({ type: z.literal('probe') }),
  /** Leaves, closes the recording and every socket, then ends the process. */
  z.object({ type: z.literal('shutdown') }),
  ...RECORDING_COMMANDS,
  ...LIVE_COMMANDS,
]);
export type VoiceCommand = z.infer<typeof VoiceCommand>;
export type VoiceCommandOf<T extends VoiceCommand['type']> = Extract<VoiceCommand, { type: T }>;

/** Where the connection stands. */
export const VoiceConnectionView = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('idle') }),
  z.object({
    kind: z.literal('active'),
    guildId: z.string(),
    /** Changes when a moderator moves us. */
    channelId: z.string(),
    phase: CallPhase,
    /** Why it is reconnecting, in a person's words. */
    reason: z.string().nullable(),
    encryptionMode: z.string().nullable(),
    pingMs: z.number().nullable(),
    dave: DaveState,
  }),
  /** `error` is null when we left by ourselves. */
  z.object({ kind: z.literal('ended'), channelId: z.string(), error: AppErrorView.nullable() }),
]);
export type VoiceConnectionView = z.infer<typeof VoiceConnectionView>;

/** Someone whose sound can be heard, the own user not among them. */
export const VoiceSpeaker = z.object({ userId: z.string(), ssrc: z.number(), speaking: z.boolean() });
export type VoiceSpeaker = z.infer<typeof VoiceSpeaker>;

/** `VoiceStats` with what only diagnostics show. */
export const VoiceStatsDetail = VoiceStats.extend({
  /** Opus frames of the programme that went out. */
  framesSent: z.number(),
  /** Frames kept back because end-to-end encryption was not ready. */
  held: z.number(),
  /** Packets of others that came a second time, or too old to tell whether they had. */
  replayed: z.number(),
  /** Dropped bytes by reason: `rtp/too-short`, `transport/not-authentic`, `gateway/invalid` … */
  malformedByReason: z.record(z.string(), z.number()),
});
export type VoiceStatsDetail = z.infer<typeof VoiceStatsDetail>;

export const VoiceEvent = z.discriminatedUnion('type', [
  /** Main sends this as op 4 (voice state update) on the main gateway. */
  z.object({
    type: z.literal('signal'),
    payload: z.object({
      guild_id: z.string(),
      channel_id: z.string().nullable(),
      self_mute: z.boolean(),
      self_deaf: z.boolean(),
    }),
  }),
  z.object({ type: z.literal('connection'), connection: VoiceConnectionView }),
  z.object({ type: z.literal('speakers'), speakers: z.array(VoiceSpeaker) }),
  z.object({ type: z.literal('stats'), stats: VoiceStatsDetail }),
  z.object({
    type: z.literal('log'),
    level: z.enum(['debug', 'info', 'warn', 'error']),
    area: z.string(),
    message: z.string(),
    fields: z.string(),
  }),
  ...RECORDING_EVENTS,
  ...LIVE_EVENTS,
]);
export type VoiceEvent = z.infer<typeof VoiceEvent>;
export type VoiceEventOf<T extends VoiceEvent['type']> = Extract<VoiceEvent, { type: T }>;

/**
 * `levels` carries `LevelsFrame` at 20 Hz, `monitor` carries `PcmFrame` (pushed, oldest dropped by the reader);
 * the inputs carry `PcmInputMessage` the other way.
 */
export const VoicePortKind = z.enum(['levels', 'monitor', ...LIVE_PORTS]);
export type VoicePortKind = z.infer<typeof VoicePortKind>;

/** The envelope of the process border; a port rides along with its announcement. */
export const VoiceHostMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('command'), command: VoiceCommand }),
  z.object({ kind: z.literal('port'), port: VoicePortKind }),
]);
export type VoiceHostMessage = z.infer<typeof VoiceHostMessage>;
