import { guildIconUrl } from '@shared/discord/cdn';
import { hasPermission } from '@shared/discord/permissions';
import { ChannelId, GuildId, UserId } from '@shared/discord/snowflake';
import type { WireChannel } from '@shared/discord/wire/objects';
import type {
  CategorySummary,
  GuildSummary,
  Occupant,
  RoomSummary,
  TextChannelSummary,
} from '@shared/models/workspace';
import {
  type CachedGuild,
  type CachedVoiceState,
  type CacheState,
  ownChannelPermissions,
  ownGuildPermissions,
  personIn,
} from '../../discord/cache';

/** Wire shapes as the cache holds them → what the window shows. Pure; one function per model. */

/** Channel types of the reference, those we show. */
export const CHANNEL_TYPE = { text: 0, voice: 2, category: 4, announcement: 5, stage: 13 } as const;

export function toGuildSummary(state: CacheState, guild: CachedGuild, nowMs: number): GuildSummary {
  return {
    guildId: GuildId.parse(guild.id),
    name: guild.name,
    iconUrl: guildIconUrl(guild.id, guild.icon),
    memberCount: guild.memberCount,
    available: guild.available,
    canManageRooms: hasPermission(ownGuildPermissions(state, guild, nowMs), 'MANAGE_CHANNELS'),
  };
}

/** Rooms are voice and stage channels. */
export function isRoom(channel: WireChannel): boolean {
  return channel.type === CHANNEL_TYPE.voice || channel.type === CHANNEL_TYPE.stage;
}

export function toRoomSummary(
  state: CacheState,
  guild: CachedGuild,
  channel: WireChannel,
  nowMs: number,
): RoomSummary {
  const bits = ownChannelPermissions(state, guild, channel.id, nowMs);
  return {
    channelId: ChannelId.parse(channel.id),
    guildId: GuildId.parse(guild.id),
    name: channel.name ?? '',
    kind: channel.type === CHANNEL_TYPE.stage ? 'stage' : 'voice',
    categoryId: channel.parent_id === null ? null : ChannelId.parse(channel.parent_id),
    position: channel.position,
    userLimit: channel.user_limit,
    bitrateBps: channel.bitrate,
    status: channel.status === '' ? null : channel.status,
    canConnect: hasPermission(bits, 'CONNECT'),
    canSpeak: hasPermission(bits, 'CONNECT') && hasPermission(bits, 'SPEAK'),
    canManage: hasPermission(bits, 'MANAGE_CHANNELS'),
  };
}

/** What a channel is to the window; null for kinds it does not show (threads, forums) and hidden channels. */
export type ChannelView =
  | { type: 'category'; view: CategorySummary }
  | { type: 'room'; view: RoomSummary }
  | { type: 'text'; view: TextChannelSummary };

export function toChannelView(
  state: CacheState,
  guild: CachedGuild,
  channel: WireChannel,
  nowMs: number,
): ChannelView | null {
  const bits = ownChannelPermissions(state, guild, channel.id, nowMs);
  const common = {
    channelId: ChannelId.parse(channel.id),
    guildId: GuildId.parse(guild.id),
    name: channel.name ?? '',
    position: channel.position,
  };
  if (channel.type === CHANNEL_TYPE.category) return { type: 'category', view: common };
  if (!hasPermission(bits, 'VIEW_CHANNEL')) return null;
  const categoryId = channel.parent_id === null ? null : ChannelId.parse(channel.parent_id);
  if (isRoom(channel)) return { type: 'room', view: toRoomSummary(state, guild, channel, nowMs) };
  if (channel.type !== CHANNEL_TYPE.text && channel.type !== CHANNEL_TYPE.announcement) return null;
  return {
    type: 'text',
    view: {
      ...common,
      categoryId,
      kind: channel.type === CHANNEL_TYPE.announcement ? 'announcement' : 'text',
      topic: channel.topic,
      canSend: hasPermission(bits, 'SEND_MESSAGES'),
    },
  };
}

export function toOccupant(state: CacheState, guildId: string, entry: CachedVoiceState): Occupant {
  const voice = entry.state;
  return {
    guildId: GuildId.parse(guildId),
    channelId: ChannelId.parse(voice.channel_id),
    userId: UserId.parse(voice.user_id),
    ...personIn(state, guildId, voice.user_id),
    isSelf: voice.user_id === state.self?.id,
    sinceMs: entry.sinceMs,
    selfMute: voice.self_mute,
    selfDeaf: voice.self_deaf,
    serverMute: voice.mute,
    serverDeaf: voice.deaf,
    streaming: voice.self_stream,
    video: voice.self_video,
    suppressed: voice.suppress,
  };
}
