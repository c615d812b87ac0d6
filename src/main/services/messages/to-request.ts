import { sentFileName } from '@shared/discord/message-rules';
import type { AllowedMentions, MessageBody, StagedFile } from '@shared/models/message-body';
import type {
  APIAllowedMentions,
  APIEmbed,
  APIMessageTopLevelComponent,
  RESTAPIAttachment,
  RESTPostAPIChannelMessageJSONBody,
} from 'discord-api-types/v10';

/** Message flags (reference "Message Flags"). */
const FLAG = { suppressEmbeds: 1 << 2, silent: 1 << 12, componentsV2: 1 << 15 } as const;

export type MessageRequest = Pick<
  RESTPostAPIChannelMessageJSONBody,
  'content' | 'embeds' | 'components' | 'flags' | 'allowed_mentions' | 'attachments' | 'message_reference'
>;

/**
 * A composed message → the body of Discord's "Create Message". Pure. The files go beside it, in the order of
 * `body.files`: the n-th attachment described here is `files[n]`.
 */
export function toMessageRequest(body: MessageBody): MessageRequest {
  return {
    ...contentOf(body),
    ...(body.replyTo
      ? {
          message_reference: {
            message_id: body.replyTo.messageId,
            channel_id: body.replyTo.channelId,
            // Answering what was deleted meanwhile still says what was to be said.
            fail_if_not_exists: false,
          },
        }
      : {}),
  };
}

/** What editing a message and posting one have in common. */
export function contentOf(body: MessageBody): Omit<MessageRequest, 'message_reference'> {
  const flags =
    (body.silent ? FLAG.silent : 0) |
    (body.suppressEmbeds ? FLAG.suppressEmbeds : 0) |
    (body.componentsV2 ? FLAG.componentsV2 : 0);
  return {
    // With Components V2 Discord refuses both, even empty.
    ...(body.componentsV2 ? {} : { content: body.content, embeds: body.embeds as APIEmbed[] }),
    ...(body.components.length > 0 || body.componentsV2
      ? { components: body.components as APIMessageTopLevelComponent[] }
      : {}),
    ...(flags === 0 ? {} : { flags }),
    allowed_mentions: toAllowedMentions(body.allowedMentions),
    ...(body.files.length > 0 ? { attachments: body.files.map(toAttachment) } : {}),
  };
}

/** Nothing but what is listed notifies; `parse` empty means nobody. */
export function toAllowedMentions(allowed: AllowedMentions): APIAllowedMentions {
  const parse: ('everyone' | 'roles' | 'users')[] = [];
  if (allowed.everyone) parse.push('everyone');
  if (allowed.roles) parse.push('roles');
  if (allowed.users) parse.push('users');
  return { parse: parse as NonNullable<APIAllowedMentions['parse']>, replied_user: allowed.repliedUser };
}

function toAttachment(file: StagedFile, index: number): RESTAPIAttachment {
  return {
    id: String(index),
    filename: sentFileName(file),
    ...(file.description === null ? {} : { description: file.description }),
  };
}
