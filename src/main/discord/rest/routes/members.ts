import { lenientArray, WireMember } from '@shared/discord/wire/objects';
import type {
  RESTPatchAPICurrentGuildMemberJSONBody,
  RESTPatchAPIGuildMemberJSONBody,
} from 'discord-api-types/v10';
import { at, id, nothing, queryOf, type RestCall } from './call';

export const members = {
  /** By user id, 1 to 1000; needs the privileged members intent to be switched on. */
  listMembers: (guildId: string, page: { after?: string | null; limit: number }): RestCall<WireMember[]> => ({
    ...at('GET', '/guilds/:guild/members', guildId, guildId),
    repeat: 'safe',
    query: queryOf({ after: page.after ? id(page.after) : undefined, limit: page.limit }),
    response: lenientArray(WireMember),
  }),

  /** Whose user name or nickname starts with `query`; 1 to 1000. */
  searchMembers: (guildId: string, query: string, limit: number): RestCall<WireMember[]> => ({
    ...at('GET', '/guilds/:guild/members/search', guildId, guildId),
    repeat: 'safe',
    query: queryOf({ query, limit }),
    response: lenientArray(WireMember),
  }),

  getMember: (guildId: string, userId: string): RestCall<WireMember> => ({
    ...at('GET', '/guilds/:guild/members/:user', guildId, guildId, userId),
    repeat: 'safe',
    response: WireMember,
  }),

  /**
   * Nick, roles, mute, deaf, time-out (`communication_disabled_until`, at most 28 days), and `channel_id` to move,
   * null to disconnect. Who is not in voice cannot be moved (40032).
   */
  modifyMember: (
    guildId: string,
    userId: string,
    body: RESTPatchAPIGuildMemberJSONBody,
  ): RestCall<WireMember> => ({
    ...at('PATCH', '/guilds/:guild/members/:user', guildId, guildId, userId),
    repeat: 'safe',
    takesReason: true,
    body,
    response: WireMember,
  }),

  modifyOwnMember: (guildId: string, body: RESTPatchAPICurrentGuildMemberJSONBody): RestCall<WireMember> => ({
    ...at('PATCH', '/guilds/:guild/members/@me', guildId, guildId),
    repeat: 'safe',
    takesReason: true,
    body,
    response: WireMember,
  }),

  addMemberRole: (guildId: string, userId: string, roleId: string): RestCall<undefined> => ({
    ...at('PUT', '/guilds/:guild/members/:user/roles/:role', guildId, guildId, userId, roleId),
    repeat: 'safe',
    takesReason: true,
    response: nothing,
  }),

  removeMemberRole: (guildId: string, userId: string, roleId: string): RestCall<undefined> => ({
    ...at('DELETE', '/guilds/:guild/members/:user/roles/:role', guildId, guildId, userId, roleId),
    repeat: 'safe',
    takesReason: true,
    response: nothing,
  }),
} as const;
