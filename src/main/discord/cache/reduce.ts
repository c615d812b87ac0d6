import { shardOfGuild } from '@shared/discord/shards';
import type { Dispatch, DispatchData } from '@shared/discord/wire/dispatch';
import type { WireChannel, WireMember, WireUser, WireVoiceState } from '@shared/discord/wire/objects';
import { guildFromCreate } from './guild-create';
import { settled } from './large-map';
import { channelInfo, membersTold, presenceUpdated, roomStarted } from './reduce-live';
import { messageCreated } from './reduce-messages';
import {
  newer,
  ownThreadMembership,
  threadDeleted,
  threadMembersUpdated,
  threadsSynced,
  threadUpserted,
} from './reduce-threads';
import {
  type CacheChange,
  type CachedGuild,
  type CachedVoiceState,
  type CacheState,
  type CacheStep,
  cachedMember,
  keepIfEqual,
  withEntry,
  withoutEntry,
} from './state';

const CHANNEL_TYPE_DM = 1;

/**
 * Dispatch in, next state and what changed out; pure. Events may come twice, late, or about things we never
 * heard of (reference "Consistency"): those change nothing. `nowMs` is Unix time, for "since when".
 */
export function reduce(state: CacheState, dispatch: Dispatch, nowMs: number): CacheStep {
  switch (dispatch.t) {
    case 'READY':
      return ready(state, dispatch.d);
    case 'USER_UPDATE':
      return userUpdated(state, dispatch.d);
    case 'GUILD_CREATE':
      return 'name' in dispatch.d
        ? guildCreated(state, dispatch.d)
        : guildGone(state, { id: dispatch.d.id, unavailable: true });
    case 'GUILD_UPDATE':
      return guildUpdated(state, dispatch.d);
    case 'GUILD_DELETE':
      return guildGone(state, dispatch.d);
    case 'GUILD_ROLE_CREATE':
    case 'GUILD_ROLE_UPDATE': {
      const { guild_id, role } = dispatch.d;
      return inGuild(state, guild_id, [{ type: 'roles', guildId: guild_id, roleId: role.id }], (guild) => ({
        ...guild,
        roles: withEntry(guild.roles, role.id, keepIfEqual(guild.roles.get(role.id), role)),
      }));
    }
    case 'GUILD_ROLE_DELETE': {
      const { guild_id, role_id } = dispatch.d;
      return inGuild(state, guild_id, [{ type: 'roles', guildId: guild_id, roleId: role_id }], (guild) => ({
        ...guild,
        roles: withoutEntry(guild.roles, role_id),
      }));
    }
    case 'CHANNEL_CREATE':
    case 'CHANNEL_UPDATE':
      return channelUpserted(state, dispatch.d);
    case 'CHANNEL_DELETE':
      return channelDeleted(state, dispatch.d);
    case 'VOICE_CHANNEL_STATUS_UPDATE':
      return statusUpdated(state, dispatch.d);
    case 'STAGE_INSTANCE_CREATE':
    case 'STAGE_INSTANCE_UPDATE':
      return stageChanged(state, dispatch.d, dispatch.d.topic);
    case 'STAGE_INSTANCE_DELETE':
      return stageChanged(state, dispatch.d, null);
    case 'GUILD_MEMBER_ADD':
      return memberUpserted(state, dispatch.d.guild_id, dispatch.d.user, dispatch.d, 1);
    case 'GUILD_MEMBER_UPDATE':
      return memberUpserted(state, dispatch.d.guild_id, dispatch.d.user, dispatch.d, 0);
    case 'GUILD_MEMBER_REMOVE':
      return memberRemoved(state, dispatch.d);
    case 'VOICE_STATE_UPDATE':
      return voiceState(state, dispatch.d, nowMs);
    case 'THREAD_CREATE':
    case 'THREAD_UPDATE':
      return threadUpserted(state, dispatch.d);
    case 'THREAD_DELETE':
      return threadDeleted(state, dispatch.d);
    case 'THREAD_LIST_SYNC':
      return threadsSynced(state, dispatch.d);
    case 'THREAD_MEMBER_UPDATE':
      return ownThreadMembership(state, dispatch.d);
    case 'THREAD_MEMBERS_UPDATE':
      return threadMembersUpdated(state, dispatch.d);
    case 'GUILD_EMOJIS_UPDATE': {
      const { guild_id, emojis } = dispatch.d;
      return inGuild(state, guild_id, [{ type: 'emojis', guildId: guild_id }], (guild) => ({
        ...guild,
        emojis: keepIfEqual(guild.emojis, emojis),
      }));
    }
    case 'MESSAGE_CREATE':
      return messageCreated(state, dispatch.d);
    case 'PRESENCE_UPDATE':
      return presenceUpdated(state, dispatch.d);
    case 'VOICE_CHANNEL_START_TIME_UPDATE':
      return roomStarted(state, dispatch.d);
    case 'CHANNEL_INFO':
      return channelInfo(state, dispatch.d);
    case 'GUILD_MEMBERS_CHUNK':
      return membersTold(state, dispatch.d);
    case 'RESUMED':
    case 'RATE_LIMITED':
    case 'VOICE_SERVER_UPDATE':
    case 'CHANNEL_PINS_UPDATE':
    case 'GUILD_AUDIT_LOG_ENTRY_CREATE':
    case 'WEBHOOKS_UPDATE':
    case 'MESSAGE_REACTION_ADD':
    case 'MESSAGE_REACTION_REMOVE':
    case 'MESSAGE_REACTION_REMOVE_ALL':
    case 'MESSAGE_REACTION_REMOVE_EMOJI':
    case 'MESSAGE_UPDATE':
    case 'MESSAGE_DELETE':
    case 'MESSAGE_DELETE_BULK':
    case 'TYPING_START':
      return { state, changes: [] };
  }
}

/**
 * A fresh session. Guilds of its shard that it does not list are gone; the others keep what we knew until their GUILD_CREATE
 * comes, so that a new identify shows no empty window in between.
 */
function ready(state: CacheState, d: DispatchData<'READY'>): CacheStep {
  const listed = new Set(d.guilds.map((guild) => guild.id));
  const [shardId, shardCount] = d.shard ?? [0, 1];
  const gone = [...state.guilds.keys()].filter(
    (guildId) => !listed.has(guildId) && shardOfGuild(guildId, shardCount) === shardId,
  );
  let next = state;
  const changes: CacheChange[] = [];
  for (const guildId of gone) {
    const step = guildGone(next, { id: guildId });
    next = step.state;
    changes.push(...step.changes);
  }
  const self = keepIfEqual(state.self ?? undefined, d.user);
  if (self !== state.self) changes.push({ type: 'self' });
  return { state: { ...next, self, users: withUser(next.users, d.user) }, changes };
}

function userUpdated(state: CacheState, user: WireUser): CacheStep {
  if (state.self?.id !== user.id) return { state, changes: [] };
  const self = keepIfEqual(state.self, user);
  if (self === state.self) return { state, changes: [] };
  return {
    state: { ...state, self, users: withUser(state.users, user) },
    changes: [{ type: 'self' }, { type: 'user', userId: user.id }],
  };
}

function guildCreated(
  state: CacheState,
  d: Extract<DispatchData<'GUILD_CREATE'>, { name: string }>,
): CacheStep {
  const built = guildFromCreate(state.guilds.get(d.id), d);
  const users = new Map(state.users);
  let usersChanged = false;
  for (const user of built.users) {
    const kept = keepIfEqual(users.get(user.id), user);
    if (kept === users.get(user.id)) continue;
    users.set(user.id, kept);
    usersChanged = true;
  }
  const guildOfChannel = new Map(state.guildOfChannel);
  for (const channelId of placesOf(state.guilds.get(d.id))) guildOfChannel.delete(channelId);
  for (const channelId of placesOf(built.guild)) guildOfChannel.set(channelId, d.id);
  return {
    state: {
      ...state,
      guilds: withEntry(state.guilds, d.id, built.guild),
      users: usersChanged ? settled(users) : state.users,
      guildOfChannel: settled(guildOfChannel),
    },
    changes: [{ type: 'guild', guildId: d.id, scope: 'all' }],
  };
}

function guildUpdated(state: CacheState, d: DispatchData<'GUILD_UPDATE'>): CacheStep {
  return inGuild(state, d.id, [{ type: 'guild', guildId: d.id, scope: 'all' }], (guild) => ({
    ...guild,
    name: d.name,
    icon: d.icon ?? null,
    ownerId: d.owner_id,
    premiumTier: d.premium_tier ?? guild.premiumTier,
    roles:
      d.roles.length === 0
        ? guild.roles
        : new Map(d.roles.map((role) => [role.id, keepIfEqual(guild.roles.get(role.id), role)])),
  }));
}

/** With `unavailable` an outage: the guild stays, greyed out. Without: we are no longer in it. */
function guildGone(state: CacheState, d: DispatchData<'GUILD_DELETE'>): CacheStep {
  const guild = state.guilds.get(d.id);
  if (!guild) return { state, changes: [] };
  if (d.unavailable === true) {
    if (!guild.available) return { state, changes: [] };
    return {
      state: { ...state, guilds: withEntry(state.guilds, d.id, { ...guild, available: false }) },
      changes: [{ type: 'guild', guildId: d.id, scope: 'fields' }],
    };
  }
  const guildOfChannel = new Map(state.guildOfChannel);
  for (const channelId of placesOf(guild)) guildOfChannel.delete(channelId);
  return {
    state: { ...state, guilds: withoutEntry(state.guilds, d.id), guildOfChannel: settled(guildOfChannel) },
    changes: [{ type: 'guildRemoved', guildId: d.id }],
  };
}

/** Ids of a guild's channels and threads. */
function* placesOf(guild: CachedGuild | undefined): Iterable<string> {
  if (!guild) return;
  yield* guild.channels.keys();
  yield* guild.threads.keys();
}

/** A conversation with one person (channel type 1) became known. */
function directChannelUpserted(state: CacheState, channel: WireChannel): CacheStep {
  if (channel.type !== CHANNEL_TYPE_DM) return { state, changes: [] };
  const before = state.directChannels.get(channel.id);
  const recipients = channel.recipients.length > 0 ? channel.recipients : (before?.recipients ?? []);
  if (recipients.length === 0) return { state, changes: [] };
  const after = keepIfEqual(before, { ...channel, recipients });
  if (after === before) return { state, changes: [] };
  let { users } = state;
  for (const user of recipients) users = withUser(users, user);
  return {
    state: { ...state, users, directChannels: withEntry(state.directChannels, channel.id, after) },
    changes: [{ type: 'directChannel', channelId: channel.id }],
  };
}

function channelUpserted(state: CacheState, channel: WireChannel): CacheStep {
  const guildId = channel.guild_id;
  if (guildId === undefined) return directChannelUpserted(state, channel);
  const changes: CacheChange[] = [{ type: 'channel', guildId, channelId: channel.id }];
  const step = inGuild(state, guildId, changes, (guild) => {
    const before = guild.channels.get(channel.id);
    // A message may have overtaken the event.
    const last_message_id = newer(before?.last_message_id ?? null, channel.last_message_id);
    // Channel events do not repeat the status line of a voice channel, which has events of its own.
    const status = channel.status ?? before?.status ?? null;
    const kept = keepIfEqual(before, { ...channel, status, last_message_id });
    return kept === before ? guild : { ...guild, channels: withEntry(guild.channels, channel.id, kept) };
  });
  if (step.state === state) return step;
  const guildOfChannel = withEntry(step.state.guildOfChannel, channel.id, guildId);
  return { ...step, state: { ...step.state, guildOfChannel } };
}

function channelDeleted(state: CacheState, d: DispatchData<'CHANNEL_DELETE'>): CacheStep {
  const guildId = state.guildOfChannel.get(d.id) ?? d.guild_id;
  if (guildId === undefined) return { state, changes: [] };
  const changes: CacheChange[] = [];
  const gone = [d.id];
  const step = inGuild(state, guildId, changes, (guild) => {
    if (guild.channels.has(d.id)) changes.push({ type: 'channelRemoved', guildId, channelId: d.id });
    // Discord also sends each occupant's leaving, before or after; whoever is still here leaves with the room.
    let { voiceStates } = guild;
    for (const [userId, entry] of guild.voiceStates) {
      if (entry.state.channel_id !== d.id) continue;
      voiceStates = withoutEntry(voiceStates, userId);
      changes.push({ type: 'voiceState', guildId, userId, before: entry, after: null });
    }
    // Its threads go with it, without events of their own.
    let { threads } = guild;
    for (const thread of guild.threads.values()) {
      if (thread.parent_id !== d.id) continue;
      threads = withoutEntry(threads, thread.id);
      gone.push(thread.id);
      changes.push({ type: 'threadRemoved', guildId, channelId: thread.id });
    }
    const stages = withoutEntry(guild.stages, d.id);
    return { ...guild, channels: withoutEntry(guild.channels, d.id), voiceStates, threads, stages };
  });
  if (step.state === state) return step;
  const guildOfChannel = new Map(step.state.guildOfChannel);
  for (const channelId of gone) guildOfChannel.delete(channelId);
  return { ...step, state: { ...step.state, guildOfChannel: settled(guildOfChannel) } };
}

function statusUpdated(state: CacheState, d: DispatchData<'VOICE_CHANNEL_STATUS_UPDATE'>): CacheStep {
  const changes: CacheChange[] = [{ type: 'channel', guildId: d.guild_id, channelId: d.id }];
  return inGuild(state, d.guild_id, changes, (guild) => {
    const channel = guild.channels.get(d.id);
    const status = d.status ?? null;
    if (!channel || channel.status === status) return guild;
    return { ...guild, channels: withEntry(guild.channels, d.id, { ...channel, status }) };
  });
}

/** Null: it is live no longer. */
function stageChanged(
  state: CacheState,
  d: DispatchData<'STAGE_INSTANCE_UPDATE'>,
  topic: string | null,
): CacheStep {
  const changes: CacheChange[] = [{ type: 'channel', guildId: d.guild_id, channelId: d.channel_id }];
  return inGuild(state, d.guild_id, changes, (guild) => ({
    ...guild,
    stages:
      topic === null
        ? withoutEntry(guild.stages, d.channel_id)
        : withEntry(guild.stages, d.channel_id, topic),
  }));
}

function memberUpserted(
  state: CacheState,
  guildId: string,
  user: WireUser,
  member: WireMember,
  joined: 0 | 1,
): CacheStep {
  const guild = state.guilds.get(guildId);
  if (!guild) return { state, changes: [] };
  const before = guild.members.get(user.id);
  const after = keepIfEqual(before, cachedMember(user.id, member));
  const users = withUser(state.users, user);
  const isNew = joined === 1 && before === undefined;
  if (after === before && users === state.users) return { state, changes: [] };
  const next: CachedGuild = {
    ...guild,
    members: withEntry(guild.members, user.id, after),
    memberCount: guild.memberCount + (isNew ? 1 : 0),
  };
  const changes: CacheChange[] = [{ type: 'member', guildId, userId: user.id }];
  if (users !== state.users) changes.push({ type: 'user', userId: user.id });
  if (isNew) changes.push({ type: 'guild', guildId, scope: 'fields' });
  return { state: { ...state, users, guilds: withEntry(state.guilds, guildId, next) }, changes };
}

function memberRemoved(state: CacheState, d: DispatchData<'GUILD_MEMBER_REMOVE'>): CacheStep {
  const changes: CacheChange[] = [
    { type: 'member', guildId: d.guild_id, userId: d.user.id },
    { type: 'guild', guildId: d.guild_id, scope: 'fields' },
  ];
  return inGuild(state, d.guild_id, changes, (guild) => ({
    ...guild,
    members: withoutEntry(guild.members, d.user.id),
    memberCount: Math.max(0, guild.memberCount - 1),
  }));
}

function voiceState(state: CacheState, d: WireVoiceState, nowMs: number): CacheStep {
  const guildId = d.guild_id;
  const guild = guildId === undefined ? undefined : state.guilds.get(guildId);
  if (guildId === undefined || !guild) return { state, changes: [] };
  const changes: CacheChange[] = [];
  let next = state;
  if (d.member?.user) {
    const step = memberUpserted(state, guildId, d.member.user, d.member, 0);
    next = step.state;
    changes.push(...step.changes);
  }
  const current = next.guilds.get(guildId) ?? guild;
  const before = current.voiceStates.get(d.user_id);
  const after = nextVoiceState(before, d, nowMs);
  if (after === (before ?? null)) return { state: next, changes };
  const voiceStates =
    after === null
      ? withoutEntry(current.voiceStates, d.user_id)
      : withEntry(current.voiceStates, d.user_id, after);
  changes.push({ type: 'voiceState', guildId, userId: d.user_id, before: before ?? null, after });
  return {
    state: { ...next, guilds: withEntry(next.guilds, guildId, { ...current, voiceStates }) },
    changes,
  };
}

/** "Since when" survives muting and the like; entering another room starts it anew. */
function nextVoiceState(
  before: CachedVoiceState | undefined,
  d: WireVoiceState,
  nowMs: number,
): CachedVoiceState | null {
  if (d.channel_id === null) return null;
  const { member: _member, ...rest } = d;
  const stays = before?.state.channel_id === d.channel_id;
  const after = {
    state: { ...rest, channel_id: d.channel_id },
    sinceMs: stays ? (before?.sinceMs ?? null) : nowMs,
  };
  return keepIfEqual(before, after);
}

function inGuild(
  state: CacheState,
  guildId: string,
  changes: CacheChange[],
  change: (guild: CachedGuild) => CachedGuild,
): CacheStep {
  const guild = state.guilds.get(guildId);
  if (!guild) return { state, changes: [] };
  const next = keepIfUnchanged(guild, change(guild));
  if (next === guild) return { state, changes: [] };
  return { state: { ...state, guilds: withEntry(state.guilds, guildId, next) }, changes };
}

/** The same guild when every field is the same reference or value. */
function keepIfUnchanged(before: CachedGuild, after: CachedGuild): CachedGuild {
  const keys = Object.keys(after) as (keyof CachedGuild)[];
  return keys.every((key) => before[key] === after[key]) ? before : after;
}

function withUser(users: ReadonlyMap<string, WireUser>, user: WireUser): ReadonlyMap<string, WireUser> {
  return withEntry(users, user.id, keepIfEqual(users.get(user.id), user));
}
