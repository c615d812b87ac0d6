import { ChannelId, GuildId } from '@shared/discord/snowflake';
import { Lobby, RoomSchedule, RoomSet, RoomSlot, RoomTemplate } from '@shared/models/room-plans';
import { RoomAccess, RoomKind } from '@shared/models/workspace';
import { z } from 'zod';

/** What is kept on disk: the window's models with what only main needs to know. */

/** A room as it is to be made in one guild: names filled in, roles and category found. */
export const RoomWish = z.object({
  kind: RoomKind,
  userLimit: z.number().int(),
  bitrateBps: z.number().int().nullable(),
  region: z.string().nullable(),
  categoryId: ChannelId.nullable(),
  /** Goes into the set's own category, once that is made. */
  inOwnCategory: z.boolean(),
  access: RoomAccess,
  status: z.string().nullable(),
  stageTopic: z.string().nullable(),
});
export type RoomWish = z.infer<typeof RoomWish>;

export const StoredSlot = RoomSlot.extend({
  /** Written into the audit log with the request, so that the room can be found when its answer was lost. */
  marker: z.string(),
  /** Null for the category. */
  wish: RoomWish.nullable(),
  todo: z.array(z.enum(['status', 'stage', 'move'])),
  /** The end that was announced already, Unix ms. */
  announcedEndMs: z.number().nullable(),
});
export type StoredSlot = z.infer<typeof StoredSlot>;

export const StoredSet = RoomSet.extend({
  slots: z.array(StoredSlot),
  /** A person said that all of it is to end; also what is still being made. */
  endRequested: z.boolean(),
});
export type StoredSet = z.infer<typeof StoredSet>;

export const StoredSchedule = RoomSchedule.omit({ nextMs: true }).extend({
  /** Times up to this one have been dealt with. */
  handledMs: z.number(),
});
export type StoredSchedule = z.infer<typeof StoredSchedule>;

/** A channel that Roomtone made; nothing that is not in this list is ever ended by itself. */
export const LedgerEntry = z.object({
  accountKey: z.string(),
  guildId: GuildId,
  channelId: ChannelId,
  marker: z.string(),
  createdAtMs: z.number(),
});
export type LedgerEntry = z.infer<typeof LedgerEntry>;

export const PlansContent = z.object({
  version: z.literal(1),
  templates: z.array(RoomTemplate),
  schedules: z.array(StoredSchedule),
  lobbies: z.array(Lobby),
  sets: z.array(StoredSet),
  ledger: z.array(LedgerEntry),
});
export type PlansContent = z.infer<typeof PlansContent>;

export const EMPTY_PLANS: PlansContent = {
  version: 1,
  templates: [],
  schedules: [],
  lobbies: [],
  sets: [],
  ledger: [],
};
