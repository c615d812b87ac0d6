import { z } from 'zod';
import { ChannelId, GuildId, UserId } from '../discord/snowflake';
import { AppErrorView } from '../errors/app-error';

/** The steps of a voice connection, in order; `reconnecting` may follow `ready`. */
export const CallPhase = z.enum([
  'signalling',
  'connecting',
  'identifying',
  'discovering',
  'securing',
  'ready',
  'reconnecting',
]);
export type CallPhase = z.infer<typeof CallPhase>;

export const SpeakerState = z.object({
  userId: UserId,
  displayName: z.string(),
  avatarUrl: z.string().nullable(),
  isSelf: z.boolean(),
  speaking: z.boolean(),
  /** Our own volume for this person in the monitor mix; does not touch the recording. */
  gainDb: z.number(),
  mutedForMe: z.boolean(),
});
export type SpeakerState = z.infer<typeof SpeakerState>;

export const RecordingState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('off') }),
  z.object({
    kind: z.literal('recording'),
    recordingId: z.string(),
    startedAtMs: z.number(),
    trackCount: z.number().int(),
    bytes: z.number(),
  }),
  z.object({ kind: z.literal('failed'), recordingId: z.string(), error: AppErrorView }),
]);
export type RecordingState = z.infer<typeof RecordingState>;

export const VoiceStats = z.object({
  packetsSent: z.number(),
  packetsReceived: z.number(),
  lost: z.number(),
  malformed: z.number(),
  undecryptable: z.number(),
  lateTicks: z.number(),
  pingMs: z.number().nullable(),
});
export type VoiceStats = z.infer<typeof VoiceStats>;

export const DaveState = z.object({
  active: z.boolean(),
  epoch: z.number().int().nullable(),
  /** 30 digits to compare aloud; changes with every epoch. */
  privacyCode: z.string().nullable(),
});
export type DaveState = z.infer<typeof DaveState>;

export const CallState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('idle') }),
  z.object({
    kind: z.literal('active'),
    guildId: GuildId,
    channelId: ChannelId,
    roomName: z.string(),
    phase: CallPhase,
    /** Why it is reconnecting, in a person's words. */
    reason: z.string().nullable(),
    startedAtMs: z.number(),
    readyAtMs: z.number().nullable(),
    /** From the click to ready, ms. */
    joinMs: z.number().nullable(),
    selfMute: z.boolean(),
    monitor: z.object({ enabled: z.boolean(), gainDb: z.number() }),
    encryptionMode: z.string().nullable(),
    dave: DaveState,
    speakers: z.array(SpeakerState),
    recording: RecordingState,
    stats: VoiceStats,
  }),
  z.object({
    kind: z.literal('ended'),
    channelId: ChannelId,
    roomName: z.string(),
    /** Null when we left by ourselves. */
    error: AppErrorView.nullable(),
    recordingId: z.string().nullable(),
  }),
]);
export type CallState = z.infer<typeof CallState>;

/** A recording that could not be brought to its end: what a call's own state does not say. */
export const FailedEnd = z.object({
  recordingId: z.string(),
  error: AppErrorView,
  /** Another one of the same call runs: it was split, and only a part of it is concerned. */
  goesOn: z.boolean(),
});
export type FailedEnd = z.infer<typeof FailedEnd>;

export const JoinCallInput = z.object({ guildId: GuildId, channelId: ChannelId });
export type JoinCallInput = z.infer<typeof JoinCallInput>;

export const JoinCallOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('joined'), joinMs: z.number() }),
  z.object({ kind: z.literal('roomFull'), userLimit: z.number().int() }),
  z.object({ kind: z.literal('missingPermission'), permission: z.string() }),
  z.object({ kind: z.literal('cancelled') }),
]);
export type JoinCallOutcome = z.infer<typeof JoinCallOutcome>;

const Level = z.object({ rmsDbfs: z.number(), peakDbfs: z.number() });

/** One message of the levels port, about 20 a second; dBFS, −60 to 0. */
export const LevelsFrame = z.object({
  tMs: z.number(),
  master: z.object({ rmsDbfs: z.number(), peakDbfs: z.number() }),
  programme: z.object({ rmsDbfs: z.number(), peakDbfs: z.number() }),
  speakers: z.array(z.object({ userId: z.string(), rmsDbfs: z.number(), peakDbfs: z.number() })),
  /** What the Live desk's console adds; left out by an engine without one. */
  console: z
    .object({
      decks: z.tuple([Level, Level]),
      pads: Level,
      microphone: Level,
      system: Level,
      /** Momentary (400 ms), short-term (3 s) and integrated loudness of what goes on air, LUFS; null below the gate. */
      momentaryLufs: z.number().nullable(),
      shortTermLufs: z.number().nullable(),
      integratedLufs: z.number().nullable(),
      /** How far ducking and the limiter hold the programme down now, dB, 0 or negative. */
      duckingDb: z.number(),
      limiterDb: z.number(),
    })
    .optional(),
});
export type LevelsFrame = z.infer<typeof LevelsFrame>;
