import type { CachedGuild } from './state';

/**
 * What happened in a guild while nobody told us: the difference of its state before and after. When exactly each
 * change took place, and what came and went in between, cannot be known.
 */
export type AwayChange =
  | { type: 'voiceJoined'; userId: string; channelId: string }
  | { type: 'voiceLeft'; userId: string; channelId: string }
  | { type: 'voiceMoved'; userId: string; fromChannelId: string; toChannelId: string }
  /** Muted, deafened, streaming and the like; in the same room as before. */
  | { type: 'voiceChanged'; userId: string; channelId: string }
  /** `channelType` is Discord's number: a channel that is gone can no longer be asked. */
  | { type: 'channelCreated'; channelId: string; channelType: number; name: string }
  | { type: 'channelDeleted'; channelId: string; channelType: number; name: string }
  | { type: 'channelRenamed'; channelId: string; channelType: number; before: string; after: string }
  | { type: 'stageStarted'; channelId: string; topic: string }
  | { type: 'stageEnded'; channelId: string }
  /** Only when the guild's members were known in full both times. */
  | { type: 'memberJoined'; userId: string }
  | { type: 'memberLeft'; userId: string }
  /** The account is in this guild no longer. */
  | { type: 'guildLeft'; name: string };

/** The changes of one guild between `sinceMs` and `untilMs` (Unix ms), in no order of time. */
export interface AwayReport {
  guildId: string;
  sinceMs: number;
  untilMs: number;
  changes: readonly AwayChange[];
}

/** What is different; pure. Rooms first, then stages, people in rooms, members. */
export function awayChanges(before: CachedGuild, after: CachedGuild): AwayChange[] {
  return [
    ...channelChanges(before, after),
    ...stageChanges(before, after),
    ...voiceChanges(before, after),
    ...memberChanges(before, after),
  ];
}

function* channelChanges(before: CachedGuild, after: CachedGuild): Iterable<AwayChange> {
  for (const [channelId, channel] of before.channels) {
    const now = after.channels.get(channelId);
    if (now === channel) continue;
    const name = channel.name ?? '';
    const channelType = channel.type;
    if (!now) yield { type: 'channelDeleted', channelId, channelType, name };
    else if ((now.name ?? '') !== name) {
      yield { type: 'channelRenamed', channelId, channelType, before: name, after: now.name ?? '' };
    }
  }
  for (const [channelId, channel] of after.channels) {
    if (before.channels.has(channelId)) continue;
    yield { type: 'channelCreated', channelId, channelType: channel.type, name: channel.name ?? '' };
  }
}

function* stageChanges(before: CachedGuild, after: CachedGuild): Iterable<AwayChange> {
  for (const channelId of before.stages.keys()) {
    if (!after.stages.has(channelId)) yield { type: 'stageEnded', channelId };
  }
  for (const [channelId, topic] of after.stages) {
    if (!before.stages.has(channelId)) yield { type: 'stageStarted', channelId, topic };
  }
}

function* voiceChanges(before: CachedGuild, after: CachedGuild): Iterable<AwayChange> {
  for (const [userId, entry] of before.voiceStates) {
    const now = after.voiceStates.get(userId);
    // What says the same has kept its identity.
    if (now === entry) continue;
    const { channel_id: fromChannelId } = entry.state;
    if (!now) yield { type: 'voiceLeft', userId, channelId: fromChannelId };
    else if (now.state.channel_id === fromChannelId) {
      if (isHeardDifferently(entry.state, now.state)) {
        yield { type: 'voiceChanged', userId, channelId: fromChannelId };
      }
    } else yield { type: 'voiceMoved', userId, fromChannelId, toChannelId: now.state.channel_id };
  }
  for (const [userId, { state }] of after.voiceStates) {
    if (!before.voiceStates.has(userId)) yield { type: 'voiceJoined', userId, channelId: state.channel_id };
  }
}

const VOICE_FLAGS = [
  'mute',
  'deaf',
  'self_mute',
  'self_deaf',
  'self_stream',
  'self_video',
  'suppress',
] as const;
type VoiceFlags = Record<(typeof VOICE_FLAGS)[number], boolean>;

function isHeardDifferently(before: VoiceFlags, after: VoiceFlags): boolean {
  return VOICE_FLAGS.some((flag) => before[flag] !== after[flag]);
}

function* memberChanges(before: CachedGuild, after: CachedGuild): Iterable<AwayChange> {
  if (!isComplete(before) || !isComplete(after)) return;
  for (const userId of before.members.keys()) {
    if (!after.members.has(userId)) yield { type: 'memberLeft', userId };
  }
  for (const userId of after.members.keys()) {
    if (!before.members.has(userId)) yield { type: 'memberJoined', userId };
  }
}

function isComplete(guild: CachedGuild): boolean {
  return guild.members.size >= guild.memberCount;
}
