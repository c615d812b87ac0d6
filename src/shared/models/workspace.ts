import { z } from 'zod';
import { ChannelId, GuildId, MessageId, RoleId, UserId } from '../discord/snowflake';

/** What the connected account may do in a guild or channel; drives enabled states and their explanations. */
export const GuildSummary = z.object({
  guildId: GuildId,
  name: z.string(),
  iconUrl: z.string().nullable(),
  memberCount: z.number().int(),
  available: z.boolean(),
  canManageRooms: z.boolean(),
  /** What the connected account may do before any channel is looked at: bits as a decimal number. */
  ownPermissions: z.string(),
  /** The highest role of the connected account; null without one. The owner stands above all roles. */
  ownTopRoleId: RoleId.nullable(),
  ownsGuild: z.boolean(),
  /** What the guild's boosts allow a voice room; a stage stays at 64 kbit/s. */
  maxBitrateBps: z.number().int(),
});
export type GuildSummary = z.infer<typeof GuildSummary>;

export const CategorySummary = z.object({
  channelId: ChannelId,
  guildId: GuildId,
  name: z.string(),
  position: z.number().int(),
});
export type CategorySummary = z.infer<typeof CategorySummary>;

export const RoomKind = z.enum(['voice', 'stage']);
export type RoomKind = z.infer<typeof RoomKind>;

/** Who may come into a room, as its permission overwrites say it. */
export const RoomAccess = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('everyone') }),
  /** Hidden from all but these roles. */
  z.object({ kind: z.literal('roles'), roleIds: z.array(RoleId).max(100) }),
  /** Everyone sees it; only these roles may connect. None: nobody but who may manage. */
  z.object({ kind: z.literal('viewOnly'), roleIds: z.array(RoleId).max(100) }),
]);
export type RoomAccess = z.infer<typeof RoomAccess>;

/** A voice or stage channel; "room" is our word for it. Who is inside is kept apart, as `Occupant`s. */
export const RoomSummary = z.object({
  channelId: ChannelId,
  guildId: GuildId,
  name: z.string(),
  kind: RoomKind,
  categoryId: ChannelId.nullable(),
  position: z.number().int(),
  /** 0 = no limit. */
  userLimit: z.number().int(),
  bitrateBps: z.number().int(),
  status: z.string().nullable(),
  canConnect: z.boolean(),
  canSpeak: z.boolean(),
  canManage: z.boolean(),
  /** What the connected account may do in this room: bits as a decimal number. */
  ownPermissions: z.string(),
  /** Null lets Discord choose. */
  region: z.string().nullable(),
  /** 0 = off. */
  slowModeMs: z.number(),
  access: RoomAccess,
  /** Unix ms since when somebody has been inside, as Discord tells it; null when it does not, or nobody is. */
  liveSinceMs: z.number().nullable(),
  /** A stage that is live, with its topic. */
  stage: z.object({ topic: z.string() }).nullable(),
});
export type RoomSummary = z.infer<typeof RoomSummary>;

/** What we may do in a channel, by what it is for in the window. */
export const ChannelAbility = z.enum([
  'send',
  'sendInThreads',
  'readHistory',
  'attachFiles',
  'embedLinks',
  'addReactions',
  'externalEmoji',
  'mentionEveryone',
  'manageMessages',
  'pinMessages',
  'createThreads',
  'createPrivateThreads',
  'manageThreads',
  'manageWebhooks',
  'manageChannel',
  'bypassSlowMode',
]);
export type ChannelAbility = z.infer<typeof ChannelAbility>;

export const ForumTag = z.object({
  tagId: z.string(),
  name: z.string(),
  emojiId: z.string().nullable(),
  emojiName: z.string().nullable(),
  /** Only for those who may manage threads. */
  moderated: z.boolean(),
});
export type ForumTag = z.infer<typeof ForumTag>;

/** A channel one reads: text, announcements, a forum, or the chat of a room. */
export const TextChannelSummary = z.object({
  channelId: ChannelId,
  guildId: GuildId,
  name: z.string(),
  kind: z.enum(['text', 'announcement', 'forum', 'media', 'roomChat']),
  categoryId: ChannelId.nullable(),
  position: z.number().int(),
  topic: z.string().nullable(),
  nsfw: z.boolean(),
  /** 0 = off. */
  slowModeMs: z.number(),
  lastMessageId: MessageId.nullable(),
  abilities: z.array(ChannelAbility),
  /** Forums: the tags to choose from, and whether a post needs one. */
  tags: z.array(ForumTag),
  tagRequired: z.boolean(),
});
export type TextChannelSummary = z.infer<typeof TextChannelSummary>;

/** A thread or forum post; archived ones are here only once somebody has looked for them. */
export const ThreadSummary = z.object({
  channelId: ChannelId,
  guildId: GuildId,
  parentId: ChannelId,
  name: z.string(),
  kind: z.enum(['public', 'private', 'announcement']),
  ownerId: UserId.nullable(),
  archived: z.boolean(),
  locked: z.boolean(),
  pinned: z.boolean(),
  autoArchiveMinutes: z.number().int(),
  slowModeMs: z.number(),
  messageCount: z.number().int(),
  memberCount: z.number().int(),
  joined: z.boolean(),
  appliedTagIds: z.array(z.string()),
  createdAtMs: z.number(),
  lastMessageId: MessageId.nullable(),
  abilities: z.array(ChannelAbility),
});
export type ThreadSummary = z.infer<typeof ThreadSummary>;

export const DirectChannelSummary = z.object({
  channelId: ChannelId,
  userId: UserId,
  displayName: z.string(),
  avatarUrl: z.string().nullable(),
  lastMessageId: MessageId.nullable(),
});
export type DirectChannelSummary = z.infer<typeof DirectChannelSummary>;

export const RoleSummary = z.object({
  roleId: RoleId,
  guildId: GuildId,
  name: z.string(),
  /** 0xRRGGBB; null = none. */
  colour: z.number().int().nullable(),
  position: z.number().int(),
  mentionable: z.boolean(),
  /** Ours to give and take: below our highest role, and we may manage roles. */
  assignable: z.boolean(),
  managed: z.boolean(),
  /** Shown apart in the list of members. */
  hoist: z.boolean(),
  /** Bits as a decimal number. */
  permissions: z.string(),
  /** Ours to change: below our highest role, and we may manage roles. */
  editable: z.boolean(),
});
export type RoleSummary = z.infer<typeof RoleSummary>;

export const GuildEmoji = z.object({
  emojiId: z.string(),
  guildId: GuildId,
  name: z.string(),
  animated: z.boolean(),
  available: z.boolean(),
});
export type GuildEmoji = z.infer<typeof GuildEmoji>;

/** One person in one room (a voice state with a channel). */
export const Occupant = z.object({
  guildId: GuildId,
  channelId: ChannelId,
  userId: UserId,
  displayName: z.string(),
  avatarUrl: z.string().nullable(),
  isBot: z.boolean(),
  isSelf: z.boolean(),
  /** Unix ms of joining this room as far as we saw it; null when they were there before we connected. */
  sinceMs: z.number().nullable(),
  selfMute: z.boolean(),
  selfDeaf: z.boolean(),
  serverMute: z.boolean(),
  serverDeaf: z.boolean(),
  streaming: z.boolean(),
  video: z.boolean(),
  suppressed: z.boolean(),
  /** On a stage: since when they ask to speak, or were invited to; null = not. */
  wantsToSpeakSinceMs: z.number().nullable(),
  /** Against the connected account; time-outs, nicknames and roles need `below`. */
  standing: z.enum(['self', 'owner', 'above', 'below']),
});
export type Occupant = z.infer<typeof Occupant>;

export const WorkspaceSnapshot = z.object({
  revision: z.number().int(),
  guilds: z.array(GuildSummary),
  categories: z.array(CategorySummary),
  rooms: z.array(RoomSummary),
  textChannels: z.array(TextChannelSummary),
  occupants: z.array(Occupant),
  threads: z.array(ThreadSummary),
  directChannels: z.array(DirectChannelSummary),
  roles: z.array(RoleSummary),
  emojis: z.array(GuildEmoji),
});
export type WorkspaceSnapshot = z.infer<typeof WorkspaceSnapshot>;

export const WorkspaceChange = z.discriminatedUnion('type', [
  z.object({ type: z.literal('reset'), snapshot: WorkspaceSnapshot }),
  z.object({ type: z.literal('guildUpserted'), guild: GuildSummary }),
  z.object({ type: z.literal('guildRemoved'), guildId: GuildId }),
  z.object({ type: z.literal('categoryUpserted'), category: CategorySummary }),
  z.object({ type: z.literal('categoryRemoved'), channelId: ChannelId }),
  z.object({ type: z.literal('roomUpserted'), room: RoomSummary }),
  z.object({ type: z.literal('roomRemoved'), channelId: ChannelId }),
  z.object({ type: z.literal('textChannelUpserted'), channel: TextChannelSummary }),
  z.object({ type: z.literal('textChannelRemoved'), channelId: ChannelId }),
  z.object({ type: z.literal('threadUpserted'), thread: ThreadSummary }),
  z.object({ type: z.literal('threadRemoved'), channelId: ChannelId }),
  z.object({ type: z.literal('directChannelUpserted'), channel: DirectChannelSummary }),
  /** All roles or emoji of a guild at once: they change seldom and belong together. */
  z.object({ type: z.literal('rolesChanged'), guildId: GuildId, roles: z.array(RoleSummary) }),
  z.object({ type: z.literal('emojisChanged'), guildId: GuildId, emojis: z.array(GuildEmoji) }),
  z.object({ type: z.literal('occupantUpserted'), occupant: Occupant }),
  z.object({ type: z.literal('occupantRemoved'), guildId: GuildId, userId: UserId }),
]);
export type WorkspaceChange = z.infer<typeof WorkspaceChange>;

/** `revision` is the number after these changes; one step per event. On a gap, ask for a snapshot again. */
export const WorkspaceChanged = z.object({
  revision: z.number().int(),
  changes: z.array(WorkspaceChange),
});
export type WorkspaceChanged = z.infer<typeof WorkspaceChanged>;
