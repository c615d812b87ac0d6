import { sentFileName } from '@shared/discord/message-rules';
import { ChannelId, MessageId } from '@shared/discord/snowflake';
import type { WireMessage } from '@shared/discord/wire/objects';
import { AppError } from '@shared/errors/app-error';
import type { DirectDestination, MessageBody, WebhookIdentity } from '@shared/models/message-body';
import type { OutboxEntry } from '@shared/models/outbox';
import type { RESTPostAPIWebhookWithTokenJSONBody } from 'discord-api-types/v10';
import { type RequestOptions, routes, type UploadFile } from '../../discord/rest';
import type { DiscordSession } from '../../discord/session';
import type { OutboxPorts } from './ports';

/** One attempt to post an entry: destination and content → calls of Discord. */

export interface Delivery {
  channelId: ChannelId;
  messageId: MessageId | null;
}

export interface Attempt {
  session: DiscordSession;
  entry: OutboxEntry;
  /** Where it really goes: a route resolved. */
  target: DirectDestination;
  /** The route's own, under the body's. */
  identity: WebhookIdentity | null;
  signal: AbortSignal;
  onProgress: (sentBytes: number, totalBytes: number) => void;
  /** Told right before the call that posts: what fails earlier has not arrived. */
  onPosting: () => void;
}

/** Something the attempt cannot do without is not there; no request was made. */
export class NotThere extends Error {
  override readonly name = 'NotThere';
  constructor(readonly what: { kind: 'file'; fileName: string } | { kind: 'webhook' }) {
    super('something the message needs is not there');
  }
}

/** Whether Discord recognises a repetition of what this sends, by its nonce. */
export function hasNonce(target: DirectDestination): boolean {
  return target.kind === 'channel' || target.kind === 'user';
}

/** Posts; rejects with `AppError`, `NotThere` or the signal's reason. */
export async function deliver(attempt: Attempt, ports: OutboxPorts): Promise<Delivery> {
  const { session, entry, target, signal } = attempt;
  const options: RequestOptions = { signal };
  switch (target.kind) {
    case 'channel':
      return toChannel(attempt, ports, target.channelId, options);
    case 'user': {
      const channel = await session.rest.request(routes.openDirectMessage(target.userId), options);
      // Discord announces the channel too, but not before the first message in it.
      session.cache.apply({ t: 'CHANNEL_CREATE', d: channel });
      return toChannel(attempt, ports, channel.id, options);
    }
    case 'webhook': {
      const webhook = await ports.webhookCredentials(target.webhookId, signal);
      if (!webhook) throw new NotThere({ kind: 'webhook' });
      const body = bodyOf(entry);
      const files = await uploadsOf(body, ports);
      const { message_reference: _noReplies, ...request } = ports.toRequest(body);
      const call = routes.executeWebhookAndWait(
        webhook,
        {
          ...(request as RESTPostAPIWebhookWithTokenJSONBody),
          ...identityOf(body.identity, attempt.identity),
          ...(target.threadName === null ? {} : { thread_name: target.threadName }),
        },
        { ...(target.threadId === null ? {} : { threadId: target.threadId }), files },
      );
      attempt.onPosting();
      return deliveryOf(await session.rest.request(call, withProgress(options, attempt, files)));
    }
    case 'forumPost': {
      const body = bodyOf(entry);
      const files = await uploadsOf(body, ports);
      const { message_reference: _none, ...message } = ports.toRequest(body);
      const call = routes.createForumPost(
        target.channelId,
        { name: target.title, applied_tags: target.tagIds, message },
        files,
      );
      attempt.onPosting();
      const post = await session.rest.request(call, withProgress(options, attempt, files));
      return {
        channelId: ChannelId.parse(post.id),
        messageId: post.message ? MessageId.parse(post.message.id) : null,
      };
    }
  }
}

async function toChannel(
  attempt: Attempt,
  ports: OutboxPorts,
  channelId: string,
  options: RequestOptions,
): Promise<Delivery> {
  const { session, entry } = attempt;
  if (entry.content.type === 'forward') {
    const { channelId: from, messageId } = entry.content;
    const call = routes.forwardMessage(channelId, { channelId: from, messageId }, entry.nonce);
    attempt.onPosting();
    return deliveryOf(await session.rest.request(call, options));
  }
  const { body } = entry.content;
  const files = await uploadsOf(body, ports);
  const request = { ...ports.toRequest(body), nonce: entry.nonce, enforce_nonce: true };
  const call = routes.createMessage(channelId, request, files);
  attempt.onPosting();
  return deliveryOf(await session.rest.request(call, withProgress(options, attempt, files)));
}

/** Webhooks and posts cannot pass on a message: Discord offers that in channels alone. */
function bodyOf(entry: OutboxEntry): MessageBody {
  if (entry.content.type === 'message') return entry.content.body;
  throw new AppError('rest/invalid-request', 'A message can be forwarded to channels and people only.');
}

async function uploadsOf(body: MessageBody, ports: OutboxPorts): Promise<UploadFile[]> {
  const uploads: UploadFile[] = [];
  for (const file of body.files) {
    const path = await ports.pathOfFile(file.fileId);
    if (path === null) throw new NotThere({ kind: 'file', fileName: file.fileName });
    uploads.push({
      name: sentFileName(file),
      path,
      ...(file.contentType === null ? {} : { contentType: file.contentType }),
    });
  }
  return uploads;
}

function identityOf(own: WebhookIdentity, routes: WebhookIdentity | null) {
  const username = own.username ?? routes?.username ?? null;
  const avatarUrl = own.avatarUrl ?? routes?.avatarUrl ?? null;
  return {
    ...(username === null ? {} : { username }),
    ...(avatarUrl === null ? {} : { avatar_url: avatarUrl }),
  };
}

function withProgress(
  options: RequestOptions,
  { onProgress }: Attempt,
  files: readonly UploadFile[],
): RequestOptions {
  if (files.length === 0) return options;
  return { ...options, onUploadProgress: ({ sentBytes, totalBytes }) => onProgress(sentBytes, totalBytes) };
}

function deliveryOf(message: WireMessage): Delivery {
  return { channelId: ChannelId.parse(message.channel_id), messageId: MessageId.parse(message.id) };
}
