import type { z } from 'zod';
import type { Clock } from '../../support/clock';
import type { GatewayHub } from '../gateway/hub';
import type { ChannelRecord, GuildRecord, MemberRecord, UserRecord } from '../world/model';
import { hasPermission, type PermissionName } from '../world/permissions';
import type { World } from '../world/world';
import { ApiError, RateLimitedError } from './api-error';
import type { Limits } from './limits/limits';
import type { BucketRule } from './rate-limit';
import { parseOrThrow } from './validation';

export interface UploadedFile {
  /** The n of `files[n]`. */
  index: number;
  filename: string;
  contentType: string | null;
  size: number;
  bytes: Buffer;
}

/** What every handler can reach: the world, the gateway's sessions, and the limits that hang on a resource. */
export interface ApiServices {
  world: World;
  hub: GatewayHub;
  clock: Clock;
  limiter: Limits;
  gatewayUrl: string;
  /** The largest request; a larger one is refused with 413 and 40005. */
  maxUploadBytes: number;
  applicationFlags: number;
  /** Bits of privileged intents that the application may use. */
  privilegedIntents: number;
}

/** Where versions differ, answers follow the one that was asked for; a path without one counts as 9. */
export type ApiVersion = 9 | 10;

/** What a limit may depend on: Discord counts the deletion of old messages apart. */
export interface LimitRequest {
  params: Readonly<Record<string, string>>;
  world: World;
}

/** One request on its way through a handler. */
export interface Exchange {
  services: ApiServices;
  version: ApiVersion;
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** Parsed JSON or form; undefined when there was no body. */
  json: unknown;
  files: readonly UploadedFile[];
  /** The user whose token was sent; empty on routes without auth. */
  userId: string;
  token: string;
  /** From X-Audit-Log-Reason. */
  reason: string | null;
}

export type Reply = { status: 204 } | { status: 200 | 201; body: unknown };

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Segments beginning with ':' are parameters. */
  path: string;
  limit: BucketRule | ((request: LimitRequest) => BucketRule);
  /** False: no token needed. */
  auth?: false;
  handle(exchange: Exchange): Reply;
}

export const NO_CONTENT: Reply = { status: 204 };
export const ok = (body: unknown): Reply => ({ status: 200, body });

/** Shorthand for a rule: `limit` requests per `windowSeconds`. */
export function bucket(name: string, limit: number, windowSeconds: number): BucketRule {
  return { name, limit, windowMs: windowSeconds * 1000 };
}

/**
 * Counts one use of a limit below the route's own; `RateLimitedError` when it is one too many. `resource` is
 * what the uses are counted by, `code` the JSON error code that some of these limits answer with.
 */
export function takeInnerLimit(
  exchange: Exchange,
  rule: BucketRule,
  resource: string,
  answer: { scope: 'user' | 'shared'; code?: number },
): void {
  const { limiter, clock } = exchange.services;
  const verdict = limiter.take({ ...rule, inner: true }, resource, clock.monotonicMs());
  if (verdict.kind === 'exceeded')
    throw new RateLimitedError(verdict.retryAfterMs, answer.scope, answer.code);
}

/** A parameter of the path; `ApiError` 404 when the route has none of that name. */
export function param(exchange: Exchange, name: string): string {
  const value = exchange.params[name];
  if (value === undefined) throw new ApiError('notFound');
  return value;
}

/** The body, or `ApiError` 50035 with the fields that are wrong. */
export function readBody<T extends z.ZodType>(exchange: Exchange, schema: T): z.output<T> {
  return parseOrThrow(schema, exchange.json ?? {});
}

/** The query, or `ApiError` 50035 with the fields that are wrong. */
export function readQuery<T extends z.ZodType>(exchange: Exchange, schema: T): z.output<T> {
  return parseOrThrow(schema, Object.fromEntries(exchange.query));
}

/** The guild named in the path, when the caller is in it. */
export function requireGuild(exchange: Exchange): GuildRecord {
  const guild = exchange.services.world.guild(param(exchange, 'guildId'));
  if (!guild?.members.has(exchange.userId)) throw new ApiError('unknownGuild');
  return guild;
}

export function requireGuildPermission(exchange: Exchange, guild: GuildRecord, name: PermissionName): void {
  const granted = exchange.services.world.permissionsInGuild(guild, exchange.userId);
  if (!hasPermission(granted, name)) throw new ApiError('missingPermissions');
}

export interface ChannelScope {
  guild: GuildRecord;
  channel: ChannelRecord;
  granted: bigint;
}

/** The channel named in the path, when the caller can see it. */
export function requireChannel(exchange: Exchange): ChannelScope {
  const { world } = exchange.services;
  const found = world.channel(param(exchange, 'channelId'));
  if (!found) throw new ApiError('unknownChannel');
  const granted = world.permissionsInChannel(found.guild, found.channel, exchange.userId);
  if (!hasPermission(granted, 'VIEW_CHANNEL')) throw new ApiError('missingAccess');
  return { ...found, granted };
}

export function requirePermission(scope: { granted: bigint }, name: PermissionName): void {
  if (!hasPermission(scope.granted, name)) throw new ApiError('missingPermissions');
}

export function requireMember(
  exchange: Exchange,
  guild: GuildRecord,
  userId: string,
): { member: MemberRecord; user: UserRecord } {
  const user = exchange.services.world.user(userId);
  if (!user) throw new ApiError('unknownUser');
  const member = guild.members.get(userId);
  if (!member) throw new ApiError('unknownMember');
  return { member, user };
}
