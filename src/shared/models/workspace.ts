import { z } from 'zod';
import { ChannelId, GuildId, UserId } from '../discord/snowflake';

/** What the connected account may do in a guild or channel; drives enabled states and their explanations. */
export const GuildSummary = z.object({
  guildId: GuildId,
  name: z.string(),
  iconUrl: z.string().nullable(),
  memberCount: z.number().int(),
  available: z.boolean(),
  canManageRooms: z.boolean(),
});
export type GuildSummary = z.infer<typeof GuildSummary>;

export const CategorySummary = z.object({
  channelId: ChannelId,
  guildId: GuildId,
  name: z.string(),
  position: z.number().int(),
});
export type CategorySummary = z.infer<typeof CategorySummary>;

/** A voice or stage channel; "room" is our word for it. Who is inside is kept apart, as `Occupant`s. */
export const RoomSummary = z.object({
  channelId: ChannelId,
  guildId: GuildId,
  name: z.string(),
  kind: z.enum(['voice', 'stage']),
  categoryId: ChannelId.nullable(),
  position: z.number().int(),
  /** 0 = no limit. */
  userLimit: z.number().int(),
  bitrateBps: z.number().int(),
  status: z.string().nullable(),
  canConnect: z.boolean(),
  canSpeak: z.boolean(),
  canManage: z.boolean(),
});
export type RoomSummary = z.infer<typeof RoomSummary>;

export const TextChannelSummary = z.object({
  channelId: ChannelId,
  guildId: GuildId,
  name: z.string(),
  kind: z.enum(['text', 'announcement']),
  categoryId: ChannelId.nullable(),
  position: z.number().int(),
  topic: z.string().nullable(),
  canSend: z.boolean(),
});
export type TextChannelSummary = z.infer<typeof TextChannelSummary>;

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
});
export type Occupant = z.infer<typeof Occupant>;

export const WorkspaceSnapshot = z.object({
  revision: z.number().int(),
  guilds: z.array(GuildSummary),
  categories: z.array(CategorySummary),
  rooms: z.array(RoomSummary),
  textChannels: z.array(TextChannelSummary),
  occupants: z.array(Occupant),
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

export const CreateRoomInput = z.object({
  guildId: GuildId,
  name: z.string().trim().min(1, 'a room needs a name').max(100, 'a name has at most 100 characters'),
  userLimit: z.number().int().min(0).max(99),
  bitrateBps: z.number().int().min(8_000).max(384_000).nullable(),
  categoryId: ChannelId.nullable(),
});
export type CreateRoomInput = z.infer<typeof CreateRoomInput>;

export const CreateRoomOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('created'), room: RoomSummary }),
  z.object({ kind: z.literal('missingPermission'), permission: z.string() }),
  z.object({ kind: z.literal('guildFull') }),
  z.object({ kind: z.literal('invalid'), fields: z.record(z.string(), z.string()) }),
]);
export type CreateRoomOutcome = z.infer<typeof CreateRoomOutcome>;

export const EndRoomOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ended') }),
  z.object({ kind: z.literal('alreadyGone') }),
  z.object({ kind: z.literal('missingPermission'), permission: z.string() }),
]);
export type EndRoomOutcome = z.infer<typeof EndRoomOutcome>;
