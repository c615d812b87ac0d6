import type { DirectDestination, MessageBody, WebhookIdentity } from '@shared/models/message-body';
import type { RESTPostAPIChannelMessageJSONBody } from 'discord-api-types/v10';
import type { WebhookCredentials } from '../../discord/rest';
import type { SessionSource } from '../../discord/session';
import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';

/** What the outbox needs of the other services; `app.ts` gives it. */
export interface OutboxPorts {
  sessions: SessionSource;
  /** A body as Discord takes it; the n-th of its files goes beside it as `files[n]`. */
  toRequest(body: MessageBody): RESTPostAPIChannelMessageJSONBody;
  /** Where a name leads now; null when there is no such route. */
  resolveRoute(
    accountKey: string,
    name: string,
  ): { target: DirectDestination; identity: WebhookIdentity } | null;
  /** What it takes to post by a webhook; null when we have no token for it. */
  webhookCredentials(webhookId: string, signal: AbortSignal): Promise<WebhookCredentials | null>;
  /** Name and channel of a webhook, as far as known here. */
  describeWebhook(webhookId: string): { name: string; channelId: string | null } | null;
  /** Where a staged file is; null when it is gone. */
  pathOfFile(fileId: string): Promise<string | null>;
}

export interface OutboxOptions extends OutboxPorts {
  dataDir: string;
  clock: Clock;
  random: () => number;
  logger: Logger;
}
