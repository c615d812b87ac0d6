import { compareSnowflakes } from '@shared/discord/snowflake-order';
import type { DispatchData } from '@shared/discord/wire/dispatch';
import type { WireChannel } from '@shared/discord/wire/objects';
import {
  type CacheChange,
  type CachedGuild,
  type CacheState,
  type CacheStep,
  keepIfEqual,
  withEntry,
  withoutEntry,
} from './state';

/** Threads come and go with whether we may see them; archived ones stay until their parent or guild goes. */

const unchanged = (state: CacheState): CacheStep => ({ state, changes: [] });

/** THREAD_CREATE, THREAD_UPDATE, or a thread REST answered with. Events do not repeat our membership. */
export function threadUpserted(state: CacheState, thread: WireChannel): CacheStep {
  const guildId = thread.guild_id ?? state.guildOfChannel.get(thread.parent_id ?? '');
  const guild = guildId === undefined ? undefined : state.guilds.get(guildId);
  if (guildId === undefined || !guild) return unchanged(state);
  const before = guild.threads.get(thread.id);
  const made = {
    ...thread,
    guild_id: guildId,
    member: thread.member || (before?.member ?? false),
    last_message_id: newer(before?.last_message_id ?? null, thread.last_message_id),
  };
  const after = keepIfEqual(before, made);
  if (after === before) return unchanged(state);
  return put(state, guild, after);
}

export function threadDeleted(state: CacheState, d: DispatchData<'THREAD_DELETE'>): CacheStep {
  const guildId = state.guildOfChannel.get(d.id) ?? d.guild_id;
  const guild = guildId === undefined ? undefined : state.guilds.get(guildId);
  if (!guild?.threads.has(d.id)) return unchanged(state);
  return {
    state: {
      ...state,
      guilds: withEntry(state.guilds, guild.id, { ...guild, threads: withoutEntry(guild.threads, d.id) }),
      guildOfChannel: withoutEntry(state.guildOfChannel, d.id),
    },
    changes: [{ type: 'threadRemoved', guildId: guild.id, channelId: d.id }],
  };
}

/** We gained sight of channels: their active threads are exactly these. Archived ones we knew stay. */
export function threadsSynced(state: CacheState, d: DispatchData<'THREAD_LIST_SYNC'>): CacheStep {
  const guild = state.guilds.get(d.guild_id);
  if (!guild) return unchanged(state);
  const listed = new Set(d.threads.map((thread) => thread.id));
  const parents = d.channel_ids === undefined ? null : new Set(d.channel_ids);
  const joined = new Set(d.members.map((member) => member.id));
  let next: CacheStep = unchanged(state);
  for (const thread of guild.threads.values()) {
    const concerned = parents === null || parents.has(thread.parent_id ?? '');
    if (!concerned || listed.has(thread.id) || thread.thread_metadata?.archived) continue;
    next = then(next, (current) => threadDeleted(current, { id: thread.id }));
  }
  for (const thread of d.threads) {
    const made = { ...thread, guild_id: d.guild_id, member: thread.member || joined.has(thread.id) };
    next = then(next, (current) => threadUpserted(current, made));
  }
  return next;
}

/** Who came and who left; for us that is joining and leaving. */
export function threadMembersUpdated(state: CacheState, d: DispatchData<'THREAD_MEMBERS_UPDATE'>): CacheStep {
  const guild = state.guilds.get(d.guild_id);
  const thread = guild?.threads.get(d.id);
  if (!guild || !thread) return unchanged(state);
  const selfId = state.self?.id;
  const came = d.added_members.some((added) => added.user_id === selfId);
  const left = selfId !== undefined && d.removed_member_ids.includes(selfId);
  const after = keepIfEqual(thread, {
    ...thread,
    member: came || (thread.member && !left),
    member_count: d.member_count ?? thread.member_count,
  });
  return after === thread ? unchanged(state) : put(state, guild, after);
}

/** Told whenever our own membership changes, joining included. */
export function ownThreadMembership(state: CacheState, d: DispatchData<'THREAD_MEMBER_UPDATE'>): CacheStep {
  const guild = state.guilds.get(d.guild_id ?? state.guildOfChannel.get(d.id ?? '') ?? '');
  const thread = guild?.threads.get(d.id ?? '');
  if (!guild || !thread || thread.member) return unchanged(state);
  return put(state, guild, { ...thread, member: true });
}

function put(state: CacheState, guild: CachedGuild, thread: WireChannel): CacheStep {
  return {
    state: {
      ...state,
      guilds: withEntry(state.guilds, guild.id, {
        ...guild,
        threads: withEntry(guild.threads, thread.id, thread),
      }),
      guildOfChannel: withEntry(state.guildOfChannel, thread.id, guild.id),
    },
    changes: [{ type: 'thread', guildId: guild.id, channelId: thread.id }],
  };
}

function then(step: CacheStep, next: (state: CacheState) => CacheStep): CacheStep {
  const after = next(step.state);
  const changes: CacheChange[] = [...step.changes, ...after.changes];
  return { state: after.state, changes };
}

/** The later of two ids: an event may be older than a message we have seen already. */
export function newer(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return compareSnowflakes(a, b) > 0 ? a : b;
}
