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
  WorkspaceChange,
  WorkspaceChanged,
  WorkspaceSnapshot,
} from '@shared/models/workspace';
import { IDLE, type LoadState, READY } from '../load-state';
import { share } from '../share';

type ById<T> = Readonly<Record<string, T>>;

/** Guilds, rooms, channels, threads and who is where, normalised by id; `revision` is the last one applied. */
export interface WorkspaceState {
  load: LoadState;
  revision: number;
  guilds: ById<GuildSummary>;
  categories: ById<CategorySummary>;
  rooms: ById<RoomSummary>;
  textChannels: ById<TextChannelSummary>;
  /** Active ones, and archived ones somebody has looked for. */
  threads: ById<ThreadSummary>;
  directChannels: ById<DirectChannelSummary>;
  roles: ById<RoleSummary>;
  emojis: ById<GuildEmoji>;
  /** By `occupantKey`: a person is in one room of a guild at most. */
  occupants: ById<Occupant>;
  /** Keys of the people in each room, longest there first. A room nobody is in has no entry. */
  occupantKeysByRoom: ById<readonly string[]>;
}

export const initialWorkspace: WorkspaceState = {
  load: IDLE,
  revision: -1,
  guilds: {},
  categories: {},
  rooms: {},
  textChannels: {},
  threads: {},
  directChannels: {},
  roles: {},
  emojis: {},
  occupants: {},
  occupantKeysByRoom: {},
};

/** A person can sit in one room of each guild, so both ids make the key. */
export function occupantKey(guildId: string, userId: string): string {
  return `${guildId}:${userId}`;
}

/** Takes a snapshot whole; what it shares with the present state keeps its identity. */
export function applySnapshot(state: WorkspaceState, snapshot: WorkspaceSnapshot): WorkspaceState {
  const occupants = share(
    state.occupants,
    byId(snapshot.occupants, (o) => occupantKey(o.guildId, o.userId)),
  );
  return {
    load: READY,
    revision: snapshot.revision,
    guilds: share(
      state.guilds,
      byId(snapshot.guilds, (guild) => guild.guildId),
    ),
    categories: share(
      state.categories,
      byId(snapshot.categories, (category) => category.channelId),
    ),
    rooms: share(
      state.rooms,
      byId(snapshot.rooms, (room) => room.channelId),
    ),
    textChannels: share(
      state.textChannels,
      byId(snapshot.textChannels, (channel) => channel.channelId),
    ),
    threads: share(
      state.threads,
      byId(snapshot.threads, (thread) => thread.channelId),
    ),
    directChannels: share(
      state.directChannels,
      byId(snapshot.directChannels, (channel) => channel.channelId),
    ),
    roles: share(
      state.roles,
      byId(snapshot.roles, (role) => role.roleId),
    ),
    emojis: share(
      state.emojis,
      byId(snapshot.emojis, (emoji) => emoji.emojiId),
    ),
    occupants,
    occupantKeysByRoom: share(state.occupantKeysByRoom, indexOccupants(occupants)),
  };
}

export type ApplyOutcome = { kind: 'applied'; state: WorkspaceState } | { kind: 'old' } | { kind: 'gap' };

/** Applies one event. `old`: already included, ignore it. `gap`: something was missed, ask for a snapshot. */
export function applyChanged(state: WorkspaceState, event: WorkspaceChanged): ApplyOutcome {
  const hasReset = event.changes.some((change) => change.type === 'reset');
  if (!hasReset) {
    if (event.revision <= state.revision) return { kind: 'old' };
    if (event.revision !== state.revision + 1) return { kind: 'gap' };
  }
  const applied = event.changes.reduce(applyChange, state);
  return { kind: 'applied', state: { ...applied, revision: event.revision } };
}

function applyChange(state: WorkspaceState, change: WorkspaceChange): WorkspaceState {
  switch (change.type) {
    case 'reset':
      return applySnapshot(state, change.snapshot);
    case 'guildUpserted':
      return { ...state, guilds: put(state.guilds, change.guild.guildId, change.guild) };
    case 'guildRemoved':
      return removeGuild(state, change.guildId);
    case 'categoryUpserted':
      return { ...state, categories: put(state.categories, change.category.channelId, change.category) };
    case 'categoryRemoved':
      return { ...state, categories: without(state.categories, change.channelId) };
    case 'roomUpserted':
      return { ...state, rooms: put(state.rooms, change.room.channelId, change.room) };
    case 'roomRemoved':
      return removeRoom(state, change.channelId);
    case 'textChannelUpserted':
      return { ...state, textChannels: put(state.textChannels, change.channel.channelId, change.channel) };
    case 'textChannelRemoved':
      return removeTextChannel(state, change.channelId);
    case 'threadUpserted':
      return putThread(state, change.thread);
    case 'threadRemoved':
      return { ...state, threads: without(state.threads, change.channelId) };
    case 'directChannelUpserted':
      return {
        ...state,
        directChannels: put(state.directChannels, change.channel.channelId, change.channel),
      };
    case 'rolesChanged':
      return { ...state, roles: replaceOfGuild(state.roles, change.guildId, change.roles, (r) => r.roleId) };
    case 'emojisChanged':
      return {
        ...state,
        emojis: replaceOfGuild(state.emojis, change.guildId, change.emojis, (e) => e.emojiId),
      };
    case 'occupantUpserted':
      return putOccupant(state, change.occupant);
    case 'occupantRemoved':
      return dropOccupant(state, occupantKey(change.guildId, change.userId));
  }
}

export function putThread(state: WorkspaceState, thread: ThreadSummary): WorkspaceState {
  const threads = put(state.threads, thread.channelId, thread);
  return threads === state.threads ? state : { ...state, threads };
}

function putOccupant(state: WorkspaceState, occupant: Occupant): WorkspaceState {
  const key = occupantKey(occupant.guildId, occupant.userId);
  const before = state.occupants[key];
  const occupants = put(state.occupants, key, occupant);
  if (before?.channelId === occupant.channelId) return { ...state, occupants };
  const left = before ? dropKey(state.occupantKeysByRoom, before.channelId, key) : state.occupantKeysByRoom;
  const keys = [...(left[occupant.channelId] ?? []), key];
  return { ...state, occupants, occupantKeysByRoom: { ...left, [occupant.channelId]: keys } };
}

function dropOccupant(state: WorkspaceState, key: string): WorkspaceState {
  const before = state.occupants[key];
  if (!before) return state;
  return {
    ...state,
    occupants: without(state.occupants, key),
    occupantKeysByRoom: dropKey(state.occupantKeysByRoom, before.channelId, key),
  };
}

function removeRoom(state: WorkspaceState, channelId: string): WorkspaceState {
  const inside = state.occupantKeysByRoom[channelId] ?? [];
  return {
    ...state,
    rooms: without(state.rooms, channelId),
    occupants: inside.reduce<ById<Occupant>>((all, key) => without(all, key), state.occupants),
    occupantKeysByRoom: without(state.occupantKeysByRoom, channelId),
  };
}

/** A channel takes its threads with it. */
function removeTextChannel(state: WorkspaceState, channelId: string): WorkspaceState {
  const left = Object.entries(state.threads).filter(([, thread]) => thread.parentId !== channelId);
  const lostSome = left.length < Object.keys(state.threads).length;
  return {
    ...state,
    textChannels: without(state.textChannels, channelId),
    threads: lostSome ? Object.fromEntries(left) : state.threads,
  };
}

function exceptGuild<T extends { guildId: string }>(items: ById<T>, guildId: string): ById<T> {
  return Object.fromEntries(Object.entries(items).filter(([, item]) => item.guildId !== guildId));
}

function replaceOfGuild<T extends { guildId: string }>(
  items: ById<T>,
  guildId: string,
  own: readonly T[],
  idOf: (item: T) => string,
): ById<T> {
  return share(items, { ...exceptGuild(items, guildId), ...byId(own, idOf) });
}

function removeGuild(state: WorkspaceState, guildId: string): WorkspaceState {
  const others = <T extends { guildId: string }>(items: ById<T>): ById<T> => exceptGuild(items, guildId);
  const occupants = others(state.occupants);
  return {
    ...state,
    guilds: without(state.guilds, guildId),
    categories: others(state.categories),
    rooms: others(state.rooms),
    textChannels: others(state.textChannels),
    threads: others(state.threads),
    roles: others(state.roles),
    emojis: others(state.emojis),
    occupants,
    occupantKeysByRoom: share(state.occupantKeysByRoom, indexOccupants(occupants)),
  };
}

function indexOccupants(occupants: ById<Occupant>): Record<string, string[]> {
  const index: Record<string, string[]> = {};
  const sorted = Object.entries(occupants).sort(([, a], [, b]) => (a.sinceMs ?? 0) - (b.sinceMs ?? 0));
  for (const [key, occupant] of sorted) {
    const keys = index[occupant.channelId] ?? [];
    keys.push(key);
    index[occupant.channelId] = keys;
  }
  return index;
}

function dropKey(index: ById<readonly string[]>, roomId: string, key: string): ById<readonly string[]> {
  const keys = index[roomId]?.filter((other) => other !== key) ?? [];
  return keys.length === 0 ? without(index, roomId) : { ...index, [roomId]: keys };
}

function put<T>(items: ById<T>, id: string, item: T): ById<T> {
  const shared = share(items[id], item);
  return shared === items[id] ? items : { ...items, [id]: shared };
}

function without<T>(items: ById<T>, id: string): ById<T> {
  if (!(id in items)) return items;
  const { [id]: _removed, ...rest } = items;
  return rest;
}

function byId<T>(items: readonly T[], idOf: (item: T) => string): Record<string, T> {
  return Object.fromEntries(items.map((item) => [idOf(item), item]));
}
