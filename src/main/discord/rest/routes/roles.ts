import { lenientArray, WireRole } from '@shared/discord/wire/objects';
import type {
  RESTPatchAPIGuildRoleJSONBody,
  RESTPatchAPIGuildRolePositionsJSONBody,
  RESTPostAPIGuildRoleJSONBody,
} from 'discord-api-types/v10';
import { at, nothing, type RestCall } from './call';

const ROLE = '/guilds/:guild/roles/:role';

export const roles = {
  listRoles: (guildId: string): RestCall<WireRole[]> => ({
    ...at('GET', '/guilds/:guild/roles', guildId, guildId),
    repeat: 'safe',
    response: lenientArray(WireRole),
  }),

  createRole: (guildId: string, body: RESTPostAPIGuildRoleJSONBody): RestCall<WireRole> => ({
    ...at('POST', '/guilds/:guild/roles', guildId, guildId),
    repeat: 'never',
    takesReason: true,
    body,
    response: WireRole,
  }),

  modifyRole: (guildId: string, roleId: string, body: RESTPatchAPIGuildRoleJSONBody): RestCall<WireRole> => ({
    ...at('PATCH', ROLE, guildId, guildId, roleId),
    repeat: 'safe',
    takesReason: true,
    body,
    response: WireRole,
  }),

  /** Answers with all roles of the guild in their new order. */
  moveRoles: (guildId: string, positions: RESTPatchAPIGuildRolePositionsJSONBody): RestCall<WireRole[]> => ({
    ...at('PATCH', '/guilds/:guild/roles', guildId, guildId),
    repeat: 'safe',
    takesReason: true,
    body: positions,
    response: lenientArray(WireRole),
  }),

  deleteRole: (guildId: string, roleId: string): RestCall<undefined> => ({
    ...at('DELETE', ROLE, guildId, guildId, roleId),
    repeat: 'safe',
    takesReason: true,
    response: nothing,
  }),
} as const;
