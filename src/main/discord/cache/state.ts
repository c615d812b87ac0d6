import type {
  WireChannel,
  WireEmoji,
  WireMember,
  WireRole,
  WireUser,
  WireVoiceState,
} from '@shared/discord/wire/objects';

/**
 * What the gateway has told us, as immutable values: an event makes new objects for what it touches and keeps
 * the identity of everything else, so that "did this change?" is a comparison of references.
 */

export interface CachedMember {
  userId: string;
  nick: string | null;
  /** Hash of the avatar for this guild, if there is one. */
  avatar: string | null;
  roles: readonly string[];
  communicationDisabledUntil: string | null;
}

export interface CachedVoiceState {
  /** `channel_id` is never null here: who left has no entry. */
  state: WireVoiceState & { channel_id: string };
  /** Unix ms of entering this channel, if we saw it happen. */
  sinceMs: number | null;
}

export interface CachedGuild {
  id: string;
  name: string;
  icon: string | null;
  ownerId: string;
  memberCount: number;
  /** False during an outage of the guild; what we knew of it stays. */
  available: boolean;
  roles: ReadonlyMap<string, WireRole>;
  channels: ReadonlyMap<string, WireChannel>;
  /** Active threads, and archived ones once they have been looked at. `member`: we are in it. */
  threads: ReadonlyMap<string, WireChannel>;
  emojis: readonly WireEmoji[];
  members: ReadonlyMap<string, CachedMember>;
  /** By user id: `online`, `idle` or `dnd`. Who is offline, or cannot be known, is not in it. */
  presences: ReadonlyMap<string, string>;
  /** By voice channel: since when somebody is in it, Unix ms; only what Discord has told. */
  liveSinceMs: ReadonlyMap<string, number>;
  voiceStates: ReadonlyMap<string, CachedVoiceState>;
  /** Topics of the stages that are live, by channel id. */
  stages: ReadonlyMap<string, string>;
  /** Boost level, 0 to 3: decides the highest bit rate. */
  premiumTier: number;
}

export interface CacheState {
  /** The connected account; null before READY. */
  self: WireUser | null;
  guilds: ReadonlyMap<string, CachedGuild>;
  users: ReadonlyMap<string, WireUser>;
  /** Open conversations with one person, by channel id. */
  directChannels: ReadonlyMap<string, WireChannel>;
  /** Guild of each channel and thread, since some events name the channel alone. */
  guildOfChannel: ReadonlyMap<string, string>;
}

export const EMPTY_CACHE: CacheState = {
  self: null,
  guilds: new Map(),
  users: new Map(),
  directChannels: new Map(),
  guildOfChannel: new Map(),
};

/** What an event touched. Whoever shows something derives it anew for these alone. */
export type CacheChange =
  | { type: 'self' }
  /** Its own fields; `scope: 'all'` says that anything inside may have changed too. */
  | { type: 'guild'; guildId: string; scope: 'fields' | 'all' }
  | { type: 'guildRemoved'; guildId: string }
  | { type: 'roles'; guildId: string; roleId: string }
  | { type: 'channel'; guildId: string; channelId: string }
  | { type: 'channelRemoved'; guildId: string; channelId: string }
  | { type: 'thread'; guildId: string; channelId: string }
  | { type: 'threadRemoved'; guildId: string; channelId: string }
  /** A message came: `last_message_id` alone, in a channel, thread or direct channel (guild null). */
  | { type: 'lastMessage'; guildId: string | null; channelId: string }
  | { type: 'directChannel'; channelId: string }
  | { type: 'emojis'; guildId: string }
  | { type: 'member'; guildId: string; userId: string }
  | { type: 'user'; userId: string }
  | { type: 'presence'; guildId: string; userId: string }
  | {
      type: 'voiceState';
      guildId: string;
      userId: string;
      before: CachedVoiceState | null;
      after: CachedVoiceState | null;
    };

export interface CacheStep {
  state: CacheState;
  changes: CacheChange[];
}

export { withEntry, withoutEntry } from './large-map';

/** Keeps `before` when `after` says the same, so that identity means equality. Plain data only; undefined is absent. */
export function keepIfEqual<T>(before: T | undefined, after: T): T {
  return before !== undefined && isSame(before, after) ? before : after;
}

function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && isSameList(a, b);
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  // Both walks go over the shape itself: lists of keys would be made for every event.
  for (const key in left) if (!isSame(left[key], right[key])) return false;
  for (const key in right) if (right[key] !== undefined && left[key] === undefined) return false;
  return true;
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (!isSame(a[at], b[at])) return false;
  return true;
}

/** A member as the cache keeps it, with the user told apart. */
export function cachedMember(userId: string, member: WireMember): CachedMember {
  return {
    userId,
    nick: member.nick,
    avatar: member.avatar,
    roles: member.roles,
    communicationDisabledUntil: member.communication_disabled_until,
  };
}
