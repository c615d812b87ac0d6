import type { MemberRecord } from '../world/model';
import { memberToWire, presenceToWire, type Wire } from '../world/wire';
import type { World } from '../world/world';
import { hasIntent, Intent } from './intents';
import type { RequestGuildMembers } from './payloads';

/** What clients may ask for over the gateway: members in chunks, and facts about voice channels. */
export interface RequestScope {
  world: World;
  userId: string;
  intents: number;
  dispatch(t: string, d: Wire): void;
}

const CHUNK_SIZE = 1000;
const PREFIX_LIMIT = 100;

/** True when the request is for the whole guild, which has a limit of its own. */
export function wantsWholeGuild(request: RequestGuildMembers): boolean {
  return request.user_ids === undefined && (request.query ?? '') === '' && (request.limit ?? 0) === 0;
}

/** Answers op 8 with GUILD_MEMBERS_CHUNK events; a request beyond the session's intents stays unanswered. */
export function sendMemberChunks(scope: RequestScope, request: RequestGuildMembers): void {
  const guild = scope.world.guild(request.guild_id);
  if (!guild?.members.has(scope.userId)) return;
  if (wantsWholeGuild(request) && !hasIntent(scope.intents, Intent.GUILD_MEMBERS)) return;
  let members: MemberRecord[];
  let notFound: string[] | undefined;
  if (request.user_ids) {
    const wanted = [...new Set(request.user_ids)];
    notFound = wanted.filter((id) => !guild.members.has(id));
    members = wanted.flatMap((id) => guild.members.get(id) ?? []);
  } else if (wantsWholeGuild(request)) {
    members = [...guild.members.values()];
  } else {
    const prefix = (request.query ?? '').toLowerCase();
    members = [...guild.members.values()]
      .filter((member) => {
        const user = scope.world.user(member.user_id);
        const names = [member.nick, user?.username, user?.global_name];
        return names.some((name) => name?.toLowerCase().startsWith(prefix));
      })
      .slice(0, Math.min(request.limit || PREFIX_LIMIT, PREFIX_LIMIT));
  }
  const withPresences = (request.presences ?? false) && hasIntent(scope.intents, Intent.GUILD_PRESENCES);
  const chunkCount = Math.max(1, Math.ceil(members.length / CHUNK_SIZE));
  for (let index = 0; index < chunkCount; index++) {
    const known = members.slice(index * CHUNK_SIZE, (index + 1) * CHUNK_SIZE).flatMap((member) => {
      const user = scope.world.user(member.user_id);
      return user ? [{ member, user }] : [];
    });
    scope.dispatch('GUILD_MEMBERS_CHUNK', {
      guild_id: guild.id,
      members: known.map(({ member, user }) => memberToWire(member, user)),
      chunk_index: index,
      chunk_count: chunkCount,
      ...(notFound && notFound.length > 0 ? { not_found: notFound } : {}),
      ...(withPresences ? { presences: known.map(({ user }) => presenceToWire(guild, user)) } : {}),
      // A nonce of more than 32 bytes is ignored.
      ...(request.nonce !== undefined && Buffer.byteLength(request.nonce) <= 32
        ? { nonce: request.nonce }
        : {}),
    });
  }
}

/** Answers op 43: status and start of the call for each channel that has one. */
export function sendChannelInfo(scope: RequestScope, guildId: string, fields: readonly string[]): void {
  const guild = scope.world.guild(guildId);
  if (!guild?.members.has(scope.userId)) return;
  const channels = [...guild.channels.values()].flatMap((channel): Wire[] => {
    const facts: Wire = {};
    if (fields.includes('status') && channel.status !== null) facts.status = channel.status;
    if (fields.includes('voice_start_time') && channel.voice_start_time !== null) {
      facts.voice_start_time = channel.voice_start_time;
    }
    return Object.keys(facts).length > 0 ? [{ id: channel.id, ...facts }] : [];
  });
  scope.dispatch('CHANNEL_INFO', { guild_id: guild.id, channels });
}

/** Answers op 31; the practice guild has no sounds of its own. */
export function sendSoundboardSounds(scope: RequestScope, guildIds: readonly string[]): void {
  for (const guildId of guildIds) {
    if (!scope.world.guild(guildId)?.members.has(scope.userId)) continue;
    scope.dispatch('SOUNDBOARD_SOUNDS', { guild_id: guildId, soundboard_sounds: [] });
  }
}
