import type { SeatEndReason, VoiceSeat } from '../../voice/port';
import type { ChannelRecord, GuildRecord, VoiceStateRecord } from '../model';
import { ChannelType } from '../model';
import { memberToWire, voiceStateToWire } from '../wire';
import type { World } from '../world';

export interface VoiceFlags {
  selfMute: boolean;
  selfDeaf: boolean;
}

export function isVoiceChannel(channel: ChannelRecord): boolean {
  return channel.type === ChannelType.VOICE || channel.type === ChannelType.STAGE;
}

export function occupantsOf(guild: GuildRecord, channelId: string): VoiceStateRecord[] {
  return [...guild.voice_states.values()].filter((voiceState) => voiceState.channel_id === channelId);
}

function isOccupied(guild: GuildRecord, channelId: string): boolean {
  for (const voiceState of guild.voice_states.values()) {
    if (voiceState.channel_id === channelId) return true;
  }
  return false;
}

/** Announces a voice state; `channelId` null says that it ended. */
export function emitVoiceState(
  world: World,
  guild: GuildRecord,
  voiceState: VoiceStateRecord,
  channelId: string | null,
): void {
  const member = guild.members.get(voiceState.user_id);
  const user = world.user(voiceState.user_id);
  world.emit({
    t: 'VOICE_STATE_UPDATE',
    guildId: guild.id,
    d: {
      ...voiceStateToWire(voiceState, channelId),
      guild_id: guild.id,
      ...(member && user ? { member: memberToWire(member, user) } : {}),
    },
  });
}

/**
 * Issues a fresh seat and tells the user where to connect. Called after the voice state is announced, and
 * again when a client asks to rejoin the channel it is in.
 */
export function grantSeat(
  world: World,
  guild: GuildRecord,
  channel: ChannelRecord,
  voiceState: VoiceStateRecord,
): void {
  const seat: VoiceSeat = {
    guildId: guild.id,
    channelId: channel.id,
    userId: voiceState.user_id,
    channelKind: channel.type === ChannelType.STAGE ? 'stage' : 'voice',
    bitrateBps: channel.bitrate,
  };
  const token = world.random.hex(16);
  world.seats.grant(seat, voiceState.session_id, token);
  world.emit({
    t: 'VOICE_SERVER_UPDATE',
    guildId: guild.id,
    onlyUserId: voiceState.user_id,
    d: { token, guild_id: guild.id, endpoint: world.voiceEndpoint },
  });
}

/** Puts a user into a voice channel or moves it there. Whether it may is the caller's question. */
export function connectToVoice(
  world: World,
  guild: GuildRecord,
  channel: ChannelRecord,
  userId: string,
  sessionId: string,
  flags: VoiceFlags,
): VoiceStateRecord {
  const before = guild.voice_states.get(userId);
  if (before) world.seats.end(guild.id, userId, 'moved');
  const member = guild.members.get(userId);
  const voiceState: VoiceStateRecord = {
    guild_id: guild.id,
    channel_id: channel.id,
    user_id: userId,
    session_id: sessionId,
    deaf: member?.deaf ?? false,
    mute: member?.mute ?? false,
    self_deaf: flags.selfDeaf,
    self_mute: flags.selfMute,
    suppress: channel.type === ChannelType.STAGE,
    request_to_speak_timestamp: null,
  };
  guild.voice_states.delete(userId);
  guild.voice_states.set(userId, voiceState);
  emitVoiceState(world, guild, voiceState, channel.id);
  if (before && before.channel_id !== channel.id) noteCallEnd(world, guild, before.channel_id);
  noteCallStart(world, guild, channel);
  grantSeat(world, guild, channel, voiceState);
  return voiceState;
}

/** Takes a user out of voice; false when it was in none. */
export function disconnectFromVoice(
  world: World,
  guild: GuildRecord,
  userId: string,
  reason: SeatEndReason,
): boolean {
  const before = guild.voice_states.get(userId);
  if (!before) return false;
  guild.voice_states.delete(userId);
  world.seats.end(guild.id, userId, reason);
  emitVoiceState(world, guild, before, null);
  noteCallEnd(world, guild, before.channel_id);
  return true;
}

/** Changes flags of a voice state and announces it; nothing is said when nothing changed. */
export function changeVoiceState(
  world: World,
  guild: GuildRecord,
  userId: string,
  change: Partial<
    Pick<
      VoiceStateRecord,
      'self_mute' | 'self_deaf' | 'mute' | 'deaf' | 'suppress' | 'request_to_speak_timestamp'
    >
  >,
): void {
  const before = guild.voice_states.get(userId);
  if (!before) return;
  const after: VoiceStateRecord = { ...before, ...change };
  const keys = Object.keys(change) as (keyof typeof change)[];
  if (keys.every((key) => before[key] === after[key])) return;
  guild.voice_states.set(userId, after);
  emitVoiceState(world, guild, after, after.channel_id);
}

/** Sets the text under a voice channel's name; null takes it away. */
export function setVoiceStatus(
  world: World,
  guild: GuildRecord,
  channel: ChannelRecord,
  status: string | null,
): void {
  channel.status = status;
  world.emit({
    t: 'VOICE_CHANNEL_STATUS_UPDATE',
    guildId: guild.id,
    viewChannelId: channel.id,
    d: { id: channel.id, guild_id: guild.id, status },
  });
}

function noteCallStart(world: World, guild: GuildRecord, channel: ChannelRecord): void {
  if (channel.voice_start_time !== null) return;
  channel.voice_start_time = Math.floor(world.now() / 1000);
  emitStartTime(world, guild, channel);
}

function noteCallEnd(world: World, guild: GuildRecord, channelId: string): void {
  const channel = guild.channels.get(channelId);
  if (!channel || isOccupied(guild, channelId)) return;
  channel.voice_start_time = null;
  emitStartTime(world, guild, channel);
  if (channel.status !== null) setVoiceStatus(world, guild, channel, null);
}

function emitStartTime(world: World, guild: GuildRecord, channel: ChannelRecord): void {
  world.emit({
    t: 'VOICE_CHANNEL_START_TIME_UPDATE',
    guildId: guild.id,
    viewChannelId: channel.id,
    d: { id: channel.id, guild_id: guild.id, voice_start_time: channel.voice_start_time },
  });
}
