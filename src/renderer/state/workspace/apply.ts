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
import { WorkspaceDraft } from './draft';

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
  const draft = new WorkspaceDraft(state);
  for (const change of event.changes) applyChange(draft, change);
  return { kind: 'applied', state: { ...draft.state, revision: event.revision } };
}

function applyChange(draft: WorkspaceDraft, change: WorkspaceChange): void {
  switch (change.type) {
    case 'reset':
      draft.replace(applySnapshot(draft.state, change.snapshot));
      return;
    case 'guildUpserted':
      draft.put('guilds', change.guild.guildId, change.guild);
      return;
    case 'guildRemoved':
      draft.replace(removeGuild(draft.state, change.guildId));
      return;
    case 'categoryUpserted':
      draft.put('categories', change.category.channelId, change.category);
      return;
    case 'categoryRemoved':
      draft.drop('categories', change.channelId);
      return;
    case 'roomUpserted':
      draft.put('rooms', change.room.channelId, change.room);
      return;
    case 'roomRemoved':
      removeRoom(draft, change.channelId);
      return;
    case 'textChannelUpserted':
      draft.put('textChannels', change.channel.channelId, change.channel);
      return;
    case 'textChannelRemoved':
      draft.replace(removeTextChannel(draft.state, change.channelId));
      return;
    case 'threadUpserted':
      draft.put('threads', change.thread.channelId, change.thread);
      return;
    case 'threadRemoved':
      draft.drop('threads', change.channelId);
      return;
    case 'directChannelUpserted':
      draft.put('directChannels', change.channel.channelId, change.channel);
      return;
    case 'rolesChanged':
      draft.set(
        'roles',
        replaceOfGuild(draft.state.roles, change.guildId, change.roles, (r) => r.roleId),
      );
      return;
    case 'emojisChanged':
      draft.set(
        'emojis',
        replaceOfGuild(draft.state.emojis, change.guildId, change.emojis, (e) => e.emojiId),
      );
      return;
    case 'occupantUpserted':
      putOccupant(draft, change.occupant);
      return;
    case 'occupantRemoved':
      dropOccupant(draft, occupantKey(change.guildId, change.userId));
      return;
  }
}

export function putThread(state: WorkspaceState, thread: ThreadSummary): WorkspaceState {
  const threads = put(state.threads, thread.channelId, thread);
  return threads === state.threads ? state : { ...state, threads };
}

function putOccupant(draft: WorkspaceDraft, occupant: Occupant): void {
  const key = occupantKey(occupant.guildId, occupant.userId);
  const before = draft.state.occupants[key];
  draft.put('occupants', key, occupant);
  if (before?.channelId === occupant.channelId) return;
  if (before) dropKey(draft, before.channelId, key);
  const keys = draft.state.occupantKeysByRoom[occupant.channelId] ?? [];
  draft.put('occupantKeysByRoom', occupant.channelId, [...keys, key]);
}

function dropOccupant(draft: WorkspaceDraft, key: string): void {
  const before = draft.state.occupants[key];
  if (!before) return;
  draft.drop('occupants', key);
  dropKey(draft, before.channelId, key);
}

function removeRoom(draft: WorkspaceDraft, channelId: string): void {
  for (const key of draft.state.occupantKeysByRoom[channelId] ?? []) draft.drop('occupants', key);
  draft.drop('occupantKeysByRoom', channelId);
  draft.drop('rooms', channelId);
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

function dropKey(draft: WorkspaceDraft, roomId: string, key: string): void {
  const keys = draft.state.occupantKeysByRoom[roomId]?.filter((other) => other !== key) ?? [];
  if (keys.length === 0) draft.drop('occupantKeysByRoom', roomId);
  else draft.put('occupantKeysByRoom', roomId, keys);
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
