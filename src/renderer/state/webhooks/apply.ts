import type { WebhookSummary } from '@shared/models/routes';
import { IDLE, type LoadState } from '../load-state';

/** The webhooks of a guild as last asked for, and those we can post with. No link and no token comes here. */
export interface WebhooksState {
  /** Of which guild `list` is. */
  guildId: string | null;
  load: LoadState;
  list: readonly WebhookSummary[];
  /** The permission that keeps us from listing them; null when nothing does. */
  missingPermission: string | null;
  usable: readonly WebhookSummary[];
}

export const initialWebhooks: WebhooksState = {
  guildId: null,
  load: IDLE,
  list: [],
  missingPermission: null,
  usable: [],
};

/** Puts one in, or in the place of what it was before. */
export function applyWebhook(state: WebhooksState, webhook: WebhookSummary): WebhooksState {
  const isHere = webhook.guildId === null || webhook.guildId === state.guildId;
  return {
    ...state,
    list: isHere ? put(state.list, webhook) : state.list,
    usable: webhook.canPost ? put(state.usable, webhook) : without(state.usable, webhook.webhookId),
  };
}

export function applyWebhookGone(state: WebhooksState, webhookId: string): WebhooksState {
  return { ...state, list: without(state.list, webhookId), usable: without(state.usable, webhookId) };
}

function put(list: readonly WebhookSummary[], webhook: WebhookSummary): WebhookSummary[] {
  const at = list.findIndex((one) => one.webhookId === webhook.webhookId);
  return at === -1 ? [...list, webhook] : list.map((one, i) => (i === at ? webhook : one));
}

function without(list: readonly WebhookSummary[], webhookId: string): readonly WebhookSummary[] {
  return list.some((one) => one.webhookId === webhookId)
    ? list.filter((one) => one.webhookId !== webhookId)
    : list;
}
