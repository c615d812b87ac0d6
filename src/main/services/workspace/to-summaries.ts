import { guildIconUrl } from '@shared/discord/cdn';
import { hasPermission, parsePermissionBits } from '@shared/discord/permissions';
import { accessOf } from '@shared/discord/room-access';
import {
  ChannelId,
  compareSnowflakes,
  GuildId,
  MessageId,
  RoleId,
  snowflakeTimeMs,
  UserId,
} from '@shared/discord/snowflake';
import type { WireChannel, WireRole } from '@shared/discord/wire/objects';
import type {
  CategorySummary,
  DirectChannelSummary,
  GuildEmoji,
  GuildSummary,
  Occupant,
  RoleSummary,
  RoomSummary,
  TextChannelSummary,
  ThreadSummary,
} from '@shared/models/workspace';
import {
  type CachedGuild,
  type CachedVoiceState,
  type CacheState,
  highestRole,
  ownChannelPermissions,
  ownGuildPermissions,
  personIn,
  standingOf,
  standsAboveRole,
} from '../../discord/cache';
import { abilitiesOf, threadAbilitiesOf } from './abilities';

/** Wire shapes as the cache holds them → what the window shows. Pure; one function per model. */

/** Channel types of the reference, those we show. */
export const CHANNEL_TYPE = {
  text: 0,
  voice: 2,
  category: 4,
  announcement: 5,
  announcementThread: 10,
  publicThread: 11,
  privateThread: 12,
  stage: 13,
  forum: 15,
  media: 16,
} as const;

/** By boost tier (reference "Modify Channel"). */
const MAX_BITRATE_BPS = [96_000, 128_000, 256_000, 384_000] as const;

export function toGuildSummary(state: CacheState, guild: CachedGuild, nowMs: number): GuildSummary {
  const bits = ownGuildPermissions(state, guild, nowMs);
  const top = state.self ? highestRole(guild, state.self.id) : null;
  return {
    guildId: GuildId.parse(guild.id),
    name: guild.name,
    iconUrl: guildIconUrl(guild.id, guild.icon),
    memberCount: guild.memberCount,
    available: guild.available,
    canManageRooms: hasPermission(bits, 'MANAGE_CHANNELS'),
    ownPermissions: bits.toString(),
    ownTopRoleId: top === null ? null : RoleId.parse(top.id),
    ownsGuild: state.self?.id === guild.ownerId,
    maxBitrateBps: MAX_BITRATE_BPS[guild.premiumTier] ?? MAX_BITRATE_BPS[0],
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
  const topic = guild.stages.get(channel.id);
  const { kind: access, roleIds } = accessOf(guild.id, channel.permission_overwrites);
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
    ownPermissions: bits.toString(),
    region: channel.rtc_region,
    slowModeMs: channel.rate_limit_per_user * 1_000,
    access:
      access === 'everyone'
        ? { kind: access }
        : { kind: access, roleIds: roleIds.slice(0, 100).map((id) => RoleId.parse(id)) },
    liveSinceMs: guild.liveSinceMs.get(channel.id) ?? null,
    stage: topic === undefined ? null : { topic },
  };
}

/** What a channel is to the window. A room is two things: where one talks, and its chat. */
export type ChannelView =
  | { type: 'category'; view: CategorySummary }
  | { type: 'room'; view: RoomSummary }
  | { type: 'text'; view: TextChannelSummary };

const TEXT_KINDS: ReadonlyMap<number, TextChannelSummary['kind']> = new Map([
  [CHANNEL_TYPE.text, 'text'],
  [CHANNEL_TYPE.announcement, 'announcement'],
  [CHANNEL_TYPE.forum, 'forum'],
  [CHANNEL_TYPE.media, 'media'],
  [CHANNEL_TYPE.voice, 'roomChat'],
  [CHANNEL_TYPE.stage, 'roomChat'],
]);
/** Channel flag (reference "Channel Flags"): every post of this forum needs a tag. */
const FLAG_REQUIRE_TAG = 1 << 4;

/** Nothing for kinds the window does not show and for channels we may not see. */
export function toChannelViews(
  state: CacheState,
  guild: CachedGuild,
  channel: WireChannel,
  nowMs: number,
): ChannelView[] {
  const common = {
    channelId: ChannelId.parse(channel.id),
    guildId: GuildId.parse(guild.id),
    name: channel.name ?? '',
    position: channel.position,
  };
  if (channel.type === CHANNEL_TYPE.category) return [{ type: 'category', view: common }];
  const kind = TEXT_KINDS.get(channel.type);
  if (kind === undefined) return [];
  const bits = ownChannelPermissions(state, guild, channel.id, nowMs);
  if (!hasPermission(bits, 'VIEW_CHANNEL')) return [];
  const text: ChannelView = {
    type: 'text',
    view: {
      ...common,
      categoryId: channel.parent_id === null ? null : ChannelId.parse(channel.parent_id),
      kind,
      topic: channel.topic,
      nsfw: channel.nsfw,
      slowModeMs: channel.rate_limit_per_user * 1_000,
      lastMessageId: messageIdOf(channel.last_message_id),
      abilities: abilitiesOf(bits),
      tags: channel.available_tags.map((tag) => ({
        tagId: tag.id,
        name: tag.name,
        emojiId: tag.emoji_id,
        emojiName: tag.emoji_name,
        moderated: tag.moderated,
      })),
      tagRequired: kind === 'forum' && (channel.flags & FLAG_REQUIRE_TAG) !== 0,
    },
  };
  if (!isRoom(channel)) return [text];
  return [{ type: 'room', view: toRoomSummary(state, guild, channel, nowMs) }, text];
}

const THREAD_KINDS: ReadonlyMap<number, ThreadSummary['kind']> = new Map([
  [CHANNEL_TYPE.announcementThread, 'announcement'],
  [CHANNEL_TYPE.publicThread, 'public'],
  [CHANNEL_TYPE.privateThread, 'private'],
]);
/** Channel flag: a post that stays at the top of its forum. */
const FLAG_PINNED = 1 << 1;

/** Null for a thread we may not see: of a hidden channel, or private and not ours. */
export function toThreadSummary(
  state: CacheState,
  guild: CachedGuild,
  thread: WireChannel,
  nowMs: number,
): ThreadSummary | null {
  const kind = THREAD_KINDS.get(thread.type);
  if (kind === undefined || thread.parent_id === null) return null;
  const bits = ownChannelPermissions(state, guild, thread.id, nowMs);
  if (!hasPermission(bits, 'VIEW_CHANNEL')) return null;
  if (kind === 'private' && !thread.member && !hasPermission(bits, 'MANAGE_THREADS')) return null;
  const meta = thread.thread_metadata;
  const createdMs = meta?.create_timestamp ? Date.parse(meta.create_timestamp) : Number.NaN;
  return {
    channelId: ChannelId.parse(thread.id),
    guildId: GuildId.parse(guild.id),
    parentId: ChannelId.parse(thread.parent_id),
    name: thread.name ?? '',
    kind,
    ownerId: thread.owner_id === null ? null : UserId.parse(thread.owner_id),
    archived: meta?.archived ?? false,
    locked: meta?.locked ?? false,
    pinned: (thread.flags & FLAG_PINNED) !== 0,
    autoArchiveMinutes: meta?.auto_archive_duration ?? 1_440,
    slowModeMs: thread.rate_limit_per_user * 1_000,
    messageCount: thread.message_count,
    memberCount: thread.member_count,
    joined: thread.member,
    appliedTagIds: thread.applied_tags,
    createdAtMs: Number.isFinite(createdMs) ? createdMs : snowflakeTimeMs(thread.id),
    lastMessageId: messageIdOf(thread.last_message_id),
    abilities: threadAbilitiesOf(bits, thread),
  };
}

/** Null for group conversations, which bots are never in. */
export function toDirectChannel(state: CacheState, channel: WireChannel): DirectChannelSummary | null {
  const other = channel.recipients.find((user) => user.id !== state.self?.id) ?? channel.recipients[0];
  if (!other) return null;
  const { displayName, avatarUrl } = personIn(state, null, other.id);
  return {
    channelId: ChannelId.parse(channel.id),
    userId: UserId.parse(other.id),
    displayName,
    avatarUrl,
    lastMessageId: messageIdOf(channel.last_message_id),
  };
}

/** All roles but @everyone, highest first. */
export function toRoles(state: CacheState, guild: CachedGuild, nowMs: number): RoleSummary[] {
  const manages = hasPermission(ownGuildPermissions(state, guild, nowMs), 'MANAGE_ROLES');
  return [...guild.roles.values()]
    .filter((role) => role.id !== guild.id)
    .sort((a, b) => b.position - a.position || compareSnowflakes(a.id, b.id))
    .map((role) => toRole(state, guild, role, manages));
}

export function toRole(state: CacheState, guild: CachedGuild, role: WireRole, manages: boolean): RoleSummary {
  const editable = manages && standsAboveRole(state, guild, role);
  return {
    roleId: RoleId.parse(role.id),
    guildId: GuildId.parse(guild.id),
    name: role.name,
    colour: role.color === 0 ? null : role.color,
    position: role.position,
    mentionable: role.mentionable,
    // A managed role belongs to an integration: nobody gives it by hand.
    assignable: editable && !role.managed,
    managed: role.managed,
    hoist: role.hoist,
    permissions: parsePermissionBits(role.permissions).toString(),
    editable,
  };
}

export function toEmojis(guild: CachedGuild): GuildEmoji[] {
  return guild.emojis.flatMap((emoji) =>
    emoji.id === null
      ? []
      : [
          {
            emojiId: emoji.id,
            guildId: GuildId.parse(guild.id),
            name: emoji.name ?? '',
            animated: emoji.animated,
            available: emoji.available,
          },
        ],
  );
}

function messageIdOf(id: string | null): MessageId | null {
  return id === null ? null : MessageId.parse(id);
}

export function toOccupant(state: CacheState, guild: CachedGuild, entry: CachedVoiceState): Occupant {
  const voice = entry.state;
  const askedMs = Date.parse(voice.request_to_speak_timestamp ?? '');
  return {
    guildId: GuildId.parse(guild.id),
    channelId: ChannelId.parse(voice.channel_id),
    userId: UserId.parse(voice.user_id),
    ...personIn(state, guild.id, voice.user_id),
    isSelf: voice.user_id === state.self?.id,
    sinceMs: entry.sinceMs,
    selfMute: voice.self_mute,
    selfDeaf: voice.self_deaf,
    serverMute: voice.mute,
    serverDeaf: voice.deaf,
    streaming: voice.self_stream,
    video: voice.self_video,
    suppressed: voice.suppress,
    wantsToSpeakSinceMs: Number.isFinite(askedMs) ? askedMs : null,
    standing: standingOf(state, guild, voice.user_id),
  };
}
