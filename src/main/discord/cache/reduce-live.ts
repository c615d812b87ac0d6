import type { DispatchData } from '@shared/discord/wire/dispatch';
import { settled, unsettled } from './large-map';
import {
  type CacheChange,
  type CachedGuild,
  type CacheState,
  type CacheStep,
  cachedMember,
  keepIfEqual,
  withEntry,
  withoutEntry,
} from './state';

/** Who is there, since when a room is live, and what we asked the gateway for: members and channel info. */

const MS_PER_S = 1_000;
const unchanged = (state: CacheState): CacheStep => ({ state, changes: [] });

export function presenceUpdated(state: CacheState, d: DispatchData<'PRESENCE_UPDATE'>): CacheStep {
  const guild = state.guilds.get(d.guild_id);
  if (!guild) return unchanged(state);
  const presences =
    d.status === 'offline'
      ? withoutEntry(guild.presences, d.user.id)
      : withEntry(guild.presences, d.user.id, d.status);
  if (presences === guild.presences) return unchanged(state);
  return put(state, { ...guild, presences }, [{ type: 'presence', guildId: d.guild_id, userId: d.user.id }]);
}

/** A voice channel came to life, or the last one has left it. */
export function roomStarted(
  state: CacheState,
  d: DispatchData<'VOICE_CHANNEL_START_TIME_UPDATE'>,
): CacheStep {
  const guild = state.guilds.get(d.guild_id);
  if (!guild?.channels.has(d.id)) return unchanged(state);
  const liveSinceMs = withStart(guild.liveSinceMs, d.id, d.voice_start_time ?? null);
  if (liveSinceMs === guild.liveSinceMs) return unchanged(state);
  return put(state, { ...guild, liveSinceMs }, [{ type: 'channel', guildId: d.guild_id, channelId: d.id }]);
}

/** We ask for both facts, and the answer is complete: a channel that is not in it has neither. */
export function channelInfo(state: CacheState, d: DispatchData<'CHANNEL_INFO'>): CacheStep {
  const guild = state.guilds.get(d.guild_id);
  if (!guild) return unchanged(state);
  let { channels, liveSinceMs } = guild;
  const changes: CacheChange[] = [];
  const told = new Map(d.channels.map((info) => [info.id, info]));
  for (const channel of guild.channels.values()) {
    const info = told.get(channel.id);
    const started = withStart(liveSinceMs, channel.id, info?.voice_start_time ?? null);
    const status = info?.status ?? null;
    if (started === liveSinceMs && channel.status === status) continue;
    liveSinceMs = started;
    if (channel.status !== status) channels = withEntry(channels, channel.id, { ...channel, status });
    changes.push({ type: 'channel', guildId: guild.id, channelId: channel.id });
  }
  return changes.length === 0 ? unchanged(state) : put(state, { ...guild, channels, liveSinceMs }, changes);
}

function withStart(
  map: ReadonlyMap<string, number>,
  channelId: string,
  startS: number | null,
): ReadonlyMap<string, number> {
  return startS === null ? withoutEntry(map, channelId) : withEntry(map, channelId, startS * MS_PER_S);
}

/** Members we asked for. They were members before, so the guild's number of them stays. */
export function membersTold(state: CacheState, d: DispatchData<'GUILD_MEMBERS_CHUNK'>): CacheStep {
  const guild = state.guilds.get(d.guild_id);
  if (!guild) return unchanged(state);
  const users = unsettled(state.users);
  const members = unsettled(guild.members);
  const changes: CacheChange[] = [];
  for (const member of d.members) {
    if (!member.user) continue;
    const { user } = member;
    const knownUser = users.get(user.id);
    const keptUser = keepIfEqual(knownUser, user);
    const knownMember = members.get(user.id);
    const keptMember = keepIfEqual(knownMember, cachedMember(user.id, member));
    if (keptUser !== knownUser) {
      users.set(user.id, keptUser);
      changes.push({ type: 'user', userId: user.id });
    }
    if (keptMember !== knownMember) {
      members.set(user.id, keptMember);
      changes.push({ type: 'member', guildId: guild.id, userId: user.id });
    }
  }
  let { presences } = guild;
  for (const { user, status } of d.presences) {
    if (status !== 'offline') presences = withEntry(presences, user.id, status);
  }
  if (changes.length === 0 && presences === guild.presences) return unchanged(state);
  const next = { ...guild, members: settled(members), presences };
  return put({ ...state, users: settled(users) }, next, changes);
}

function put(state: CacheState, guild: CachedGuild, changes: CacheChange[]): CacheStep {
  return { state: { ...state, guilds: withEntry(state.guilds, guild.id, guild) }, changes };
}
