import { avatarUrl } from '@shared/discord/cdn';
import type { PermissionName } from '@shared/discord/permissions';

import { ChannelId, type GuildId, MessageId } from '@shared/discord/snowflake';
import { AppError } from '@shared/errors/app-error';
import type { MessageBody } from '@shared/models/message-body';
import type { ActionOutcome, Refusal } from '@shared/models/messages';
import type { WebhookMessage, WebhookOutcome, WebhookSummary } from '@shared/models/routes';
import type { RESTPatchAPIWebhookWithTokenMessageJSONBody } from 'discord-api-types/v10';
import { accountKeyOf } from '../../discord/account-key';
import { refusalOf } from '../../discord/refusal';
import {
  fieldErrorsOf,
  meaningOf,
  routes,
  type UploadFile,
  type WebhookCredentials,
} from '../../discord/rest';
import type { DiscordSession, SessionSource } from '../../discord/session';
import { signedIn } from '../../discord/signed-in';
import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';
import { KnownWebhooks, type SecretKeeper } from './known-webhooks';
import { parseMessageLink, parseWebhookLink } from './link';
import { toBody } from './to-body';

export type { SecretKeeper } from './known-webhooks';

/** Webhooks: managing them, importing them by link, and editing what they posted (requirement M11). */
export interface WebhooksService {
  list(input: {
    guildId: GuildId;
    channelId: ChannelId | null;
  }): Promise<
    { kind: 'listed'; webhooks: WebhookSummary[] } | { kind: 'missingPermission'; permission: string }
  >;
  usable(): Promise<WebhookSummary[]>;
  create(input: { channelId: ChannelId; name: string; reason: string | null }): Promise<WebhookOutcome>;
  modify(input: {
    webhookId: string;
    name?: string | undefined;
    channelId?: ChannelId | undefined;
    reason: string | null;
  }): Promise<WebhookOutcome>;
  delete(input: { webhookId: string; reason: string | null }): Promise<ActionOutcome>;
  importLink(input: { link: string }): Promise<WebhookOutcome>;
  openMessage(input: {
    webhookId: string;
    messageLink: string;
  }): Promise<{ kind: 'opened'; message: WebhookMessage } | { kind: 'notOurs' } | Refusal>;
  editMessage(input: {
    webhookId: string;
    threadId: ChannelId | null;
    messageId: MessageId;
    body: MessageBody;
    keepAttachmentIds: readonly string[];
  }): Promise<ActionOutcome>;
  deleteMessage(input: {
    webhookId: string;
    threadId: ChannelId | null;
    messageId: MessageId;
  }): Promise<ActionOutcome>;
  /** For services that post. Never for the window. Null when we have no token. */
  credentials(webhookId: string, signal?: AbortSignal): Promise<WebhookCredentials | null>;
  /** Name and channel, as last seen. */
  describe(webhookId: string): { name: string; channelId: string | null } | null;
  close(): Promise<void>;
}

export interface WebhooksOptions {
  dataDir: string;
  sessions: SessionSource;
  vault: SecretKeeper;
  clock: Clock;
  logger: Logger;
  /** A body as Discord takes it; the n-th of its files goes beside it as `files[n]`. */
  toRequest(body: MessageBody): object;
  pathOfFile(fileId: string): Promise<string | null>;
}

const NEEDS: readonly PermissionName[] = ['MANAGE_WEBHOOKS'];

export async function createWebhooksService(options: WebhooksOptions): Promise<WebhooksService> {
  const { sessions, clock } = options;
  const known = await KnownWebhooks.open(options);
  let account = sessions.current && accountKeyOf(sessions.current);
  const unsubscribe = sessions.onChanged((session) => {
    const next = session && accountKeyOf(session);
    if (next !== null && next !== account) known.startOver();
    account = next ?? account;
  });

  const refused = (
    error: unknown,
    session: DiscordSession,
    about: 'webhook' | 'message',
    channelId?: string,
  ) =>
    refusalOf(error, {
      state: session.cache.state,
      nowMs: clock.now(),
      needs: NEEDS,
      about,
      ...(channelId === undefined ? {} : { channelId }),
    });

  const remembered = async (webhookId: string) =>
    account === null ? null : known.credentials(webhookId, account);

  const credentials = async (webhookId: string, signal?: AbortSignal): Promise<WebhookCredentials | null> => {
    const ours = await remembered(webhookId);
    if (ours) return ours;
    const session = sessions.current;
    if (!session) return null;
    try {
      // Found in a channel in an earlier session: Discord tells its token again to who may manage it.
      const call = routes.getWebhook(webhookId);
      const webhook = await session.rest.request(call, signal ? { signal } : {});
      known.meet(webhook);
      return webhook.token && { id: webhookId, token: webhook.token };
    } catch (error) {
      if (isOutOfReach(error)) return null;
      throw error;
    }
  };

  /** The token's own calls where we hold it, else the bot's. */
  const withToken = async (webhookId: string): Promise<WebhookCredentials> => {
    const found = await credentials(webhookId);
    if (found) return found;
    throw new AppError('rest/not-found', 'The token of this webhook is not known here; add it by its link.');
  };

  const uploads = async (
    body: MessageBody,
    call: { attachments?: { id: string | number; filename?: string }[] },
  ) => {
    const files: UploadFile[] = [];
    for (const [index, file] of body.files.entries()) {
      const path = await options.pathOfFile(file.fileId);
      if (path === null) {
        throw new AppError('files/unreadable', `${file.fileName} is not there any more; add it again.`);
      }
      files.push({
        name: call.attachments?.[index]?.filename ?? file.fileName,
        path,
        ...(file.contentType === null ? {} : { contentType: file.contentType }),
      });
    }
    return files;
  };

  return {
    async list({ guildId, channelId }) {
      const session = signedIn(sessions);
      const call =
        channelId === null ? routes.listGuildWebhooks(guildId) : routes.listChannelWebhooks(channelId);
      try {
        const webhooks = await session.rest.request(call);
        return { kind: 'listed', webhooks: webhooks.map((webhook) => known.meet(webhook)) };
      } catch (error) {
        const refusal = refused(error, session, 'webhook', channelId ?? undefined);
        if (refusal.kind === 'missingPermission') return refusal;
        if (refusal.kind === 'gone') return { kind: 'listed', webhooks: [] };
        throw error;
      }
    },

    usable: async () => (account === null ? [] : known.usable(account)),

    async create({ channelId, name, reason }) {
      const session = signedIn(sessions);
      try {
        const webhook = await session.rest.request(
          routes.createWebhook(channelId, { name }),
          reason === null ? {} : { reason },
        );
        const summary = known.meet(webhook);
        await known.remember(accountKeyOf(session), summary, webhook.token);
        return { kind: 'done', webhook: summary };
      } catch (error) {
        return outcomeOf(error, refused(error, session, 'webhook', channelId));
      }
    },

    async modify({ webhookId, name, channelId, reason }) {
      const session = signedIn(sessions);
      const change = {
        ...(name === undefined ? {} : { name }),
        ...(channelId === undefined ? {} : { channel_id: channelId }),
      };
      try {
        const own = known.find(webhookId);
        const ours = own?.imported && channelId === undefined ? await remembered(webhookId) : null;
        // What was imported may be of a guild where the bot manages nothing: its token may rename it, not move it.
        const call = ours
          ? routes.modifyWebhookByToken(ours, name === undefined ? {} : { name })
          : routes.modifyWebhook(webhookId, change);
        const webhook = await session.rest.request(call, reason === null || ours ? {} : { reason });
        return { kind: 'done', webhook: await known.update(accountKeyOf(session), webhook) };
      } catch (error) {
        return outcomeOf(error, refused(error, session, 'webhook', own(known, webhookId)));
      }
    },

    async delete({ webhookId, reason }) {
      const session = signedIn(sessions);
      try {
        const ours = known.find(webhookId)?.imported ? await remembered(webhookId) : null;
        await session.rest.request(
          ours ? routes.deleteWebhookByToken(ours) : routes.deleteWebhook(webhookId),
          reason === null || ours ? {} : { reason },
        );
      } catch (error) {
        const refusal = refused(error, session, 'webhook', own(known, webhookId));
        if (refusal.kind !== 'gone') return refusal;
      }
      await known.forget(webhookId);
      return { kind: 'done' };
    },

    async importLink({ link }) {
      const session = signedIn(sessions);
      const parsed = parseWebhookLink(link, {
        baseUrl: session.baseUrl,
        onDiscord: session.target === 'discord',
      });
      if (parsed.kind === 'refused') return { kind: 'invalid', reason: parsed.reason };
      try {
        const webhook = await session.rest.request(routes.getWebhookByToken(parsed));
        const summary = known.meet({ ...webhook, token: parsed.token }, true);
        await known.remember(accountKeyOf(session), summary, parsed.token);
        return { kind: 'done', webhook: summary };
      } catch (error) {
        const meaning = meaningOf(error);
        if (meaning === 'invalidWebhookToken') {
          return { kind: 'invalid', reason: 'The token in this link is not valid (any more).' };
        }
        if (error instanceof AppError && error.code === 'rest/unauthorized') {
          return { kind: 'invalid', reason: 'The token in this link is not valid (any more).' };
        }
        return outcomeOf(error, refused(error, session, 'webhook'));
      }
    },

    async openMessage({ webhookId, messageLink }) {
      const session = signedIn(sessions);
      const link = parseMessageLink(messageLink);
      if (!link) {
        return { kind: 'invalid', fields: { messageLink: 'This is not the link of a message.' } };
      }
      const webhook = await withToken(webhookId);
      const home = known.find(webhookId)?.channelId ?? null;
      const threadId = link.channelId !== null && link.channelId !== home ? link.channelId : null;
      try {
        const message = await session.rest.request(
          routes.getWebhookMessage(webhook, link.messageId, threadId === null ? {} : { threadId }),
        );
        return {
          kind: 'opened',
          message: {
            webhookId,
            channelId: ChannelId.parse(home ?? message.channel_id),
            threadId: threadId === null ? null : ChannelId.parse(threadId),
            messageId: MessageId.parse(message.id),
            body: toBody(message),
            author: {
              name: message.author.username,
              avatarUrl: avatarUrl(message.author.id, message.author.avatar),
            },
            attachments: message.attachments.map(({ id, filename, size }) => ({
              attachmentId: id,
              fileName: filename,
              sizeBytes: size,
            })),
          },
        };
      } catch (error) {
        // Discord shows a webhook its own messages alone; for those of others it knows none.
        if (meaningOf(error) === 'unknownMessage' || meaningOf(error) === 'unknownChannel') {
          return { kind: 'notOurs' };
        }
        return refused(error, session, 'webhook');
      }
    },

    async editMessage({ webhookId, threadId, messageId, body, keepAttachmentIds }) {
      const session = signedIn(sessions);
      const webhook = await withToken(webhookId);
      const request = options.toRequest(body) as RESTPatchAPIWebhookWithTokenMessageJSONBody;
      const {
        message_reference: _none,
        attachments = [],
        ...content
      } = {
        message_reference: undefined,
        ...request,
      };
      const files = await uploads(body, { attachments: attachments as { id: string; filename?: string }[] });
      const call = routes.editWebhookMessage(
        webhook,
        messageId,
        {
          ...content,
          // Components left out would stay.
          components: content.components ?? [],
          attachments: [...keepAttachmentIds.map((id) => ({ id })), ...attachments],
        },
        { ...(threadId === null ? {} : { threadId }), files },
      );
      try {
        await session.rest.request(call);
        return { kind: 'done' };
      } catch (error) {
        return refused(error, session, meaningOf(error) === 'unknownMessage' ? 'message' : 'webhook');
      }
    },

    async deleteMessage({ webhookId, threadId, messageId }) {
      const session = signedIn(sessions);
      const webhook = await withToken(webhookId);
      try {
        await session.rest.request(
          routes.deleteWebhookMessage(webhook, messageId, threadId === null ? {} : { threadId }),
        );
        return { kind: 'done' };
      } catch (error) {
        return refused(error, session, 'webhook');
      }
    },

    credentials,
    describe(webhookId) {
      const found = known.find(webhookId);
      return found && { name: found.name, channelId: found.channelId };
    },

    async close() {
      unsubscribe();
      await known.close();
    },
  };
}

/** It is gone, or not ours to manage: Discord does not tell us its token. Anything else says nothing about it. */
function isOutOfReach(error: unknown): boolean {
  return (
    error instanceof AppError && (error.code === 'rest/not-found' || error.code === 'rest/missing-permission')
  );
}

function own(known: KnownWebhooks, webhookId: string): string | undefined {
  return known.find(webhookId)?.channelId ?? undefined;
}

/** A refusal as webhooks word it; throws the error again when there is no word for it. */
function outcomeOf(error: unknown, refusal: Refusal): WebhookOutcome {
  switch (refusal.kind) {
    case 'missingPermission':
      return refusal;
    case 'gone':
      return { kind: 'gone' };
    case 'limitReached':
      return { kind: 'tooMany' };
    case 'invalid': {
      const [reason] = Object.values(fieldErrorsOf(error));
      return { kind: 'invalid', reason: reason ?? refusal.fields.request ?? 'Discord did not take this.' };
    }
    default:
      throw error;
  }
}
