import type { WorkspaceChange, WorkspaceSnapshot } from '@shared/models/workspace';
import type { CachedGuild, CacheState } from '../../discord/cache';
import {
  type ChannelView,
  toChannelViews,
  toDirectChannel,
  toEmojis,
  toGuildSummary,
  toOccupant,
  toRoles,
  toThreadSummary,
} from './to-summaries';

/** What the window shows, one entry for each thing: how to announce it and how to announce its end. */

export type Upsert = Extract<
  WorkspaceChange,
  { type: `${string}Upserted` | 'rolesChanged' | 'emojisChanged' }
>;

export interface Entry {
  /** Names kind and id; of two announcements with one key the later wins. */
  key: string;
  upsert: Upsert;
  /** Null where the end of something else says it. */
  remove: WorkspaceChange | null;
}

export function guildEntry(state: CacheState, guild: CachedGuild, nowMs: number): Entry {
  const view = toGuildSummary(state, guild, nowMs);
  return {
    key: `guild:${guild.id}`,
    upsert: { type: 'guildUpserted', guild: view },
    remove: { type: 'guildRemoved', guildId: view.guildId },
  };
}

/** A channel's entries: none for what is not shown, two for a room with its chat. */
export function channelEntries(
  state: CacheState,
  guild: CachedGuild,
  channelId: string,
  nowMs: number,
): Entry[] {
  const channel = guild.channels.get(channelId);
  return channel ? toChannelViews(state, guild, channel, nowMs).map(channelEntry) : [];
}

/** Every key a channel can have. */
export function channelKeys(channelId: string): string[] {
  return [`category:${channelId}`, `room:${channelId}`, `text:${channelId}`];
}

function channelEntry(shown: ChannelView): Entry {
  const { channelId } = shown.view;
  const key = `${shown.type}:${channelId}`;
  switch (shown.type) {
    case 'category':
      return {
        key,
        upsert: { type: 'categoryUpserted', category: shown.view },
        remove: { type: 'categoryRemoved', channelId },
      };
    case 'room':
      return {
        key,
        upsert: { type: 'roomUpserted', room: shown.view },
        remove: { type: 'roomRemoved', channelId },
      };
    case 'text':
      return {
        key,
        upsert: { type: 'textChannelUpserted', channel: shown.view },
        remove: { type: 'textChannelRemoved', channelId },
      };
  }
}

export function threadEntry(
  state: CacheState,
  guild: CachedGuild,
  channelId: string,
  nowMs: number,
): Entry | null {
  const wire = guild.threads.get(channelId);
  const thread = wire ? toThreadSummary(state, guild, wire, nowMs) : null;
  if (!thread) return null;
  return {
    key: `thread:${channelId}`,
    upsert: { type: 'threadUpserted', thread },
    remove: { type: 'threadRemoved', channelId: thread.channelId },
  };
}

export function rolesEntry(state: CacheState, guild: CachedGuild, nowMs: number): Entry {
  const { guildId } = toGuildSummary(state, guild, nowMs);
  const roles = toRoles(state, guild, nowMs);
  return { key: `roles:${guild.id}`, upsert: { type: 'rolesChanged', guildId, roles }, remove: null };
}

export function emojisEntry(state: CacheState, guild: CachedGuild, nowMs: number): Entry {
  const { guildId } = toGuildSummary(state, guild, nowMs);
  const emojis = toEmojis(guild);
  return { key: `emojis:${guild.id}`, upsert: { type: 'emojisChanged', guildId, emojis }, remove: null };
}

export function directEntry(state: CacheState, channelId: string): Entry | null {
  const wire = state.directChannels.get(channelId);
  const channel = wire ? toDirectChannel(state, wire) : null;
  if (!channel) return null;
  return { key: `direct:${channelId}`, upsert: { type: 'directChannelUpserted', channel }, remove: null };
}

export function occupantEntry(state: CacheState, guild: CachedGuild, userId: string): Entry | null {
  const entry = guild.voiceStates.get(userId);
  if (!entry) return null;
  const occupant = toOccupant(state, guild, entry);
  return {
    key: `occupant:${guild.id}:${userId}`,
    upsert: { type: 'occupantUpserted', occupant },
    remove: { type: 'occupantRemoved', guildId: occupant.guildId, userId: occupant.userId },
  };
}

/** Both hold one flat model under the same field. */
export function sameFields(a: Upsert, b: Upsert): boolean {
  return a.type === b.type && JSON.stringify(a) === JSON.stringify(b);
}

export function toSnapshot(entries: Iterable<Entry>, revision: number): WorkspaceSnapshot {
  const shown: WorkspaceSnapshot = {
    revision,
    guilds: [],
    categories: [],
    rooms: [],
    textChannels: [],
    occupants: [],
    threads: [],
    directChannels: [],
    roles: [],
    emojis: [],
  };
  for (const { upsert } of entries) collect(shown, upsert);
  return shown;
}

function collect(shown: WorkspaceSnapshot, upsert: Upsert): void {
  switch (upsert.type) {
    case 'guildUpserted':
      shown.guilds.push(upsert.guild);
      return;
    case 'categoryUpserted':
      shown.categories.push(upsert.category);
      return;
    case 'roomUpserted':
      shown.rooms.push(upsert.room);
      return;
    case 'textChannelUpserted':
      shown.textChannels.push(upsert.channel);
      return;
    case 'threadUpserted':
      shown.threads.push(upsert.thread);
      return;
    case 'directChannelUpserted':
      shown.directChannels.push(upsert.channel);
      return;
    case 'rolesChanged':
      shown.roles.push(...upsert.roles);
      return;
    case 'emojisChanged':
      shown.emojis.push(...upsert.emojis);
      return;
    case 'occupantUpserted':
      shown.occupants.push(upsert.occupant);
      return;
  }
}
