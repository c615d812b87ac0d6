import { z } from 'zod';
import { ApiError } from '../rest/api-error';
import { readEmoji } from '../rest/forms/emoji';
import { parseOrThrow } from '../rest/validation';
import { deleteChannel } from '../world/commands/channels';
import { openDm } from '../world/commands/direct-messages';
import {
  createMessage,
  deleteMessage,
  editMessage,
  type NewAttachment,
  startTyping,
} from '../world/commands/messages';
import { addReaction, removeReaction } from '../world/commands/reactions';
import { deleteThread, startThread } from '../world/commands/threads';
import { deleteWebhook } from '../world/commands/webhooks';
import { imageSize } from '../world/image-size';
import { type ChatPlace, type GuildRecord, type MessageRecord, ThreadType } from '../world/model';
import { isDm, isThread } from '../world/places';
import { type Control, type ControlParts, memberOf } from './control';

/** What simulated members write and do, and what goes away behind the client's back. */
const snowflake = z.string().regex(/^\d{1,20}$/);

const MessageBody = z.object({
  /** A channel or thread; absent: the bot's direct conversation with the member. */
  channelId: snowflake.optional(),
  content: z.string().max(2000).default(''),
  replyTo: snowflake.optional(),
  embeds: z.array(z.record(z.string(), z.unknown())).max(10).default([]),
  files: z
    .array(z.object({ name: z.string().min(1).max(200), type: z.string().max(100), base64: z.string() }))
    .max(10)
    .default([]),
});
const EditBody = z.object({ channelId: snowflake, messageId: snowflake, content: z.string().max(2000) });
const TargetBody = z.object({ channelId: snowflake, messageId: snowflake });
const ReactionBody = TargetBody.extend({ emoji: z.string().max(100), on: z.boolean().default(true) });
const TypingBody = z.object({ channelId: snowflake.optional() });
const ThreadBody = z.object({ channelId: snowflake, name: z.string().min(1).max(100) });
const DmsBody = z.object({ closed: z.boolean() });

interface Place {
  guild: GuildRecord | null;
  channel: ChatPlace;
}

function placeOf(parts: ControlParts, userId: string, channelId: string | undefined): Place {
  const { world } = parts;
  if (channelId === undefined) return { guild: null, channel: openDm(world, world.botId, userId) };
  const place = world.place(channelId);
  if (!place) throw new ApiError('unknownChannel');
  return place;
}

function messageIn(
  parts: ControlParts,
  body: z.output<typeof TargetBody>,
): Place & { message: MessageRecord } {
  const place = parts.world.place(body.channelId);
  if (!place) throw new ApiError('unknownChannel');
  const message = parts.world.message(body.channelId, body.messageId);
  if (!message) throw new ApiError('unknownMessage');
  return { ...place, message };
}

function fileOf(file: { name: string; type: string; base64: string }): NewAttachment {
  const bytes = Buffer.from(file.base64, 'base64');
  const size = file.type.startsWith('image/') ? imageSize(bytes) : null;
  return {
    filename: file.name,
    size: bytes.length,
    content_type: file.type,
    description: null,
    width: size?.width ?? null,
    height: size?.height ?? null,
    bytes,
  };
}

export const messageControls: readonly Control[] = [
  [
    'POST',
    /^\/practice\/members\/(\d+)\/messages$/,
    (parts, body, [id]) => {
      const { userId } = memberOf(parts, id);
      const { channelId, content, replyTo, embeds, files } = parseOrThrow(MessageBody, body);
      const { guild, channel } = placeOf(parts, userId, channelId);
      if (content === '' && embeds.length === 0 && files.length === 0) throw new ApiError('emptyMessage');
      const message = createMessage(parts.world, guild, channel, userId, {
        content,
        replyTo: replyTo ?? null,
        embeds: embeds.map((embed) => ({ type: 'rich', ...embed })),
        attachments: files.map(fileOf),
      });
      return { id: message.id, channelId: channel.id };
    },
  ],
  [
    'POST',
    /^\/practice\/members\/(\d+)\/edit$/,
    (parts, body, [id]) => {
      const { userId } = memberOf(parts, id);
      const wanted = parseOrThrow(EditBody, body);
      const { guild, channel, message } = messageIn(parts, wanted);
      if (message.author_id !== userId) throw new ApiError('notTheAuthor');
      editMessage(parts.world, guild, channel, message, { content: wanted.content });
      return {};
    },
  ],
  [
    'POST',
    /^\/practice\/members\/(\d+)\/reactions$/,
    (parts, body, [id]) => {
      const { userId } = memberOf(parts, id);
      const wanted = parseOrThrow(ReactionBody, body);
      const { guild, channel, message } = messageIn(parts, wanted);
      const emoji = readEmoji(parts.world, wanted.emoji);
      const change = wanted.on ? addReaction : removeReaction;
      change(parts.world, guild, channel, message, emoji, userId);
      return {};
    },
  ],
  [
    'POST',
    /^\/practice\/members\/(\d+)\/typing$/,
    (parts, body, [id]) => {
      const { userId } = memberOf(parts, id);
      const { guild, channel } = placeOf(parts, userId, parseOrThrow(TypingBody, body).channelId);
      startTyping(parts.world, guild, channel, userId);
      return {};
    },
  ],
  [
    'POST',
    /^\/practice\/members\/(\d+)\/threads$/,
    (parts, body, [id]) => {
      const { guild, userId } = memberOf(parts, id);
      const { channelId, name } = parseOrThrow(ThreadBody, body);
      const parent = guild.channels.get(channelId);
      if (!parent) throw new ApiError('unknownChannel');
      const thread = startThread(parts.world, guild, parent, {
        name,
        type: ThreadType.PUBLIC,
        owner_id: userId,
        auto_archive_duration: parent.default_auto_archive_duration,
        rate_limit_per_user: 0,
      });
      return { id: thread.id };
    },
  ],
  [
    'POST',
    /^\/practice\/members\/(\d+)\/dms$/,
    (parts, body, [id]) => {
      const user = parts.world.user(memberOf(parts, id).userId);
      if (!user) throw new ApiError('unknownUser');
      user.dms_closed = parseOrThrow(DmsBody, body).closed;
      return { closed: user.dms_closed };
    },
  ],
  [
    'POST',
    /^\/practice\/messages\/delete$/,
    (parts, body) => {
      const { guild, channel, message } = messageIn(parts, parseOrThrow(TargetBody, body));
      deleteMessage(parts.world, guild, channel, message);
      return {};
    },
  ],
  [
    'POST',
    /^\/practice\/channels\/(\d+)\/delete$/,
    (parts, _body, [id]) => {
      const place = parts.world.place(id ?? '');
      if (!place?.guild || isDm(place.channel)) throw new ApiError('unknownChannel');
      if (isThread(place.channel)) deleteThread(parts.world, place.guild, place.channel);
      else deleteChannel(parts.world, place.guild, place.channel);
      return {};
    },
  ],
  [
    'POST',
    /^\/practice\/webhooks\/(\d+)\/delete$/,
    (parts, _body, [id]) => {
      const webhook = parts.world.state.webhooks.get(id ?? '');
      if (!webhook) throw new ApiError('unknownWebhook');
      deleteWebhook(parts.world, webhook);
      return {};
    },
  ],
];
