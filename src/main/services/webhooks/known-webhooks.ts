import { join } from 'node:path';
import { avatarUrl } from '@shared/discord/cdn';
import { ChannelId, GuildId } from '@shared/discord/snowflake';
import { WEBHOOK_TYPES } from '@shared/discord/wire/webhook';
import { WebhookSummary } from '@shared/models/routes';
import { z } from 'zod';
import type { Webhook, WebhookCredentials } from '../../discord/rest';
import type { Clock } from '../../support/clock';
import { JsonFile } from '../../support/json-file';
import type { Logger } from '../../support/logger';
import type { Secret } from '../../support/secret';

/** What this service needs of the vault. */
export interface SecretKeeper {
  read(name: string): Promise<Secret<string> | null>;
  write(name: string, secret: Secret<string>): Promise<void>;
  remove(name: string): Promise<void>;
}

const Kept = WebhookSummary.omit({ canPost: true }).extend({ accountKey: z.string() });
const Content = z.object({ version: z.literal(1), webhooks: z.array(Kept) });
type Content = z.infer<typeof Content>;

const secretName = (webhookId: string) => `webhook:${webhookId}`;

/**
 * The webhooks we have met. Those that were made or imported here are remembered, their tokens in the vault;
 * those found in a channel are known for this session, their tokens in memory, because Discord tells them again.
 */
export class KnownWebhooks {
  readonly #file: JsonFile<Content>;
  readonly #vault: SecretKeeper;
  readonly #logger: Logger;
  readonly #met = new Map<string, WebhookSummary>();
  #tokens = new Map<string, Secret<string>>();

  private constructor(file: JsonFile<Content>, vault: SecretKeeper, logger: Logger) {
    this.#file = file;
    this.#vault = vault;
    this.#logger = logger;
  }

  static async open(options: {
    dataDir: string;
    vault: SecretKeeper;
    clock: Clock;
    logger: Logger;
  }): Promise<KnownWebhooks> {
    const file = await JsonFile.open<Content>({
      path: join(options.dataDir, 'webhooks.json'),
      schema: Content,
      empty: { version: 1, webhooks: [] },
      clock: options.clock,
      logger: options.logger,
    });
    return new KnownWebhooks(file, options.vault, options.logger);
  }

  find(webhookId: string): WebhookSummary | null {
    const met = this.#met.get(webhookId);
    if (met) return met;
    const kept = this.#file.value.webhooks.find((webhook) => webhook.webhookId === webhookId);
    return kept ? toSummary(kept, true) : null;
  }

  /** Those of an account that can be posted with, by name. */
  async usable(accountKey: string): Promise<WebhookSummary[]> {
    const found = new Map<string, WebhookSummary>();
    for (const kept of this.#file.value.webhooks) {
      if (kept.accountKey !== accountKey) continue;
      if (await this.token(kept.webhookId, accountKey)) found.set(kept.webhookId, toSummary(kept, true));
    }
    for (const met of this.#met.values()) {
      if (met.canPost) found.set(met.webhookId, met);
    }
    return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
  }

  /** Notes a webhook as Discord tells it. Its token, where there is one, is kept in memory. */
  meet(webhook: Webhook, imported = false): WebhookSummary {
    if (webhook.token) this.#tokens.set(webhook.id, webhook.token);
    const before = this.find(webhook.id);
    const summary: WebhookSummary = {
      webhookId: webhook.id,
      guildId: webhook.guild_id === null ? null : GuildId.parse(webhook.guild_id),
      channelId: webhook.channel_id === null ? null : ChannelId.parse(webhook.channel_id),
      name: webhook.name ?? 'Webhook',
      avatarUrl: avatarUrl(webhook.id, webhook.avatar),
      kind: kindOf(webhook.type),
      createdBy: webhook.user?.global_name ?? webhook.user?.username ?? before?.createdBy ?? null,
      canPost: webhook.type === WEBHOOK_TYPES.incoming && this.#tokens.has(webhook.id),
      imported: imported || (before?.imported ?? false),
    };
    this.#met.set(webhook.id, summary);
    return summary;
  }

  /** Remembers it beyond this session; its token goes to the vault, if one is open. */
  async remember(accountKey: string, summary: WebhookSummary, token: Secret<string> | null): Promise<void> {
    const { canPost: _canPost, ...rest } = summary;
    if (token) {
      this.#tokens.set(summary.webhookId, token);
      await this.#vault.write(secretName(summary.webhookId), token).catch((error: unknown) =>
        // Locked or broken: it can be used until the app quits, as without a vault.
        this.#logger.warn('the token of a webhook is kept for this session only', { error }),
      );
    }
    const others = this.#file.value.webhooks.filter((other) => other.webhookId !== summary.webhookId);
    await this.#file.save({ version: 1, webhooks: [...others, { ...rest, accountKey }] });
  }

  /** A remembered one that changed keeps its place; others are only noted. */
  async update(accountKey: string, webhook: Webhook): Promise<WebhookSummary> {
    const summary = this.meet(webhook);
    if (this.#isKept(webhook.id)) await this.remember(accountKey, summary, null);
    return summary;
  }

  async forget(webhookId: string): Promise<void> {
    this.#met.delete(webhookId);
    this.#tokens.delete(webhookId);
    if (!this.#isKept(webhookId)) return;
    await this.#vault
      .remove(secretName(webhookId))
      .catch((error: unknown) =>
        this.#logger.warn('the token of a webhook could not be removed from the vault', { error }),
      );
    const webhooks = this.#file.value.webhooks.filter((other) => other.webhookId !== webhookId);
    await this.#file.save({ version: 1, webhooks });
  }

  /**
   * Null when we have none, or the vault is locked. What another account remembered stays its own: this one may be
   * on another server, which would learn the token by being asked.
   */
  async token(webhookId: string, accountKey: string): Promise<Secret<string> | null> {
    const known = this.#tokens.get(webhookId);
    if (known) return known;
    if (!this.#isKept(webhookId, accountKey)) return null;
    const met = this.#tokens;
    const token = await this.#vault.read(secretName(webhookId)).catch(() => null);
    // Read for an account that was left meanwhile: not for the one there is now.
    if (token) met.set(webhookId, token);
    return token;
  }

  async credentials(webhookId: string, accountKey: string): Promise<WebhookCredentials | null> {
    const token = await this.token(webhookId, accountKey);
    return token && { id: webhookId, token };
  }

  /** Another account signs in: what was met under the one before is not its business. */
  startOver(): void {
    this.#met.clear();
    this.#tokens = new Map();
  }

  close(): Promise<void> {
    return this.#file.flush();
  }

  #isKept(webhookId: string, accountKey?: string): boolean {
    return this.#file.value.webhooks.some(
      (kept) => kept.webhookId === webhookId && (accountKey === undefined || kept.accountKey === accountKey),
    );
  }
}

function toSummary(kept: z.infer<typeof Kept>, canPost: boolean): WebhookSummary {
  const { accountKey: _accountKey, ...rest } = kept;
  return { ...rest, canPost };
}

function kindOf(type: number): WebhookSummary['kind'] {
  if (type === WEBHOOK_TYPES.incoming) return 'incoming';
  return type === WEBHOOK_TYPES.channelFollower ? 'follower' : 'application';
}
