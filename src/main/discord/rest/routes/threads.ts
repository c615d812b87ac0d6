import { WireForumPost, WireThreadList, WireThreadMember } from '@shared/discord/wire/answers';
import { lenientArray, WireChannel } from '@shared/discord/wire/objects';
import type {
  RESTPostAPIChannelMessagesThreadsJSONBody,
  RESTPostAPIChannelThreadsJSONBody,
  RESTPostAPIGuildForumThreadsJSONBody,
} from 'discord-api-types/v10';
import { at, id, nothing, queryOf, type RestCall, type UploadFile } from './call';

/** Threads and forum posts. Changing one is `modifyChannel`, ending one `deleteChannel`: a thread is a channel. */

const MEMBER = '/channels/:channel/thread-members';

/** A page by archive time: `before` is the last thread's `archive_timestamp` (ISO 8601). */
export interface ArchivePage {
  before?: string | null;
  limit?: number;
}

export const threads = {
  /** The thread gets the message's id; a second one is refused with 160004. */
  startThreadFromMessage: (
    channelId: string,
    messageId: string,
    body: RESTPostAPIChannelMessagesThreadsJSONBody,
  ): RestCall<WireChannel> => ({
    ...at('POST', '/channels/:channel/messages/:message/threads', channelId, channelId, messageId),
    repeat: 'never',
    takesReason: true,
    body,
    response: WireChannel,
  }),

  /** A thread without a message. Without `type` Discord makes a private one. */
  startThread: (channelId: string, body: RESTPostAPIChannelThreadsJSONBody): RestCall<WireChannel> => ({
    ...at('POST', '/channels/:channel/threads', channelId, channelId),
    repeat: 'never',
    takesReason: true,
    body,
    response: WireChannel,
  }),

  /** A post in a forum or media channel: a thread and its first message at once. */
  createForumPost: (
    channelId: string,
    body: RESTPostAPIGuildForumThreadsJSONBody,
    files?: readonly UploadFile[],
  ): RestCall<WireForumPost> => ({
    ...at('POST', '/channels/:channel/threads', channelId, channelId),
    repeat: 'never',
    takesReason: true,
    body,
    ...(files && files.length > 0 ? { files } : {}),
    response: WireForumPost,
  }),

  joinThread: (threadId: string): RestCall<undefined> => ({
    ...at('PUT', `${MEMBER}/@me`, threadId, threadId),
    repeat: 'safe',
    response: nothing,
  }),

  leaveThread: (threadId: string): RestCall<undefined> => ({
    ...at('DELETE', `${MEMBER}/@me`, threadId, threadId),
    repeat: 'safe',
    response: nothing,
  }),

  addThreadMember: (threadId: string, userId: string): RestCall<undefined> => ({
    ...at('PUT', `${MEMBER}/:user`, threadId, threadId, userId),
    repeat: 'safe',
    response: nothing,
  }),

  removeThreadMember: (threadId: string, userId: string): RestCall<undefined> => ({
    ...at('DELETE', `${MEMBER}/:user`, threadId, threadId, userId),
    repeat: 'safe',
    response: nothing,
  }),

  /** 1 to 100 (100) by user id; needs the privileged members intent to be switched on. */
  listThreadMembers: (
    threadId: string,
    page: { after?: string | null; limit?: number } = {},
  ): RestCall<WireThreadMember[]> => ({
    ...at('GET', MEMBER, threadId, threadId),
    repeat: 'safe',
    query: queryOf({ after: page.after ? id(page.after) : undefined, limit: page.limit }),
    response: lenientArray(WireThreadMember),
  }),

  listActiveThreads: (guildId: string): RestCall<WireThreadList> => ({
    ...at('GET', '/guilds/:guild/threads/active', guildId, guildId),
    repeat: 'safe',
    response: WireThreadList,
  }),

  listPublicArchivedThreads: (channelId: string, page: ArchivePage = {}): RestCall<WireThreadList> => ({
    ...at('GET', '/channels/:channel/threads/archived/public', channelId, channelId),
    repeat: 'safe',
    query: queryOf({ before: page.before, limit: page.limit }),
    response: WireThreadList,
  }),

  /** All private ones, for who may manage threads. */
  listPrivateArchivedThreads: (channelId: string, page: ArchivePage = {}): RestCall<WireThreadList> => ({
    ...at('GET', '/channels/:channel/threads/archived/private', channelId, channelId),
    repeat: 'safe',
    query: queryOf({ before: page.before, limit: page.limit }),
    response: WireThreadList,
  }),

  /** Private ones the bot has joined, by id: `before` is a thread's id. */
  listJoinedPrivateArchivedThreads: (
    channelId: string,
    page: { before?: string | null; limit?: number } = {},
  ): RestCall<WireThreadList> => ({
    ...at('GET', '/channels/:channel/users/@me/threads/archived/private', channelId, channelId),
    repeat: 'safe',
    query: queryOf({ before: page.before ? id(page.before) : undefined, limit: page.limit }),
    response: WireThreadList,
  }),
} as const;
