import type { PermissionName } from '@shared/discord/permissions';
import { ChannelId, compareSnowflakes, type GuildId, type RoleId } from '@shared/discord/snowflake';
import type { WireRole } from '@shared/discord/wire/objects';
import { AppError } from '@shared/errors/app-error';
import type {
  CreateRoleInput,
  ModifyRoleInput,
  RoleOutcome,
  RoleUsage,
  RoomActionOutcome,
  RoomRefusal,
} from '@shared/models/rooms';
import type { RoleSummary } from '@shared/models/workspace';
import { type CachedGuild, type CacheState, personIn } from '../../discord/cache';
import { routes } from '../../discord/rest';
import { roomRefusalOf } from '../../discord/room-refusal';
import type { DiscordSession, SessionSource } from '../../discord/session';
import { signedIn } from '../../discord/signed-in';
import type { Clock } from '../../support/clock';

type OfRole = { guildId: GuildId; roleId: RoleId };

/** Roles of a guild. The list itself is the workspace's. */
export interface RolesService {
  create(input: CreateRoleInput): Promise<RoleOutcome>;
  modify(input: ModifyRoleInput): Promise<RoleOutcome>;
  /** Puts a role directly above another one; null = lowest of all, above @everyone. */
  move(input: OfRole & { aboveRoleId: RoleId | null; reason: string | null }): Promise<RoomActionOutcome>;
  /** One that is gone already counts as deleted. */
  delete(input: OfRole & { reason: string | null }): Promise<RoomActionOutcome>;
  usage(input: OfRole): RoleUsage;
}

export interface RolesOptions {
  sessions: SessionSource;
  clock: Clock;
  /** The model of a role; the workspace service's. */
  describeRole(state: CacheState, guild: CachedGuild, role: WireRole, manages: boolean): RoleSummary;
}

const NEEDS: readonly PermissionName[] = ['MANAGE_ROLES'];
const NAMES_SHOWN = 10;
const FIELD_NAMES = { name: 'name', color: 'colour', permissions: 'permissions' } as const;

export function createRolesService({ sessions, clock, describeRole }: RolesOptions): RolesService {
  const refuse = (error: unknown, session: DiscordSession, guildId: string, roleId?: string): RoomRefusal =>
    roomRefusalOf(error, {
      state: session.cache.state,
      nowMs: clock.now(),
      guildId,
      needs: NEEDS,
      about: 'role',
      fieldNames: FIELD_NAMES,
      ...(roleId === undefined ? {} : { roleId }),
    });

  const known = (session: DiscordSession, guildId: GuildId, role: WireRole): RoleSummary => {
    session.cache.apply({ t: 'GUILD_ROLE_UPDATE', d: { guild_id: guildId, role } });
    const { state } = session.cache;
    const guild = state.guilds.get(guildId);
    if (!guild) throw new AppError('rest/not-found', 'The guild went away meanwhile.');
    return describeRole(state, guild, role, true);
  };

  return {
    async create({ guildId, name, colour, hoist, mentionable, permissions, reason }) {
      const session = signedIn(sessions);
      const body = { name, color: colour ?? 0, hoist, mentionable, permissions };
      try {
        const role = await session.rest.request(
          routes.createRole(guildId, body),
          reason === null ? {} : { reason },
        );
        return { kind: 'done', role: known(session, guildId, role) };
      } catch (error) {
        return refuse(error, session, guildId);
      }
    },

    async modify({ guildId, roleId, reason, colour, name, hoist, mentionable, permissions }) {
      const session = signedIn(sessions);
      const body = {
        ...(name === undefined ? {} : { name }),
        ...(colour === undefined ? {} : { color: colour ?? 0 }),
        ...(hoist === undefined ? {} : { hoist }),
        ...(mentionable === undefined ? {} : { mentionable }),
        ...(permissions === undefined ? {} : { permissions }),
      };
      try {
        const role = await session.rest.request(
          routes.modifyRole(guildId, roleId, body),
          reason === null ? {} : { reason },
        );
        return { kind: 'done', role: known(session, guildId, role) };
      } catch (error) {
        return refuse(error, session, guildId, roleId);
      }
    },

    async move({ guildId, roleId, aboveRoleId, reason }) {
      const session = signedIn(sessions);
      const positions = orderWith(session.cache.state.guilds.get(guildId), roleId, aboveRoleId);
      if (!positions) return { kind: 'gone', what: 'role' };
      if (positions.length === 0) return { kind: 'done' };
      try {
        const roles = await session.rest.request(
          routes.moveRoles(guildId, positions),
          reason === null ? {} : { reason },
        );
        for (const role of roles) {
          session.cache.apply({ t: 'GUILD_ROLE_UPDATE', d: { guild_id: guildId, role } });
        }
        return { kind: 'done' };
      } catch (error) {
        return refuse(error, session, guildId, roleId);
      }
    },

    async delete({ guildId, roleId, reason }) {
      const session = signedIn(sessions);
      try {
        await session.rest.request(routes.deleteRole(guildId, roleId), reason === null ? {} : { reason });
      } catch (error) {
        const refusal = refuse(error, session, guildId, roleId);
        if (refusal.kind !== 'gone') return refusal;
      }
      session.cache.apply({ t: 'GUILD_ROLE_DELETE', d: { guild_id: guildId, role_id: roleId } });
      return { kind: 'done' };
    },

    usage({ guildId, roleId }) {
      const { state } = signedIn(sessions).cache;
      const guild = state.guilds.get(guildId);
      const holders = [...(guild?.members.values() ?? [])].filter((m) => m.roles.includes(roleId));
      const channels = [...(guild?.channels.values() ?? [])].filter((channel) =>
        channel.permission_overwrites.some((overwrite) => overwrite.id === roleId),
      );
      return {
        memberCount: holders.length,
        memberNames: holders.slice(0, NAMES_SHOWN).map((m) => personIn(state, guildId, m.userId).displayName),
        channelIds: channels.map((channel) => ChannelId.parse(channel.id)),
      };
    },
  };
}

/**
 * The new positions of the roles that change theirs when one is put above another; null when either is unknown.
 * Positions run from 1 (above @everyone) upwards without gaps.
 */
export function orderWith(
  guild: CachedGuild | undefined,
  roleId: string,
  aboveRoleId: string | null,
): { id: string; position: number }[] | null {
  if (!guild?.roles.has(roleId)) return null;
  const lowestFirst = [...guild.roles.values()]
    .filter((role) => role.id !== guild.id)
    .sort((a, b) => a.position - b.position || compareSnowflakes(b.id, a.id));
  const others = lowestFirst.filter((role) => role.id !== roleId);
  const below = aboveRoleId === null ? -1 : others.findIndex((role) => role.id === aboveRoleId);
  const moved = guild.roles.get(roleId);
  if ((aboveRoleId !== null && below === -1) || !moved) return null;
  const after = [...others.slice(0, below + 1), moved, ...others.slice(below + 1)];
  return after.flatMap((role, index) =>
    lowestFirst[index]?.id === role.id ? [] : [{ id: role.id, position: index + 1 }],
  );
}
