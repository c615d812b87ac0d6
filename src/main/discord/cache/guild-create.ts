import type { DispatchData } from '@shared/discord/wire/dispatch';
import type { WireUser } from '@shared/discord/wire/objects';
import { settled } from './large-map';
import {
  type CachedGuild,
  type CachedMember,
  type CachedVoiceState,
  cachedMember,
  keepIfEqual,
} from './state';

type GuildCreate = Extract<DispatchData<'GUILD_CREATE'>, { name: string }>;

/**
 * A guild from GUILD_CREATE, and the users it introduces. What an earlier copy of the guild said the same way
 * keeps its identity. People already in a room when we come have no "since", unless we saw them enter before.
 */
export function guildFromCreate(
  before: CachedGuild | undefined,
  d: GuildCreate,
): { guild: CachedGuild; users: WireUser[] } {
  const users: WireUser[] = [];
  const members = new Map<string, CachedMember>();
  const voiceStates = new Map<string, CachedVoiceState>();
  for (const member of d.members) {
    if (!member.user) continue;
    users.push(member.user);
    const made = cachedMember(member.user.id, member);
    members.set(member.user.id, keepIfEqual(before?.members.get(member.user.id), made));
  }
  for (const voiceState of d.voice_states) {
    const { member, ...rest } = voiceState;
    const { channel_id } = rest;
    if (channel_id === null) continue;
    if (member?.user && !members.has(member.user.id)) {
      users.push(member.user);
      members.set(member.user.id, cachedMember(member.user.id, member));
    }
    const known = before?.voiceStates.get(rest.user_id);
    const sinceMs = known?.state.channel_id === channel_id ? known.sinceMs : null;
    const made = { state: { ...rest, guild_id: d.id, channel_id }, sinceMs };
    voiceStates.set(rest.user_id, keepIfEqual(known, made));
  }
  const channels = d.channels.map((channel) => ({ ...channel, guild_id: d.id }));
  const guild: CachedGuild = {
    id: d.id,
    name: d.name,
    icon: d.icon ?? null,
    ownerId: d.owner_id,
    memberCount: d.member_count ?? d.members.length,
    available: true,
    roles: new Map(d.roles.map((role) => [role.id, keepIfEqual(before?.roles.get(role.id), role)])),
    channels: new Map(
      channels.map((channel) => [channel.id, keepIfEqual(before?.channels.get(channel.id), channel)]),
    ),
    threads: new Map(
      d.threads.map((thread) => {
        const made = { ...thread, guild_id: d.id };
        return [thread.id, keepIfEqual(before?.threads.get(thread.id), made)];
      }),
    ),
    emojis: keepIfEqual(before?.emojis, d.emojis),
    members: settled(members),
    presences: settled(presencesOf(d.presences)),
    liveSinceMs: before?.liveSinceMs ?? new Map(),
    voiceStates: settled(voiceStates),
    stages: new Map(d.stage_instances.map((stage) => [stage.channel_id, stage.topic])),
    premiumTier: d.premium_tier ?? 0,
  };
  return { guild, users };
}

/** Who is there, by user id; being offline is being absent. */
export function presencesOf(presences: GuildCreate['presences']): Map<string, string> {
  const there = new Map<string, string>();
  for (const { user, status } of presences) if (status !== 'offline') there.set(user.id, status);
  return there;
}
