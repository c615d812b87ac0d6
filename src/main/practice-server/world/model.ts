import type { AuditChange, BanRecord, StageInstanceRecord } from './guild-records';
import type { SnowflakeState } from './ids';
import type { Overwrite } from './permissions';

/**
 * What the practice server knows, as plain data: this is the snapshot's format too. Field names are
 * Discord's, so that mapping to the wire stays a matter of adding and leaving out.
 */
export const ChannelType = { TEXT: 0, VOICE: 2, CATEGORY: 4, ANNOUNCEMENT: 5, STAGE: 13 } as const;
export type ChannelType = (typeof ChannelType)[keyof typeof ChannelType];

export type PresenceStatus = 'online' | 'idle' | 'dnd' | 'offline';

export interface UserRecord {
  id: string;
  username: string;
  global_name: string | null;
  avatar: string | null;
  accent_color: number | null;
  bot: boolean;
  status: PresenceStatus;
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
  /** Voice and stage only from here on; zero or null elsewhere. */
  bitrate: number;
  user_limit: number;
  rtc_region: string | null;
  video_quality_mode: 1 | 2;
  status: string | null;
  /** Unix seconds at which the running call began, null when nobody is in. */
  voice_start_time: number | null;
}

export interface AttachmentRecord {
  id: string;
  filename: string;
  size: number;
  content_type: string | null;
  description: string | null;
}

export interface MessageRecord {
  id: string;
  channel_id: string;
  author_id: string;
  content: string;
  timestamp: string;
  edited_timestamp: string | null;
  /** 0 default, 19 reply. */
  type: 0 | 19;
  flags: number;
  tts: boolean;
  mention_everyone: boolean;
  mentions: string[];
  mention_roles: string[];
  embeds: Record<string, unknown>[];
  attachments: AttachmentRecord[];
  nonce: string | number | null;
  reply_to: string | null;
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
  audit_log: AuditEntry[];
  snowflakes: SnowflakeState;
  random: number;
}
