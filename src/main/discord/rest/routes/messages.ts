import { snowflakeTimeMs } from '@shared/discord/snowflake';
import { WirePinsPage } from '@shared/discord/wire/answers';
import { lenientArray, WireMessage } from '@shared/discord/wire/objects';
import type {
  RESTPatchAPIChannelMessageJSONBody,
  RESTPostAPIChannelMessageJSONBody,
} from 'discord-api-types/v10';
import { at, type IdPage, id, idPageQuery, nothing, queryOf, type RestCall, type UploadFile } from './call';

/** What deleting a message came to; both mean that it is not there any more. */
export type MessageDeletion = { kind: 'deleted' } | { kind: 'alreadyGone' };

const TWO_WEEKS_MS = 14 * 24 * 3_600_000;
const JUST_NOW_MS = 10_000;
const UNKNOWN_MESSAGE = 10_008;
const MESSAGES = '/channels/:channel/messages';
const MESSAGE = '/channels/:channel/messages/:message';

export const messages = {
  /** Newest first; at most 100 (50 unless told). One of `before`, `after`, `around` at most. */
  listMessages: (channelId: string, page: IdPage): RestCall<WireMessage[]> => ({
    ...at('GET', MESSAGES, channelId, channelId),
    repeat: 'safe',
    query: idPageQuery(page),
    response: lenientArray(WireMessage),
  }),

  getMessage: (channelId: string, messageId: string): RestCall<WireMessage> => ({
    ...at('GET', MESSAGE, channelId, channelId, messageId),
    repeat: 'safe',
    response: WireMessage,
  }),

  /**
   * Repeatable with `nonce` and `enforce_nonce`: the server answers a nonce it has seen within the last minutes
   * with the message it made then.
   */
  createMessage: (
    channelId: string,
    body: RESTPostAPIChannelMessageJSONBody,
    files?: readonly UploadFile[],
  ): RestCall<WireMessage> => ({
    ...at('POST', MESSAGES, channelId, channelId),
    repeat: body.nonce !== undefined && body.enforce_nonce === true ? 'safe' : 'never',
    body,
    ...(files && files.length > 0 ? { files } : {}),
    response: WireMessage,
  }),

  /** A reply; with `failIfGone` false it is sent as a plain message when the other one was deleted meanwhile. */
  replyToMessage: (
    channelId: string,
    messageId: string,
    body: Omit<RESTPostAPIChannelMessageJSONBody, 'message_reference'>,
    options: { failIfGone?: boolean; files?: readonly UploadFile[] } = {},
  ): RestCall<WireMessage> =>
    messages.createMessage(
      channelId,
      {
        ...body,
        message_reference: { message_id: id(messageId), fail_if_not_exists: options.failIfGone ?? true },
      },
      options.files,
    ),

  /** Forwards into `channelId`; a forward carries nothing of its own (message_reference type 1). */
  forwardMessage: (
    channelId: string,
    source: { channelId: string; messageId: string },
    nonce?: string,
  ): RestCall<WireMessage> =>
    messages.createMessage(channelId, {
      message_reference: { type: 1, channel_id: id(source.channelId), message_id: id(source.messageId) },
      ...(nonce === undefined ? {} : { nonce, enforce_nonce: true }),
    }),

  /** New files are added to those named in `attachments`; without that list a repetition would add them twice. */
  editMessage: (
    channelId: string,
    messageId: string,
    body: RESTPatchAPIChannelMessageJSONBody,
    files?: readonly UploadFile[],
  ): RestCall<WireMessage> => ({
    ...at('PATCH', MESSAGE, channelId, channelId, messageId),
    repeat: files && files.length > 0 && !body.attachments ? 'never' : 'safe',
    body,
    ...(files && files.length > 0 ? { files } : {}),
    response: WireMessage,
  }),

  /**
   * A message that is gone already is an answer of its own, not a failure. Messages of the last ten seconds and
   * those older than two weeks have other buckets than the rest, so each kind waits in a lane of its own.
   */
  deleteMessage: (
    channelId: string,
    messageId: string,
    nowMs: number = Date.now(),
  ): RestCall<MessageDeletion> => ({
    ...at('DELETE', MESSAGE, channelId, channelId, messageId),
    routeKey: deletionKey(nowMs - snowflakeTimeMs(id(messageId))),
    repeat: 'safe',
    takesReason: true,
    doneAlready: { codes: [UNKNOWN_MESSAGE], value: { kind: 'alreadyGone' } },
    response: nothing.transform((): MessageDeletion => ({ kind: 'deleted' })),
  }),

  /** 2 to 100 messages, none older than 14 days (50034) and none twice. */
  bulkDeleteMessages: (channelId: string, messageIds: readonly string[]): RestCall<undefined> => ({
    ...at('POST', '/channels/:channel/messages/bulk-delete', channelId, channelId),
    repeat: 'safe',
    takesReason: true,
    body: { messages: messageIds.map(id) },
    response: nothing,
  }),

  /** Publishes a message of an announcement channel; a second time is refused with 40033. */
  crosspostMessage: (channelId: string, messageId: string): RestCall<WireMessage> => ({
    ...at('POST', '/channels/:channel/messages/:message/crosspost', channelId, channelId, messageId),
    repeat: 'never',
    response: WireMessage,
  }),

  /** "… is typing", for ten seconds or until a message comes. */
  triggerTyping: (channelId: string): RestCall<undefined> => ({
    ...at('POST', '/channels/:channel/typing', channelId, channelId),
    repeat: 'safe',
    response: nothing,
  }),

  /** Newest pin first, 1 to 50 (50); `before` is the last page's oldest `pinned_at`. */
  listPins: (
    channelId: string,
    page: { before?: string | null; limit?: number } = {},
  ): RestCall<WirePinsPage> => ({
    ...at('GET', '/channels/:channel/messages/pins', channelId, channelId),
    repeat: 'safe',
    query: queryOf({ before: page.before, limit: page.limit }),
    response: WirePinsPage,
  }),

  /** A channel holds 250 pins (30003). */
  pinMessage: (channelId: string, messageId: string): RestCall<undefined> => ({
    ...at('PUT', '/channels/:channel/messages/pins/:message', channelId, channelId, messageId),
    repeat: 'safe',
    takesReason: true,
    response: nothing,
  }),

  unpinMessage: (channelId: string, messageId: string): RestCall<undefined> => ({
    ...at('DELETE', '/channels/:channel/messages/pins/:message', channelId, channelId, messageId),
    repeat: 'safe',
    takesReason: true,
    response: nothing,
  }),
} as const;

/** Bots are seen to have three buckets for this, by the age of the message. */
function deletionKey(ageMs: number): string {
  const key = `DELETE ${MESSAGE}`;
  if (ageMs > TWO_WEEKS_MS) return `${key} (old)`;
  return ageMs < JUST_NOW_MS ? `${key} (new)` : key;
}
