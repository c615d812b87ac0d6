import type {
  ChannelRecord,
  GuildRecord,
  MemberRecord,
  MessageRecord,
  RoleRecord,
  UserRecord,
  VoiceStateRecord,
  WorldState,
} from './model';
import { ChannelType } from './model';

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
    flags: 0,
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
    return { ...withChat, last_pin_timestamp: null, default_auto_archive_duration: 1440 };
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

function attachmentsToWire(message: MessageRecord): Wire[] {
  return message.attachments.map((attachment) => {
    const path = `attachments/${message.channel_id}/${attachment.id}/${encodeURIComponent(attachment.filename)}`;
    return {
      id: attachment.id,
      filename: attachment.filename,
      size: attachment.size,
      ...(attachment.content_type === null ? {} : { content_type: attachment.content_type }),
      ...(attachment.description === null ? {} : { description: attachment.description }),
      url: `https://cdn.discordapp.com/${path}`,
      proxy_url: `https://media.discordapp.net/${path}`,
    };
  });
}

export function messageToWire(state: WorldState, message: MessageRecord, nested = false): Wire {
  const author = state.users.get(message.author_id);
  const mentioned = message.mentions.flatMap((id) => state.users.get(id) ?? []);
  const wire: Wire = {
    id: message.id,
    channel_id: message.channel_id,
    type: message.type,
    author: author ? userToWire(author) : { id: message.author_id, username: 'Deleted User' },
    content: message.content,
    timestamp: message.timestamp,
    edited_timestamp: message.edited_timestamp,
    tts: message.tts,
    mention_everyone: message.mention_everyone,
    mentions: mentioned.map(userToWire),
    mention_roles: message.mention_roles,
    attachments: attachmentsToWire(message),
    embeds: message.embeds,
    components: [],
    pinned: false,
    flags: message.flags,
  };
  if (message.reply_to !== null) {
    const original = state.messages.get(message.channel_id)?.find((other) => other.id === message.reply_to);
    wire.message_reference = { type: 0, channel_id: message.channel_id, message_id: message.reply_to };
    // Null tells that the original is gone, an absent key that nobody looked: replies within replies are not fetched.
    if (!nested) wire.referenced_message = original ? messageToWire(state, original, true) : null;
  }
  return wire;
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
    emojis: [],
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
