import type { AuditChange, BanRecord, StageInstanceRecord } from './guild-records';
import type { SnowflakeState } from './ids';
import type { LongHistoryRecord } from './long-history';
import type { Overwrite } from './permissions';

/**
 * What the practice server knows, as plain data: this is the snapshot's format too. Field names are
 * Discord's, so that mapping to the wire stays a matter of adding and leaving out.
 */
export const ChannelType = {
  TEXT: 0,
  VOICE: 2,
  CATEGORY: 4,
  ANNOUNCEMENT: 5,
  STAGE: 13,
  FORUM: 15,
  MEDIA: 16,
} as const;
export type ChannelType = (typeof ChannelType)[keyof typeof ChannelType];

/** Whether a channel holds posts, each a thread of its own, and no messages. */
export function holdsPosts(channel: { type: number }): boolean {
  return channel.type === ChannelType.FORUM || channel.type === ChannelType.MEDIA;
}

export const ThreadType = { ANNOUNCEMENT: 10, PUBLIC: 11, PRIVATE: 12 } as const;
export type ThreadType = (typeof ThreadType)[keyof typeof ThreadType];

/** Channel flags (reference "Channel Flags"): a post that stays on top; a forum that wants a tag on each post. */
export const ChannelFlag = { PINNED: 1 << 1, REQUIRE_TAG: 1 << 4 } as const;

export type PresenceStatus = 'online' | 'idle' | 'dnd' | 'offline';

export interface UserRecord {
  id: string;
  username: string;
  global_name: string | null;
  avatar: string | null;
  accent_color: number | null;
  bot: boolean;
  status: PresenceStatus;
  /** Takes no direct messages: whoever writes gets 50007. */
  dms_closed: boolean;
}

export interface MemberRecord {
  user_id: string;
  nick: string | null;
  roles: string[];
  joined_at: string;
  deaf: boolean;
  mute: boolean;
  communication_disabled_until: string | null;
}

export interface RoleRecord {
  id: string;
  name: string;
  color: number;
  hoist: boolean;
  position: number;
  permissions: string;
  managed: boolean;
  mentionable: boolean;
  bot_id?: string;
}

export interface ChannelRecord {
  id: string;
  type: ChannelType;
  guild_id: string;
  name: string;
  position: number;
  parent_id: string | null;
  permission_overwrites: Overwrite[];
  topic: string | null;
  nsfw: boolean;
  rate_limit_per_user: number;
  last_message_id: string | null;
  last_pin_timestamp: string | null;
  flags: number;
  default_auto_archive_duration: number;
  default_thread_rate_limit_per_user: number;
  /** Forums and media channels only, empty or null elsewhere. */
  available_tags: ForumTag[];
  default_reaction_emoji: { emoji_id: string | null; emoji_name: string | null } | null;
  /** 0 latest activity, 1 creation; null: nobody chose. */
  default_sort_order: 0 | 1 | null;
  /** 0 nobody chose, 1 list, 2 gallery. */
  default_forum_layout: 0 | 1 | 2;
  /** Voice and stage only from here on; zero or null elsewhere. */
  bitrate: number;
  user_limit: number;
  rtc_region: string | null;
  video_quality_mode: 1 | 2;
  status: string | null;
  /** Unix seconds at which the running call began, null when nobody is in. */
  voice_start_time: number | null;
}

export interface ForumTag {
  id: string;
  name: string;
  moderated: boolean;
  emoji_id: string | null;
  emoji_name: string | null;
}

export interface ThreadMemberRecord {
  user_id: string;
  join_timestamp: string;
}

/** A thread, or a post of a forum. Permissions come from the parent. */
export interface ThreadRecord {
  id: string;
  type: ThreadType;
  guild_id: string;
  parent_id: string;
  owner_id: string;
  name: string;
  rate_limit_per_user: number;
  last_message_id: string | null;
  last_pin_timestamp: string | null;
  message_count: number;
  total_message_sent: number;
  archived: boolean;
  archive_timestamp: string;
  /** Minutes: 60, 1440, 4320 or 10080. */
  auto_archive_duration: number;
  locked: boolean;
  invitable: boolean;
  create_timestamp: string;
  applied_tags: string[];
  flags: number;
  members: ThreadMemberRecord[];
}

/** A direct conversation of two users; there are no groups here. */
export interface DmRecord {
  id: string;
  type: 1;
  user_ids: [string, string];
  last_message_id: string | null;
  last_pin_timestamp: string | null;
}

/** Whatever has messages in it. */
export type ChatPlace = ChannelRecord | ThreadRecord | DmRecord;

export interface EmojiRecord {
  id: string;
  name: string;
  user_id: string;
}

export interface WebhookRecord {
  id: string;
  guild_id: string;
  channel_id: string;
  name: string;
  avatar: string | null;
  token: string;
  /** Who made it, and the application when that was a bot. */
  user_id: string;
  application_id: string | null;
}

export interface AttachmentRecord {
  id: string;
  filename: string;
  size: number;
  content_type: string | null;
  description: string | null;
  /** Pixels, for images whose header could be read. */
  width: number | null;
  height: number | null;
}

/** A custom emoji has an id; a Unicode one is its own name. */
export interface ReactionEmoji {
  id: string | null;
  name: string;
}

export interface ReactionRecord {
  emoji: ReactionEmoji;
  /** In the order they reacted. */
  user_ids: string[];
}

/** Another place or message that a message points to: 0 reply, crosspost and system messages, 1 forward. */
export interface ReferenceRecord {
  type: 0 | 1;
  guild_id: string | null;
  channel_id: string;
  message_id: string | null;
}

export const MessageType = {
  DEFAULT: 0,
  CHANNEL_PINNED_MESSAGE: 6,
  THREAD_CREATED: 18,
  REPLY: 19,
  THREAD_STARTER_MESSAGE: 21,
} as const;
export type MessageType = (typeof MessageType)[keyof typeof MessageType];

export const MessageFlag = {
  CROSSPOSTED: 1 << 0,
  SUPPRESS_EMBEDS: 1 << 2,
  HAS_THREAD: 1 << 5,
  SUPPRESS_NOTIFICATIONS: 1 << 12,
  HAS_SNAPSHOT: 1 << 14,
  IS_COMPONENTS_V2: 1 << 15,
} as const;

export interface MessageRecord {
  id: string;
  channel_id: string;
  /** A user's id, or the webhook's. */
  author_id: string;
  /** How a webhook called itself for this message. */
  webhook: { name: string; avatar: string | null; avatar_url: string | null } | null;
  content: string;
  timestamp: string;
  edited_timestamp: string | null;
  type: MessageType;
  flags: number;
  tts: boolean;
  mention_everyone: boolean;
  mentions: string[];
  mention_roles: string[];
  embeds: Record<string, unknown>[];
  components: Record<string, unknown>[];
  attachments: AttachmentRecord[];
  reactions: ReactionRecord[];
  pinned_at: string | null;
  nonce: string | number | null;
  reference: ReferenceRecord | null;
  /** What a forward carries of its original, on the wire's form. */
  snapshots: Record<string, unknown>[];
}

export interface VoiceStateRecord {
  guild_id: string;
  channel_id: string;
  user_id: string;
  session_id: string;
  deaf: boolean;
  mute: boolean;
  self_deaf: boolean;
  self_mute: boolean;
  suppress: boolean;
  request_to_speak_timestamp: string | null;
}

export interface GuildRecord {
  id: string;
  name: string;
  description: string | null;
  owner_id: string;
  afk_timeout: number;
  preferred_locale: string;
  system_channel_id: string | null;
  /** Boosts: 0 to 3. */
  premium_tier: number;
  bans: BanRecord[];
  stage_instances: StageInstanceRecord[];
  roles: Map<string, RoleRecord>;
  channels: Map<string, ChannelRecord>;
  members: Map<string, MemberRecord>;
  voice_states: Map<string, VoiceStateRecord>;
  threads: Map<string, ThreadRecord>;
  emojis: Map<string, EmojiRecord>;
}

export interface AuditEntry {
  id: string;
  guild_id: string;
  action_type: number;
  user_id: string;
  target_id: string | null;
  reason: string | null;
  changes?: AuditChange[];
  options?: Readonly<Record<string, string>>;
}

export interface WorldState {
  seed: string;
  application: { id: string; name: string; bot_id: string };
  /** Tokens that are accepted; revoking removes one. */
  tokens: Map<string, string>;
  users: Map<string, UserRecord>;
  guilds: Map<string, GuildRecord>;
  /** Per channel, oldest first. */
  messages: Map<string, MessageRecord[]>;
  dms: Map<string, DmRecord>;
  webhooks: Map<string, WebhookRecord>;
  /** The very long chat of one channel, when one was asked for. */
  long_history: LongHistoryRecord | null;
  audit_log: AuditEntry[];
  /** How large it was asked to be, beyond its members. */
  size: { rooms: number; guilds: number };
  snowflakes: SnowflakeState;
  random: number;
}
