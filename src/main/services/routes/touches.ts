import type { Dispatch } from '@shared/discord/wire/dispatch';
import type { NamedRoute } from '@shared/models/routes';
import type { DiscordSession } from '../../discord/session';

/** The guild and channel a route leads to, where known. */
export function placeOf(
  route: NamedRoute,
  session: DiscordSession,
  describeWebhook: (webhookId: string) => { channelId: string | null } | null,
): { channelId: string | null; guildId: string | null } {
  const { target } = route;
  if (target.kind === 'user') return { channelId: null, guildId: null };
  const channelId =
    target.kind === 'webhook'
      ? (target.threadId ?? describeWebhook(target.webhookId)?.channelId ?? null)
      : target.channelId;
  const guildId = channelId === null ? null : (session.cache.state.guildOfChannel.get(channelId) ?? null);
  return { channelId, guildId };
}

/** Whether an event may have broken or mended a route, or changed what its place is called. */
export function touches(
  dispatch: Dispatch,
  route: NamedRoute,
  session: DiscordSession,
  describeWebhook: (webhookId: string) => { channelId: string | null } | null,
): boolean {
  const place = placeOf(route, session, describeWebhook);
  // What the cache has just forgotten has no guild any more: then any of its events may be about it.
  const sameGuild = (guildId: string | undefined) =>
    place.guildId === null ? route.target.kind !== 'user' : guildId === place.guildId;
  switch (dispatch.t) {
    case 'READY':
    case 'RESUMED':
      return true;
    case 'CHANNEL_CREATE':
    case 'CHANNEL_UPDATE':
    case 'CHANNEL_DELETE':
    case 'THREAD_CREATE':
    case 'THREAD_UPDATE':
    case 'THREAD_DELETE':
      return place.channelId === null || place.guildId === null
        ? route.target.kind !== 'user'
        : isRelated(dispatch.d.id, place.channelId, place.guildId, session);
    case 'WEBHOOKS_UPDATE':
      return route.target.kind === 'webhook' && sameGuild(dispatch.d.guild_id);
    case 'GUILD_CREATE':
    case 'GUILD_UPDATE':
    case 'GUILD_DELETE':
      return sameGuild(dispatch.d.id);
    case 'GUILD_ROLE_CREATE':
    case 'GUILD_ROLE_UPDATE':
    case 'GUILD_ROLE_DELETE':
      return sameGuild(dispatch.d.guild_id);
    case 'GUILD_MEMBER_UPDATE':
      return dispatch.d.user.id === session.userId && sameGuild(dispatch.d.guild_id);
    default:
      return false;
  }
}

/** The channel itself, or the one above it whose permissions it has: a thread's channel, that channel's category. */
function isRelated(changedId: string, channelId: string, guildId: string, session: DiscordSession): boolean {
  const guild = session.cache.state.guilds.get(guildId);
  let id: string | null = channelId;
  for (let level = 0; level < 3 && id !== null; level++) {
    if (id === changedId) return true;
    id = guild?.threads.get(id)?.parent_id ?? guild?.channels.get(id)?.parent_id ?? null;
  }
  return false;
}
