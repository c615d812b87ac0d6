import type {
  ChannelRecord,
  DmRecord,
  EmojiRecord,
  GuildRecord,
  MemberRecord,
  RoleRecord,
  ThreadMemberRecord,
  ThreadRecord,
  UserRecord,
  VoiceStateRecord,
} from './model';
import { ChannelType, holdsPosts, ThreadType } from './model';

/** Records to Discord's wire objects (reference "Object shapes"). Nothing here decides who may see what. */
export type Wire = Record<string, unknown>;

export function userToWire(user: UserRecord): Wire {
  return {
    id: user.id,
    username: user.username,
    discriminator: user.bot ? '0001' : '0',
    global_name: user.global_name,
    avatar: user.avatar,
    bot: user.bot,
    system: false,
    banner: null,
    accent_color: user.accent_color,
    public_flags: 0,
    avatar_decoration_data: null,
    collectibles: null,
    primary_guild: null,
  };
}

/** A member without its user, as messages carry it. */
export function memberWithoutUser(member: MemberRecord): Wire {
  return {
    nick: member.nick,
    avatar: null,
    banner: null,
    roles: member.roles,
    joined_at: member.joined_at,
    premium_since: null,
    deaf: member.deaf,
    mute: member.mute,
    flags: 0,
    pending: false,
    communication_disabled_until: member.communication_disabled_until,
    avatar_decoration_data: null,
    collectibles: null,
  };
}

export function memberToWire(member: MemberRecord, user: UserRecord): Wire {
  return { ...memberWithoutUser(member), user: userToWire(user) };
}

export function roleToWire(role: RoleRecord): Wire {
  return {
    id: role.id,
    name: role.name,
    color: role.color,
    colors: { primary_color: role.color, secondary_color: null, tertiary_color: null },
    hoist: role.hoist,
    icon: null,
    unicode_emoji: null,
    position: role.position,
    permissions: role.permissions,
    managed: role.managed,
    mentionable: role.mentionable,
    flags: 0,
    ...(role.bot_id === undefined ? {} : { tags: { bot_id: role.bot_id } }),
  };
}

export function channelToWire(channel: ChannelRecord): Wire {
  const common: Wire = {
    id: channel.id,
    type: channel.type,
    guild_id: channel.guild_id,
    name: channel.name,
    position: channel.position,
    parent_id: channel.parent_id,
    permission_overwrites: channel.permission_overwrites,
    flags: channel.flags,
  };
  if (channel.type === ChannelType.CATEGORY) return common;
  const withChat: Wire = {
    ...common,
    topic: channel.topic,
    nsfw: channel.nsfw,
    rate_limit_per_user: channel.rate_limit_per_user,
    last_message_id: channel.last_message_id,
  };
  if (channel.type === ChannelType.TEXT || channel.type === ChannelType.ANNOUNCEMENT) {
    return {
      ...withChat,
      last_pin_timestamp: channel.last_pin_timestamp,
      default_auto_archive_duration: channel.default_auto_archive_duration,
      default_thread_rate_limit_per_user: channel.default_thread_rate_limit_per_user,
    };
  }
  if (holdsPosts(channel)) {
    return {
      ...withChat,
      default_auto_archive_duration: channel.default_auto_archive_duration,
      available_tags: channel.available_tags,
      default_reaction_emoji: channel.default_reaction_emoji,
      default_sort_order: channel.default_sort_order,
      default_forum_layout: channel.default_forum_layout,
      default_thread_rate_limit_per_user: channel.default_thread_rate_limit_per_user,
      template: '',
    };
  }
  return {
    ...withChat,
    bitrate: channel.bitrate,
    user_limit: channel.user_limit,
    rtc_region: channel.rtc_region,
    video_quality_mode: channel.video_quality_mode,
  };
}

/** The voice state proper; GUILD_CREATE leaves out `guild_id`, events add the member. */
export function voiceStateToWire(voiceState: VoiceStateRecord, channelId: string | null): Wire {
  return {
    channel_id: channelId,
    user_id: voiceState.user_id,
    session_id: voiceState.session_id,
    deaf: voiceState.deaf,
    mute: voiceState.mute,
    self_deaf: voiceState.self_deaf,
    self_mute: voiceState.self_mute,
    self_video: false,
    suppress: voiceState.suppress,
    request_to_speak_timestamp: voiceState.request_to_speak_timestamp,
  };
}

export function emojiToWire(emoji: EmojiRecord): Wire {
  return {
    id: emoji.id,
    name: emoji.name,
    roles: [],
    require_colons: true,
    managed: false,
    animated: false,
    available: true,
  };
}

export function threadMemberToWire(thread: ThreadRecord, member: ThreadMemberRecord): Wire {
  return { id: thread.id, user_id: member.user_id, join_timestamp: member.join_timestamp, flags: 0 };
}

/** `viewerId`: whose membership goes with it, when there is one. */
export function threadToWire(thread: ThreadRecord, viewerId?: string): Wire {
  const own = thread.members.find((member) => member.user_id === viewerId);
  return {
    id: thread.id,
    type: thread.type,
    guild_id: thread.guild_id,
    parent_id: thread.parent_id,
    owner_id: thread.owner_id,
    name: thread.name,
    rate_limit_per_user: thread.rate_limit_per_user,
    last_message_id: thread.last_message_id,
    last_pin_timestamp: thread.last_pin_timestamp,
    message_count: thread.message_count,
    total_message_sent: thread.total_message_sent,
    // Counting stops at fifty.
    member_count: Math.min(50, thread.members.length),
    thread_metadata: {
      archived: thread.archived,
      archive_timestamp: thread.archive_timestamp,
      auto_archive_duration: thread.auto_archive_duration,
      locked: thread.locked,
      create_timestamp: thread.create_timestamp,
      ...(thread.type === ThreadType.PRIVATE ? { invitable: thread.invitable } : {}),
    },
    applied_tags: thread.applied_tags,
    flags: thread.flags,
    ...(own ? { member: threadMemberToWire(thread, own) } : {}),
  };
}

/** A direct conversation as `viewerId` sees it: with the other one as recipient. */
export function dmToWire(dm: DmRecord, users: ReadonlyMap<string, UserRecord>, viewerId: string): Wire {
  const others = dm.user_ids.filter((id) => id !== viewerId).flatMap((id) => users.get(id) ?? []);
  return {
    id: dm.id,
    type: dm.type,
    last_message_id: dm.last_message_id,
    last_pin_timestamp: dm.last_pin_timestamp,
    recipients: others.map(userToWire),
    flags: 0,
  };
}

export function guildToWire(guild: GuildRecord): Wire {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    splash: null,
    discovery_splash: null,
    owner_id: guild.owner_id,
    region: 'deprecated',
    afk_channel_id: null,
    afk_timeout: guild.afk_timeout,
    widget_enabled: false,
    verification_level: 1,
    default_message_notifications: 1,
    explicit_content_filter: 0,
    roles: [...guild.roles.values()].map(roleToWire),
    emojis: [...guild.emojis.values()].map(emojiToWire),
    features: [],
    mfa_level: 0,
    application_id: null,
    system_channel_id: guild.system_channel_id,
    system_channel_flags: 0,
    rules_channel_id: null,
    max_presences: null,
    max_members: 500_000,
    vanity_url_code: null,
    description: guild.description,
    banner: null,
    premium_tier: guild.premium_tier,
    premium_subscription_count: 0,
    preferred_locale: guild.preferred_locale,
    public_updates_channel_id: null,
    max_video_channel_users: 25,
    max_stage_video_channel_users: 50,
    nsfw_level: 0,
    nsfw: false,
    stickers: [],
    premium_progress_bar_enabled: false,
    safety_alerts_channel_id: null,
    incidents_data: null,
  };
}

export function presenceToWire(guild: GuildRecord, user: UserRecord): Wire {
  return {
    user: { id: user.id },
    guild_id: guild.id,
    status: user.status,
    activities: [],
    client_status:
      user.status === 'offline' ? {} : user.bot ? { web: user.status } : { desktop: user.status },
  };
}
