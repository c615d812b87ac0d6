import type { WorkspaceChange, WorkspaceSnapshot } from '@shared/models/workspace';
import type { CacheChange, CachedGuild, CacheState } from '../../discord/cache';
import {
  channelEntries,
  channelKeys,
  directEntry,
  type Entry,
  emojisEntry,
  guildEntry,
  occupantEntry,
  rolesEntry,
  sameFields,
  threadEntry,
  toSnapshot,
} from './entries';
import { inOrderOfSight, peopleByPlace } from './in-sight';

/**
 * What the window has been told, entry by entry, and the difference to what is true now. An entry's key names
 * its kind and id; only entries whose fields differ give a change, whatever caused the look.
 */

export type KeyedChange = readonly [key: string, change: WorkspaceChange];

/** Stands for the guild of conversations that have none. */
const NO_GUILD = '@me';

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
          this.#roles(state, change.guildId, change.roleId, nowMs, out);
          break;
        case 'channel':
        case 'channelRemoved':
          this.#channel(state, change.guildId, change.channelId, nowMs, out);
          break;
        case 'thread':
        case 'threadRemoved':
          this.#thread(state, change.guildId, change.channelId, nowMs, out);
          break;
        case 'lastMessage':
          this.#lastMessage(state, change.guildId, change.channelId, out);
          break;
        case 'directChannel':
          this.#direct(state, change.channelId, out);
          break;
        case 'emojis': {
          const guild = state.guilds.get(change.guildId);
          if (guild) this.#put(guild.id, emojisEntry(state, guild, nowMs), out);
          break;
        }
        case 'member':
          // Our own roles decide what we may do everywhere in the guild.
          if (change.userId === state.self?.id) this.#guildOf(state, change.guildId, nowMs, out);
          else this.#occupant(state, change.guildId, change.userId, out);
          break;
        case 'user':
          for (const guildId of state.guilds.keys()) this.#occupant(state, guildId, change.userId, out);
          for (const channel of state.directChannels.values()) {
            if (channel.recipients.some((user) => user.id === change.userId)) {
              this.#direct(state, channel.id, out);
            }
          }
          break;
        case 'presence':
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
      if (guildId !== NO_GUILD && !state.guilds.has(guildId)) this.#removeMissing(guildId, new Set(), out);
    }
    for (const guild of state.guilds.values()) this.#guild(state, guild, nowMs, out);
    for (const channelId of state.directChannels.keys()) this.#direct(state, channelId, out);
    return out;
  }

  clear(): void {
    this.#entries.clear();
    this.#keysOfGuild.clear();
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  /** All entries, or those whose key `fits`. */
  snapshot(revision: number, fits: (key: string) => boolean = () => true): WorkspaceSnapshot {
    const entries = [...this.#entries.values()];
    return toSnapshot(
      entries.filter((entry) => fits(entry.key)),
      revision,
    );
  }

  #guildOf(state: CacheState, guildId: string, nowMs: number, out: KeyedChange[]): void {
    const guild = state.guilds.get(guildId);
    if (guild) this.#guild(state, guild, nowMs, out);
  }

  /** A role of ours, or @everyone's, decides what we may do everywhere; another one is only an entry of the list. */
  #roles(state: CacheState, guildId: string, roleId: string, nowMs: number, out: KeyedChange[]): void {
    const guild = state.guilds.get(guildId);
    if (!guild) return;
    const own = guild.members.get(state.self?.id ?? '')?.roles ?? [];
    if (roleId === guildId || own.includes(roleId)) this.#guild(state, guild, nowMs, out);
    else this.#put(guildId, rolesEntry(state, guild, nowMs), out);
  }

  #guild(state: CacheState, guild: CachedGuild, nowMs: number, out: KeyedChange[]): void {
    const seen = new Set<string>();
    const put = (entry: Entry | null) => {
      if (!entry) return;
      seen.add(entry.key);
      this.#put(guild.id, entry, out);
    };
    put(guildEntry(state, guild, nowMs));
    put(rolesEntry(state, guild, nowMs));
    put(emojisEntry(state, guild, nowMs));
    // As they stand below each other: of a large guild, what is in sight is announced first.
    const places = inOrderOfSight(guild.channels.values());
    for (const { id } of places) for (const entry of channelEntries(state, guild, id, nowMs)) put(entry);
    for (const userId of peopleByPlace(guild, places)) put(occupantEntry(state, guild, userId));
    for (const channelId of guild.threads.keys()) put(threadEntry(state, guild, channelId, nowMs));
    this.#removeMissing(guild.id, seen, out);
  }

  /** A channel and its threads, whose rights come from it. */
  #channel(state: CacheState, guildId: string, channelId: string, nowMs: number, out: KeyedChange[]): void {
    const guild = state.guilds.get(guildId);
    const entries = guild ? channelEntries(state, guild, channelId, nowMs) : [];
    const seen = new Set(entries.map((entry) => entry.key));
    for (const key of channelKeys(channelId)) if (!seen.has(key)) this.#remove(guildId, key, out);
    for (const entry of entries) this.#put(guildId, entry, out);
    for (const thread of guild?.threads.values() ?? []) {
      if (thread.parent_id === channelId) this.#thread(state, guildId, thread.id, nowMs, out);
    }
  }

  #thread(state: CacheState, guildId: string, channelId: string, nowMs: number, out: KeyedChange[]): void {
    const guild = state.guilds.get(guildId);
    const entry = guild ? threadEntry(state, guild, channelId, nowMs) : null;
    if (entry) this.#put(guildId, entry, out);
    else this.#remove(guildId, `thread:${channelId}`, out);
  }

  #direct(state: CacheState, channelId: string, out: KeyedChange[]): void {
    const entry = directEntry(state, channelId);
    if (entry) this.#put(NO_GUILD, entry, out);
  }

  /** The one field that changes with every message, without working out rights again. */
  #lastMessage(state: CacheState, guildId: string | null, channelId: string, out: KeyedChange[]): void {
    if (guildId === null) {
      this.#direct(state, channelId, out);
      return;
    }
    const guild = state.guilds.get(guildId);
    for (const key of [`text:${channelId}`, `thread:${channelId}`]) {
      const entry = this.#entries.get(key);
      if (!entry) continue;
      const { upsert } = entry;
      if (upsert.type === 'textChannelUpserted') {
        const lastMessageId = (guild?.channels.get(channelId)?.last_message_id ??
          null) as typeof upsert.channel.lastMessageId;
        const channel = { ...upsert.channel, lastMessageId };
        this.#put(guildId, { ...entry, upsert: { ...upsert, channel } }, out);
      } else if (upsert.type === 'threadUpserted') {
        const wire = guild?.threads.get(channelId);
        const lastMessageId = (wire?.last_message_id ?? null) as typeof upsert.thread.lastMessageId;
        const messageCount = wire?.message_count ?? upsert.thread.messageCount;
        const thread = { ...upsert.thread, lastMessageId, messageCount };
        this.#put(guildId, { ...entry, upsert: { ...upsert, thread } }, out);
      }
    }
  }

  #occupant(state: CacheState, guildId: string, userId: string, out: KeyedChange[]): void {
    const guild = state.guilds.get(guildId);
    const entry = guild ? occupantEntry(state, guild, userId) : null;
    if (entry) this.#put(guildId, entry, out);
    else this.#remove(guildId, `occupant:${guildId}:${userId}`, out);
  }

  #put(guildId: string, entry: Entry, out: KeyedChange[]): void {
    const before = this.#entries.get(entry.key);
    if (before && sameFields(before.upsert, entry.upsert)) return;
    this.#entries.set(entry.key, entry);
    let keys = this.#keysOfGuild.get(guildId);
    if (!keys) {
      keys = new Set();
      this.#keysOfGuild.set(guildId, keys);
    }
    keys.add(entry.key);
    out.push([entry.key, entry.upsert]);
  }

  #remove(guildId: string, key: string, out: KeyedChange[]): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#keysOfGuild.get(guildId)?.delete(key);
    if (entry.remove) out.push([key, entry.remove]);
  }

  /** People first, then rooms, then the guild: nobody is left in a room that is gone. */
  #removeMissing(guildId: string, seen: ReadonlySet<string>, out: KeyedChange[]): void {
    const keys = [...(this.#keysOfGuild.get(guildId) ?? [])].reverse();
    for (const key of keys) if (!seen.has(key)) this.#remove(guildId, key, out);
    if (this.#keysOfGuild.get(guildId)?.size === 0) this.#keysOfGuild.delete(guildId);
  }
}
