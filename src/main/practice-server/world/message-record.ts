import { type MessageRecord, MessageType } from './model';
import { toDiscordTime } from './time';

/** A plain message with whatever `fields` say otherwise. `atMs`: Unix ms at which it was written. */
export function messageRecord(
  id: string,
  channelId: string,
  authorId: string,
  atMs: number,
  fields: Partial<MessageRecord> = {},
): MessageRecord {
  return {
    id,
    channel_id: channelId,
    author_id: authorId,
    webhook: null,
    content: '',
    timestamp: toDiscordTime(atMs),
    edited_timestamp: null,
    type: MessageType.DEFAULT,
    flags: 0,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    embeds: [],
    components: [],
    attachments: [],
    reactions: [],
    pinned_at: null,
    nonce: null,
    reference: null,
    snapshots: [],
    ...fields,
  };
}
