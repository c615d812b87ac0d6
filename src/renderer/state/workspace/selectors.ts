import { compareSnowflakes } from '@shared/discord/snowflake-order';
import type {
  CategorySummary,
  DirectChannelSummary,
  GuildSummary,
  RoomSummary,
  TextChannelSummary,
  ThreadSummary,
} from '@shared/models/workspace';
import type { AppState } from '../app-state';
import { memoByKey, memoLast } from '../memo';

/** A category and the channels under it, in the order people see in Discord; what a `ListDesk` shows. */
export interface ChannelGroup {
  /** The category's, or `top`. */
  id: string;
  /** Null for the channels without a category, which stand above all headings. */
  name: string | null;
  itemIds: readonly string[];
}

type Placed = { channelId: string; guildId: string; categoryId: string | null; position: number };

const byPosition = (a: { position: number; channelId: string }, b: { position: number; channelId: string }) =>
  a.position - b.position || compareSnowflakes(a.channelId, b.channelId);

/** Groups channels under their categories; a category with nothing to show is left out. */
export function groupChannels(
  guildId: string,
  channels: readonly Placed[],
  categories: readonly CategorySummary[],
): ChannelGroup[] {
  const own = channels.filter((channel) => channel.guildId === guildId).sort(byPosition);
  const known = categories.filter((category) => category.guildId === guildId).sort(byPosition);
  const knownIds = new Set<string>(known.map((category) => category.channelId));
  const under = (id: string | null) =>
    own
      .filter((c) => (c.categoryId !== null && knownIds.has(c.categoryId) ? c.categoryId : null) === id)
      .map((c) => c.channelId);
  const groups: ChannelGroup[] = [
    { id: 'top', name: null, itemIds: under(null) },
    ...known.map((c) => ({ id: c.channelId, name: c.name, itemIds: under(c.channelId) })),
  ];
  return groups.filter((group) => group.itemIds.length > 0);
}

const roomGroups = memoByKey(
  (
    guildId: string,
    rooms: Readonly<Record<string, RoomSummary>>,
    categories: Readonly<Record<string, CategorySummary>>,
  ) => groupChannels(guildId, Object.values(rooms), Object.values(categories)),
);
const textGroups = memoByKey(
  (
    guildId: string,
    channels: Readonly<Record<string, TextChannelSummary>>,
    categories: Readonly<Record<string, CategorySummary>>,
  ) => groupChannels(guildId, Object.values(channels), Object.values(categories)),
);
const guildList = memoLast((guilds: Readonly<Record<string, GuildSummary>>) =>
  Object.values(guilds).sort(
    (a, b) => a.name.localeCompare(b.name) || compareSnowflakes(a.guildId, b.guildId),
  ),
);
let lastLive: ReadonlySet<string> = new Set();
/** The same set as long as it says the same: people come and go far more often than a guild falls silent. */
const liveGuilds = memoLast(
  (
    inRooms: Readonly<Record<string, readonly string[]>>,
    rooms: Readonly<Record<string, RoomSummary>>,
  ): ReadonlySet<string> => {
    const live = new Set(Object.keys(inRooms).flatMap((roomId) => rooms[roomId]?.guildId ?? []));
    if (live.size !== lastLive.size || [...live].some((guildId) => !lastLive.has(guildId))) lastLive = live;
    return lastLive;
  },
);

const NO_GROUPS: ChannelGroup[] = [];
const NO_KEYS: readonly string[] = [];

export const selectGuilds = (state: AppState): GuildSummary[] => guildList(state.workspace.guilds);
/** Guilds with at least one person in a room. */
export const selectLiveGuildIds = (state: AppState): ReadonlySet<string> =>
  liveGuilds(state.workspace.occupantKeysByRoom, state.workspace.rooms);
export const selectRoomGroups = (guildId: string | null) => (state: AppState) =>
  guildId === null ? NO_GROUPS : roomGroups(guildId, state.workspace.rooms, state.workspace.categories);
export const selectTextGroups = (guildId: string | null) => (state: AppState) =>
  guildId === null
    ? NO_GROUPS
    : textGroups(guildId, state.workspace.textChannels, state.workspace.categories);
export const selectRoom = (channelId: string | null) => (state: AppState) =>
  channelId === null ? undefined : state.workspace.rooms[channelId];
export const selectTextChannel = (channelId: string | null) => (state: AppState) =>
  channelId === null ? undefined : state.workspace.textChannels[channelId];
export const selectOccupantKeys = (channelId: string) => (state: AppState) =>
  state.workspace.occupantKeysByRoom[channelId] ?? NO_KEYS;
export const selectOccupant = (key: string) => (state: AppState) => state.workspace.occupants[key];

/** The guild to show: the chosen one while it exists, else the first. */
export function selectGuildId(state: AppState): string | null {
  const chosen = state.view.guildId;
  if (chosen !== null && chosen in state.workspace.guilds) return chosen;
  return selectGuilds(state)[0]?.guildId ?? null;
}

/** A place one reads: a channel, a thread or a DM. */
export type Place =
  | { kind: 'channel'; channel: TextChannelSummary }
  | { kind: 'thread'; thread: ThreadSummary; parent: TextChannelSummary | undefined }
  | { kind: 'direct'; direct: DirectChannelSummary };

const places = memoByKey(
  (
    channelId: string,
    channels: Readonly<Record<string, TextChannelSummary>>,
    threads: Readonly<Record<string, ThreadSummary>>,
    directs: Readonly<Record<string, DirectChannelSummary>>,
  ): Place | null => {
    const channel = channels[channelId];
    if (channel) return { kind: 'channel', channel };
    const thread = threads[channelId];
    if (thread) return { kind: 'thread', thread, parent: channels[thread.parentId] };
    const direct = directs[channelId];
    return direct ? { kind: 'direct', direct } : null;
  },
);
const directList = memoLast((directs: Readonly<Record<string, DirectChannelSummary>>) =>
  Object.values(directs).sort((a, b) =>
    compareSnowflakes(b.lastMessageId ?? b.channelId, a.lastMessageId ?? a.channelId),
  ),
);
const threadsByParent = memoLast((threads: Readonly<Record<string, ThreadSummary>>) => {
  const byParent: Record<string, ThreadSummary[]> = {};
  for (const thread of Object.values(threads)) {
    const own = byParent[thread.parentId] ?? [];
    own.push(thread);
    byParent[thread.parentId] = own;
  }
  for (const own of Object.values(byParent)) {
    own.sort((a, b) => compareSnowflakes(b.lastMessageId ?? b.channelId, a.lastMessageId ?? a.channelId));
  }
  return byParent;
});
const NO_THREADS: readonly ThreadSummary[] = [];

/** What an id stands for among the places one reads; null when it is (no longer) known. */
export const selectPlaceOf = (channelId: string | null) => (state: AppState) =>
  channelId === null
    ? null
    : places(
        channelId,
        state.workspace.textChannels,
        state.workspace.threads,
        state.workspace.directChannels,
      );
/** All threads of a channel that are known, latest activity first. */
export const selectThreadsOf = (parentId: string) => (state: AppState) =>
  threadsByParent(state.workspace.threads)[parentId] ?? NO_THREADS;
export const selectThreadsByParent = (state: AppState) => threadsByParent(state.workspace.threads);
/** Open DMs, latest activity first. */
export const selectDirectChannels = (state: AppState) => directList(state.workspace.directChannels);
