import { ChannelId } from '@shared/discord/snowflake';
import type { WireChannel } from '@shared/discord/wire/objects';
import type { Destination, DirectDestination } from '@shared/models/message-body';
import { type CachedGuild, type CacheState, displayNameOf, personIn } from '../../discord/cache';
import type { OutboxPorts } from './ports';

/** A channel by id with its guild, threads and direct messages included; null when the cache does not know it. */
export function findChannel(
  state: CacheState,
  channelId: string,
): { channel: WireChannel; guild: CachedGuild | null } | null {
  const guildId = state.guildOfChannel.get(channelId);
  const guild = guildId === undefined ? undefined : state.guilds.get(guildId);
  const channel = guild?.channels.get(channelId) ?? guild?.threads.get(channelId);
  if (guild && channel) return { channel, guild };
  const direct = state.directChannels.get(channelId);
  return direct ? { channel: direct, guild: null } : null;
}

/** "#general · Harbour", "@Mira", "Announcer in #news · Harbour", "route alerts". */
export function describePlace(
  state: CacheState | null,
  destination: Destination,
  describeWebhook: OutboxPorts['describeWebhook'],
): string {
  switch (destination.kind) {
    case 'channel':
      return channelName(state, destination.channelId);
    case 'forumPost':
      return `“${destination.title}” in ${channelName(state, destination.channelId)}`;
    case 'user':
      return state?.users.has(destination.userId)
        ? `@${personIn(state, null, destination.userId).displayName}`
        : '@someone';
    case 'webhook': {
      const webhook = describeWebhook(destination.webhookId);
      const channelId = destination.threadId ?? webhook?.channelId ?? null;
      const where = channelId === null ? '' : ` in ${channelName(state, channelId)}`;
      return `${webhook?.name ?? 'a webhook'}${where}`;
    }
    case 'route':
      return `route ${destination.name}`;
  }
}

/** The channel a message will land in, where that is known before it is sent. */
export function channelOf(
  destination: DirectDestination,
  describeWebhook: OutboxPorts['describeWebhook'],
): ChannelId | null {
  switch (destination.kind) {
    case 'channel':
      return destination.channelId;
    case 'webhook': {
      if (destination.threadName !== null) return null;
      const known = destination.threadId ?? describeWebhook(destination.webhookId)?.channelId;
      return known ? ChannelId.parse(known) : null;
    }
    case 'user':
    case 'forumPost':
      return null;
  }
}

/** Messages of one lane leave in the order they were written. */
export function laneOf(destination: DirectDestination): string {
  switch (destination.kind) {
    case 'channel':
      return `channel:${destination.channelId}`;
    case 'user':
      return `user:${destination.userId}`;
    case 'webhook':
      return `webhook:${destination.webhookId}:${destination.threadId ?? ''}`;
    case 'forumPost':
      return `post:${destination.channelId}`;
  }
}

function channelName(state: CacheState | null, channelId: string): string {
  const found = state ? findChannel(state, channelId) : null;
  if (!found) return 'a channel';
  if (found.guild) return `#${found.channel.name ?? 'unnamed'} · ${found.guild.name}`;
  const names = found.channel.recipients.map((person) => displayNameOf(person, null));
  return names.length > 0 ? names.map((name) => `@${name}`).join(', ') : 'a direct message';
}
