import { standsAboveMember, standsAboveRole } from '../world/hierarchy';
import type { GuildRecord, RoleRecord } from '../world/model';
import { ApiError } from './api-error';
import type { Exchange } from './route';

/** 50013 unless the caller stands above the role. */
export function requireAboveRole(exchange: Exchange, guild: GuildRecord, role: RoleRecord): void {
  if (!standsAboveRole(guild, exchange.userId, role)) throw new ApiError('missingPermissions');
}

/** 50013 unless the caller stands above the member; nobody stands above the owner. */
export function requireAboveMember(exchange: Exchange, guild: GuildRecord, userId: string): void {
  if (!standsAboveMember(guild, exchange.userId, userId)) throw new ApiError('missingPermissions');
}
