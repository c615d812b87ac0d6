import type { AttachmentRecord, MessageRecord, ReactionRecord, WebhookRecord } from './model';
import { MessageFlag, MessageType } from './model';
import { threadToWire, userToWire, type Wire } from './wire';
import type { World } from './world';

/** Messages and webhooks to Discord's wire objects, with the addresses of their files. */
export function attachmentUrl(world: World, channelId: string, attachment: AttachmentRecord): string {
  return `${world.origin}/attachments/${channelId}/${attachment.id}/${encodeURIComponent(attachment.filename)}`;
}

function attachmentToWire(world: World, channelId: string, attachment: AttachmentRecord): Wire {
  const url = attachmentUrl(world, channelId, attachment);
  return {
    id: attachment.id,
    filename: attachment.filename,
    size: attachment.size,
    url,
    proxy_url: url,
    ...(attachment.content_type === null ? {} : { content_type: attachment.content_type }),
    ...(attachment.description === null ? {} : { description: attachment.description }),
    ...(attachment.width === null ? {} : { width: attachment.width, height: attachment.height }),
  };
}

export function webhookToWire(world: World, webhook: WebhookRecord, withUser: boolean): Wire {
  const maker = world.user(webhook.user_id);
  return {
    id: webhook.id,
    type: 1,
    guild_id: webhook.guild_id,
    channel_id: webhook.channel_id,
    name: webhook.name,
    avatar: webhook.avatar,
    token: webhook.token,
    application_id: webhook.application_id,
    ...(withUser && maker ? { user: userToWire(maker) } : {}),
    url: `${world.origin}/api/webhooks/${webhook.id}/${webhook.token}`,
  };
}

/** Who a message is by: a webhook goes by the name it took for this message. */
export function authorToWire(world: World, message: MessageRecord): Wire {
  if (message.webhook) {
    return {
      id: message.author_id,
      username: message.webhook.name,
      avatar: message.webhook.avatar,
      discriminator: '0000',
      public_flags: 0,
      flags: 0,
      bot: true,
      global_name: null,
    };
  }
  const user = world.user(message.author_id);
  return user
    ? userToWire(user)
    : { id: message.author_id, username: 'Deleted User', discriminator: '0', avatar: null };
}

function reactionToWire(reaction: ReactionRecord, viewerId: string): Wire {
  return {
    emoji: reaction.emoji,
    count: reaction.user_ids.length,
    count_details: { burst: 0, normal: reaction.user_ids.length },
    burst_colors: [],
    me: reaction.user_ids.includes(viewerId),
    me_burst: false,
    burst_me: false,
    burst_count: 0,
  };
}

/** The names of the message's own files that its embeds show; those are not listed as attachments again. */
function shownInEmbeds(message: MessageRecord): Set<string> {
  const text = JSON.stringify(message.embeds);
  return new Set([...text.matchAll(/"attachment:\/\/([^"]+)"/g)].flatMap((match) => match[1] ?? []));
}

/** A copy in which `attachment://name` is the address of that file, and its size is told. */
function withFiles(world: World, message: MessageRecord, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((entry) => withFiles(world, message, entry));
  if (typeof value !== 'object' || value === null) return value;
  const copy: Wire = {};
  for (const [key, entry] of Object.entries(value)) copy[key] = withFiles(world, message, entry);
  const name = typeof copy.url === 'string' ? /^attachment:\/\/(.+)$/.exec(copy.url)?.[1] : undefined;
  const file =
    name === undefined ? undefined : message.attachments.find((candidate) => candidate.filename === name);
  if (!file) return copy;
  const url = attachmentUrl(world, message.channel_id, file);
  return {
    ...copy,
    url,
    proxy_url: url,
    ...(file.width === null ? {} : { width: file.width, height: file.height }),
    ...(file.content_type === null ? {} : { content_type: file.content_type }),
    attachment_id: file.id,
  };
}

/** The part of a message that forwarding takes along (reference "Message Snapshot"). */
export function snapshotOf(world: World, message: MessageRecord): Wire {
  return {
    message: {
      type: message.type,
      content: message.content,
      embeds: withFiles(world, message, message.embeds),
      attachments: message.attachments.map((file) => attachmentToWire(world, message.channel_id, file)),
      timestamp: message.timestamp,
      edited_timestamp: message.edited_timestamp,
      flags: message.flags,
      mentions: message.mentions.flatMap((id) => world.user(id) ?? []).map(userToWire),
      mention_roles: message.mention_roles,
      components: withFiles(world, message, message.components),
    },
  };
}

/** `viewerId`: whose own reactions are marked; the bot's when absent. */
export function messageToWire(
  world: World,
  message: MessageRecord,
  viewerId = world.botId,
  nested = false,
): Wire {
  const embedded = shownInEmbeds(message);
  const webhook = message.webhook ? world.state.webhooks.get(message.author_id) : undefined;
  const wire: Wire = {
    id: message.id,
    channel_id: message.channel_id,
    type: message.type,
    author: authorToWire(world, message),
    ...(message.webhook ? { webhook_id: message.author_id } : {}),
    ...(webhook?.application_id ? { application_id: webhook.application_id } : {}),
    content: message.content,
    timestamp: message.timestamp,
    edited_timestamp: message.edited_timestamp,
    tts: message.tts,
    mention_everyone: message.mention_everyone,
    mentions: message.mentions.flatMap((id) => world.user(id) ?? []).map(userToWire),
    mention_roles: message.mention_roles,
    attachments: message.attachments
      .filter((file) => !embedded.has(file.filename))
      .map((file) => attachmentToWire(world, message.channel_id, file)),
    embeds: withFiles(world, message, message.embeds),
    components: withFiles(world, message, message.components),
    pinned: message.pinned_at !== null,
    flags: message.flags,
    ...(message.reactions.length > 0
      ? { reactions: message.reactions.map((reaction) => reactionToWire(reaction, viewerId)) }
      : {}),
  };
  const thread = (message.flags & MessageFlag.HAS_THREAD) === 0 ? undefined : world.thread(message.id);
  if (thread) wire.thread = threadToWire(thread.thread);
  addReference(world, message, wire, viewerId, nested);
  return wire;
}

function addReference(
  world: World,
  message: MessageRecord,
  wire: Wire,
  viewerId: string,
  nested: boolean,
): void {
  const { reference } = message;
  if (!reference) return;
  wire.message_reference = {
    type: reference.type,
    channel_id: reference.channel_id,
    ...(reference.message_id === null ? {} : { message_id: reference.message_id }),
    ...(reference.guild_id === null ? {} : { guild_id: reference.guild_id }),
  };
  if (reference.type === 1) {
    wire.message_snapshots = message.snapshots;
    return;
  }
  const shown = message.type === MessageType.REPLY || message.type === MessageType.THREAD_STARTER_MESSAGE;
  // An absent key tells that nobody looked: replies within replies are not fetched. Null tells it is gone.
  if (!shown || nested || reference.message_id === null) return;
  const original = world.history(reference.channel_id).peek(reference.message_id);
  wire.referenced_message = original ? messageToWire(world, original, viewerId, true) : null;
}
