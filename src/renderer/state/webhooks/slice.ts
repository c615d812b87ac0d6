import type { ChannelId, GuildId } from '@shared/discord/snowflake';
import type { ActionOutcome } from '@shared/models/messages';
import type { WebhookMessage, WebhookOutcome } from '@shared/models/routes';
import type { SliceContext } from '../app-state';
import { failedLoad, LOADING, READY } from '../load-state';
import { applyWebhook, applyWebhookGone, initialWebhooks } from './apply';

export interface WebhooksActions {
  /** All we may see in a guild, with those we can post with. */
  load(guildId: GuildId): Promise<void>;
  loadUsable(): Promise<void>;
  create(channelId: ChannelId, name: string): Promise<WebhookOutcome>;
  modify(webhookId: string, patch: { name?: string; channelId?: ChannelId }): Promise<WebhookOutcome>;
  remove(webhookId: string): Promise<ActionOutcome>;
  /** The link holds a token: it goes straight to main and nothing of it stays in the window. */
  importLink(link: string): Promise<WebhookOutcome>;
  openMessage(
    webhookId: string,
    messageLink: string,
  ): Promise<ActionOutcome | { kind: 'opened'; message: WebhookMessage } | { kind: 'notOurs' }>;
  clear(): void;
}

export function createWebhooksActions({ api, get, update }: SliceContext): WebhooksActions {
  const take = (outcome: WebhookOutcome): WebhookOutcome => {
    if (outcome.kind === 'done') update('webhooks', (s) => applyWebhook(s, outcome.webhook));
    return outcome;
  };
  const loadUsable = async () => {
    const usable = await api.webhooks.usable();
    update('webhooks', (s) => ({ ...s, usable }));
  };
  return {
    async load(guildId) {
      update('webhooks', (s) =>
        s.guildId === guildId && s.load.kind === 'ready'
          ? s
          : { ...initialWebhooks, guildId, load: LOADING, usable: s.usable },
      );
      try {
        const [outcome] = await Promise.all([api.webhooks.list({ guildId, channelId: null }), loadUsable()]);
        if (get().webhooks.guildId !== guildId) return;
        update('webhooks', (s) => ({
          ...s,
          load: READY,
          list: outcome.kind === 'listed' ? outcome.webhooks : [],
          missingPermission: outcome.kind === 'missingPermission' ? outcome.permission : null,
        }));
      } catch (error) {
        if (get().webhooks.guildId !== guildId) return;
        update('webhooks', (s) => ({ ...s, load: failedLoad(error) }));
      }
    },
    loadUsable,
    create: async (channelId, name) => take(await api.webhooks.create({ channelId, name, reason: null })),
    modify: async (webhookId, patch) =>
      take(await api.webhooks.modify({ webhookId, ...patch, reason: null })),
    async remove(webhookId) {
      const outcome = await api.webhooks.delete({ webhookId, reason: null });
      if (outcome.kind === 'done' || (outcome.kind === 'gone' && outcome.what === 'webhook'))
        update('webhooks', (s) => applyWebhookGone(s, webhookId));
      return outcome;
    },
    importLink: async (link) => take(await api.webhooks.importLink({ link })),
    openMessage: (webhookId, messageLink) => api.webhooks.openMessage({ webhookId, messageLink }),
    clear: () => update('webhooks', () => initialWebhooks),
  };
}
