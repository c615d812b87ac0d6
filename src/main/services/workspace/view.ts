import type { WorkspaceChange, WorkspaceSnapshot } from '@shared/models/workspace';
import type { CacheChange, CachedGuild, CacheState } from '../../discord/cache';
import { toChannelView, toGuildSummary, toOccupant } from './to-summaries';

/**
 * What the window has been told, entry by entry, and the difference to what is true now. An entry's key names
 * its kind and id; only entries whose fields differ give a change, whatever caused the look.
 */

type Upsert = Extract<WorkspaceChange, { type: `${string}Upserted` }>;

/** One shown entry: how to announce it and how to announce its end. */
interface Entry {
  upsert: Upsert;
  remove: WorkspaceChange;
}

export type KeyedChange = readonly [key: string, change: WorkspaceChange];

export class WorkspaceView {
  readonly #entries = new Map<string, Entry>();
  /** Keys of the entries of each guild, to find what is gone. */
  readonly #keysOfGuild = new Map<string, Set<string>>();

  /** Looks anew at what the cache says it touched; the changes for the window, with their keys. */
  update(state: CacheState, changes: readonly CacheChange[], nowMs: number): KeyedChange[] {
    const out: KeyedChange[] = [];
    for (const change of changes) {
      switch (change.type) {
        case 'self':
          for (const guild of state.guilds.values()) this.#guild(state, guild, nowMs, out);
          break;
        case 'guild': {
          const guild = state.guilds.get(change.guildId);
          if (guild && change.scope === 'all') this.#guild(state, guild, nowMs, out);
          else if (guild) this.#put(guild.id, guildEntry(state, guild, nowMs), out);
          break;
        }
        case 'guildRemoved':
          this.#removeMissing(change.guildId, new Set(), out);
          break;
        case 'roles':
          this.#guildOf(state, change.guildId, nowMs, out);
          break;
        case 'channel':
        case 'channelRemoved':
          this.#channel(state, change.guildId, change.channelId, nowMs, out);
          break;
        case 'member':
          // Our own roles decide what we may do everywhere in the guild.
          if (change.userId === state.self?.id) this.#guildOf(state, change.guildId, nowMs, out);
          else this.#occupant(state, change.guildId, change.userId, out);
          break;
        case 'user':
          for (const guildId of state.guilds.keys()) this.#occupant(state, guildId, change.userId, out);
          break;
        case 'voiceState':
          this.#occupant(state, change.guildId, change.userId, out);
          break;
      }
    }
    return out;
  }

  /** Brings everything in line with `state`, which may be of another session. */
  rebuild(state: CacheState, nowMs: number): KeyedChange[] {
    const out: KeyedChange[] = [];
    for (const guildId of [...this.#keysOfGuild.keys()]) {
      if (!state.guilds.has(guildId)) this.#removeMissing(guildId, new Set(), out);
    }
    for (const guild of state.guilds.values()) this.#guild(state, guild, nowMs, out);
    return out;
  }

  clear(): void {
    this.#entries.clear();
    this.#keysOfGuild.clear();
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  snapshot(revision: number): WorkspaceSnapshot {
    const snapshot: WorkspaceSnapshot = {
      revision,
      guilds: [],
      categories: [],
      rooms: [],
      textChannels: [],
      occupants: [],
    };
    for (const { upsert } of this.#entries.values()) {
      switch (upsert.type) {
        case 'guildUpserted':
          snapshot.guilds.push(upsert.guild);
          break;
        case 'categoryUpserted':
          snapshot.categories.push(upsert.category);
          break;
        case 'roomUpserted':
          snapshot.rooms.push(upsert.room);
          break;
        case 'textChannelUpserted':
          snapshot.textChannels.push(upsert.channel);
          break;
        case 'occupantUpserted':
          snapshot.occupants.push(upsert.occupant);
          break;
      }
    }
    return snapshot;
  }

  #guildOf(state: CacheState, guildId: string, nowMs: number, out: KeyedChange[]): void {
    const guild = state.guilds.get(guildId);
    if (guild) this.#guild(state, guild, nowMs, out);
  }

  #guild(state: CacheState, guild: CachedGuild, nowMs: number, out: KeyedChange[]): void {
    const seen = new Set<string>();
    const put = (entry: [string, Entry] | null) => {
      if (!entry) return;
      seen.add(entry[0]);
      this.#put(guild.id, entry, out);
    };
    put(guildEntry(state, guild, nowMs));
    for (const channelId of guild.channels.keys()) put(channelEntry(state, guild, channelId, nowMs));
    for (const userId of guild.voiceStates.keys()) put(occupantEntry(state, guild, userId));
    this.#removeMissing(guild.id, seen, out);
  }

  #channel(state: CacheState, guildId: string, channelId: string, nowMs: number, out: KeyedChange[]): void {
    const guild = state.guilds.get(guildId);
    const entry = guild ? channelEntry(state, guild, channelId, nowMs) : null;
    const seen = new Set(entry ? [entry[0]] : []);
    for (const kind of ['category', 'room', 'text']) {
      const key = `${kind}:${channelId}`;
      if (!seen.has(key)) this.#remove(guildId, key, out);
    }
    if (entry) this.#put(guildId, entry, out);
  }

  #occupant(state: CacheState, guildId: string, userId: string, out: KeyedChange[]): void {
    const guild = state.guilds.get(guildId);
    const entry = guild ? occupantEntry(state, guild, userId) : null;
    if (entry) this.#put(guildId, entry, out);
    else this.#remove(guildId, `occupant:${guildId}:${userId}`, out);
  }

  #put(guildId: string, [key, entry]: readonly [string, Entry], out: KeyedChange[]): void {
    const before = this.#entries.get(key);
    if (before && sameFields(before.upsert, entry.upsert)) return;
    this.#entries.set(key, entry);
    let keys = this.#keysOfGuild.get(guildId);
    if (!keys) {
      keys = new Set();
      this.#keysOfGuild.set(guildId, keys);
    }
    keys.add(key);
    out.push([key, entry.upsert]);
  }

  #remove(guildId: string, key: string, out: KeyedChange[]): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#keysOfGuild.get(guildId)?.delete(key);
    out.push([key, entry.remove]);
  }

  /** People first, then rooms, then the guild: nobody is left in a room that is gone. */
  #removeMissing(guildId: string, seen: ReadonlySet<string>, out: KeyedChange[]): void {
    const keys = [...(this.#keysOfGuild.get(guildId) ?? [])].reverse();
    for (const key of keys) if (!seen.has(key)) this.#remove(guildId, key, out);
    if (this.#keysOfGuild.get(guildId)?.size === 0) this.#keysOfGuild.delete(guildId);
  }
}

function guildEntry(state: CacheState, guild: CachedGuild, nowMs: number): [string, Entry] {
  const view = toGuildSummary(state, guild, nowMs);
  return [
    `guild:${guild.id}`,
    {
      upsert: { type: 'guildUpserted', guild: view },
      remove: { type: 'guildRemoved', guildId: view.guildId },
    },
  ];
}

function channelEntry(
  state: CacheState,
  guild: CachedGuild,
  channelId: string,
  nowMs: number,
): [string, Entry] | null {
  const channel = guild.channels.get(channelId);
  const shown = channel ? toChannelView(state, guild, channel, nowMs) : null;
  if (!shown) return null;
  const key = `${shown.type}:${channelId}`;
  const id = shown.view.channelId;
  switch (shown.type) {
    case 'category':
      return [
        key,
        {
          upsert: { type: 'categoryUpserted', category: shown.view },
          remove: { type: 'categoryRemoved', channelId: id },
        },
      ];
    case 'room':
      return [
        key,
        {
          upsert: { type: 'roomUpserted', room: shown.view },
          remove: { type: 'roomRemoved', channelId: id },
        },
      ];
    case 'text':
      return [
        key,
        {
          upsert: { type: 'textChannelUpserted', channel: shown.view },
          remove: { type: 'textChannelRemoved', channelId: id },
        },
      ];
  }
}

function occupantEntry(state: CacheState, guild: CachedGuild, userId: string): [string, Entry] | null {
  const entry = guild.voiceStates.get(userId);
  if (!entry) return null;
  const occupant = toOccupant(state, guild.id, entry);
  return [
    `occupant:${guild.id}:${userId}`,
    {
      upsert: { type: 'occupantUpserted', occupant },
      remove: { type: 'occupantRemoved', guildId: occupant.guildId, userId: occupant.userId },
    },
  ];
}

/** Both hold one flat model under the same field. */
function sameFields(a: Upsert, b: Upsert): boolean {
  return a.type === b.type && JSON.stringify(a) === JSON.stringify(b);
}
