import { hasPermission, PERMISSION_LABELS, type PermissionName } from '@shared/discord/permissions';
import { AppError } from '@shared/errors/app-error';
import type { NamedRoute, RouteHealth } from '@shared/models/routes';
import { ownChannelPermissions, personIn } from '../../discord/cache';
import { meaningOf, routes, type WebhookCredentials } from '../../discord/rest';
import type { DiscordSession } from '../../discord/session';
import type { Clock } from '../../support/clock';

export interface CheckOptions {
  clock: Clock;
  webhookCredentials(webhookId: string): Promise<WebhookCredentials | null>;
  describeWebhook(webhookId: string): { name: string; channelId: string | null } | null;
}

type Broken = Extract<RouteHealth, { kind: 'broken' }>;
type Finding = { broken: Pick<Broken, 'reason' | 'permission'> } | { ok: true } | { unknown: true };

/** Looks whether a route would work, without posting. What cannot be found out now leaves the health as it was. */
export async function checkRoute(
  session: DiscordSession,
  route: NamedRoute,
  options: CheckOptions,
): Promise<Pick<NamedRoute, 'health' | 'where'>> {
  const checkedAtMs = options.clock.now();
  const { finding, where } = await look(session, route, options);
  const health: RouteHealth =
    'broken' in finding
      ? { kind: 'broken', checkedAtMs, ...finding.broken }
      : 'ok' in finding
        ? { kind: 'ok', checkedAtMs }
        : route.health;
  return { health, where: where ?? (route.where || 'a place not seen yet') };
}

async function look(
  session: DiscordSession,
  route: NamedRoute,
  options: CheckOptions,
): Promise<{ finding: Finding; where: string | null }> {
  const { target } = route;
  switch (target.kind) {
    case 'channel':
      return ofChannel(session, target.channelId, false, options);
    case 'forumPost':
      return ofChannel(session, target.channelId, true, options);
    case 'user':
      return ofUser(session, target.userId, route.health);
    case 'webhook':
      return ofWebhook(session, target.webhookId, target.threadId, options);
  }
}

async function ofChannel(
  session: DiscordSession,
  channelId: string,
  isPost: boolean,
  { clock }: CheckOptions,
) {
  const { state } = session.cache;
  const guildId = state.guildOfChannel.get(channelId);
  const guild = guildId === undefined ? undefined : state.guilds.get(guildId);
  const channel = guild?.channels.get(channelId) ?? guild?.threads.get(channelId);
  const where = channel && guild ? `#${channel.name ?? 'unnamed'} · ${guild.name}` : null;
  if (!guild || !channel) return { finding: await askForChannel(session, channelId), where };
  const isThread = channel.thread_metadata !== null;
  const bits = ownChannelPermissions(state, guild, channelId, clock.now());
  const needs: PermissionName[] = [
    'VIEW_CHANNEL',
    isThread && !isPost ? 'SEND_MESSAGES_IN_THREADS' : 'SEND_MESSAGES',
  ];
  const missing = needs.find((name) => !hasPermission(bits, name));
  if (missing) return { finding: lacking(missing), where };
  if (channel.thread_metadata?.locked && !hasPermission(bits, 'MANAGE_THREADS')) {
    return { finding: broken('threadLocked'), where };
  }
  return { finding: { ok: true } as const, where };
}

/** Not in the cache: an archived thread, a DM, or gone. */
async function askForChannel(session: DiscordSession, channelId: string): Promise<Finding> {
  try {
    const channel = await session.rest.request(routes.getChannel(channelId), { priority: 'background' });
    return channel.thread_metadata?.locked ? broken('threadLocked') : { ok: true };
  } catch (error) {
    switch (meaningOf(error)) {
      case 'unknownChannel':
        return broken('channelGone');
      case 'unknownGuild':
        return broken('guildGone');
      case 'missingAccess':
        return lacking('VIEW_CHANNEL');
      default:
        return notFound(error) ? broken('channelGone') : { unknown: true };
    }
  }
}

async function ofUser(
  session: DiscordSession,
  userId: string,
  before: RouteHealth,
): Promise<{ finding: Finding; where: string }> {
  const where = `@${personIn(session.cache.state, null, userId).displayName}`;
  try {
    await session.rest.request(routes.openDirectMessage(userId), { priority: 'background' });
    // Whether the person takes messages shows only when one is sent: a refusal stands until one arrives.
    const refused = before.kind === 'broken' && before.reason === 'dmClosed';
    return { finding: refused ? { unknown: true } : { ok: true }, where };
  } catch (error) {
    const meaning = meaningOf(error);
    if (meaning === 'closedDirectMessages' || meaning === 'unknownUser') {
      return { finding: broken('dmClosed'), where };
    }
    return { finding: notFound(error) ? broken('dmClosed') : { unknown: true }, where };
  }
}

async function ofWebhook(
  session: DiscordSession,
  webhookId: string,
  threadId: string | null,
  options: CheckOptions,
): Promise<{ finding: Finding; where: string | null }> {
  const { state } = session.cache;
  const describe = (name: string, channelId: string | null) => {
    const guildId = channelId === null ? undefined : state.guildOfChannel.get(channelId);
    const guild = guildId === undefined ? undefined : state.guilds.get(guildId);
    const channel =
      channelId === null ? undefined : (guild?.channels.get(channelId) ?? guild?.threads.get(channelId));
    return channel && guild ? `${name} in #${channel.name ?? 'unnamed'} · ${guild.name}` : name;
  };
  const last = options.describeWebhook(webhookId);
  const lastWhere = last && describe(last.name, threadId ?? last.channelId);
  try {
    const webhook = await options.webhookCredentials(webhookId);
    if (!webhook) return { finding: broken('webhookGone'), where: lastWhere };
    const found = await session.rest.request(routes.getWebhookByToken(webhook), { priority: 'background' });
    const where = describe(found.name ?? 'Webhook', threadId ?? found.channel_id);
    if (threadId === null) return { finding: { ok: true }, where };
    const { finding } = await threadOf(session, threadId);
    return { finding, where };
  } catch (error) {
    const meaning = meaningOf(error);
    const gone =
      meaning === 'unknownWebhook' ||
      meaning === 'invalidWebhookToken' ||
      notFound(error) ||
      (error instanceof AppError && error.code === 'rest/unauthorized');
    return { finding: gone ? broken('webhookGone') : { unknown: true }, where: lastWhere };
  }
}

/** A webhook posts into threads the bot may not write in; it has to be there and open. */
async function threadOf(session: DiscordSession, threadId: string): Promise<{ finding: Finding }> {
  const guildId = session.cache.state.guildOfChannel.get(threadId);
  const guild = guildId === undefined ? undefined : session.cache.state.guilds.get(guildId);
  const thread = guild?.threads.get(threadId);
  if (!thread) return { finding: await askForChannel(session, threadId) };
  return { finding: thread.thread_metadata?.locked ? broken('threadLocked') : { ok: true } };
}

function broken(reason: Exclude<Broken['reason'], 'missingPermission'>): Finding {
  return { broken: { reason, permission: null } };
}

function lacking(permission: PermissionName): Finding {
  return { broken: { reason: 'missingPermission', permission: PERMISSION_LABELS[permission] } };
}

function notFound(error: unknown): boolean {
  return error instanceof AppError && error.code === 'rest/not-found';
}
