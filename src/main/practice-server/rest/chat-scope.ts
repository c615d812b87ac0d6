import type { ChatPlace, GuildRecord, MessageRecord, ThreadRecord } from '../world/model';
import { ChannelType, holdsPosts } from '../world/model';
import { hasPermission, Permission } from '../world/permissions';
import { isDm, isThread } from '../world/places';
import { ApiError } from './api-error';
import { type Exchange, param } from './route';

/** A place with messages, and what the caller may do in it. `guild` is null in direct conversations. */
export interface ChatScope {
  guild: GuildRecord | null;
  channel: ChatPlace;
  granted: bigint;
}

export interface ThreadScope extends ChatScope {
  guild: GuildRecord;
  channel: ThreadRecord;
}

/** Both sides of a direct conversation may do the same, and neither has power over the other. */
const IN_DMS =
  Permission.VIEW_CHANNEL |
  Permission.SEND_MESSAGES |
  Permission.EMBED_LINKS |
  Permission.ATTACH_FILES |
  Permission.READ_MESSAGE_HISTORY |
  Permission.ADD_REACTIONS |
  Permission.USE_EXTERNAL_EMOJIS |
  Permission.SEND_TTS_MESSAGES |
  Permission.PIN_MESSAGES |
  Permission.BYPASS_SLOWMODE;

/** The place with this id, when the caller can see it. */
export function chatScope(exchange: Exchange, channelId: string): ChatScope {
  const { world } = exchange.services;
  const place = world.place(channelId);
  if (!place) throw new ApiError('unknownChannel');
  const { guild, channel } = place;
  if (isDm(channel) || !guild) {
    const own = isDm(channel) && channel.user_ids.includes(exchange.userId);
    if (!own) throw new ApiError('missingAccess');
    return { guild: null, channel, granted: IN_DMS };
  }
  const granted = world.permissionsInChannel(guild, channel, exchange.userId);
  if (!hasPermission(granted, 'VIEW_CHANNEL')) throw new ApiError('missingAccess');
  return { guild, channel, granted };
}

/** The chat named in the path. Voice and stage channels have one too; using it needs CONNECT. */
export function requireChat(exchange: Exchange): ChatScope {
  const scope = chatScope(exchange, param(exchange, 'channelId'));
  if (scope.channel.type === ChannelType.CATEGORY) throw new ApiError('nonTextChannel');
  const isVoice = scope.channel.type === ChannelType.VOICE || scope.channel.type === ChannelType.STAGE;
  if (isVoice && !hasPermission(scope.granted, 'CONNECT')) throw new ApiError('missingAccess');
  return scope;
}

/** The thread named in the path. */
export function requireThread(exchange: Exchange): ThreadScope {
  const scope = chatScope(exchange, param(exchange, 'channelId'));
  if (!scope.guild || !isThread(scope.channel)) throw new ApiError('wrongChannelType');
  return { guild: scope.guild, channel: scope.channel, granted: scope.granted };
}

/** The message named in the path; reading it takes the right to read what was written before. */
export function requireMessage(exchange: Exchange, scope: ChatScope): MessageRecord {
  const message = exchange.services.world.message(scope.channel.id, param(exchange, 'messageId'));
  if (!message) throw new ApiError('unknownMessage');
  return message;
}

/** Refuses writing where nothing can be written: a forum itself, a thread that is closed. */
export function requireWritable(scope: ChatScope): void {
  if (holdsPosts(scope.channel)) throw new ApiError('forumNeedsPost');
  if (isThread(scope.channel) && scope.channel.locked && !hasPermission(scope.granted, 'MANAGE_THREADS')) {
    throw new ApiError(scope.channel.archived ? 'archivedThread' : 'lockedThread');
  }
}

/** Refuses changing anything within an archived thread; only deleting is done there. */
export function requireActive(scope: ChatScope): void {
  if (isThread(scope.channel) && scope.channel.archived) throw new ApiError('archivedThread');
}
