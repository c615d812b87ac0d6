import type { WebhookSummary } from '@shared/models/routes';
import type { TextChannelSummary } from '@shared/models/workspace';
import type { WebhooksState } from '../../state/webhooks/apply';
import { strings } from '../../strings';

export interface WebhookGroup {
  /** The channel's id, `unknown` or `elsewhere`. */
  id: string;
  name: string;
  webhooks: readonly WebhookSummary[];
}

/** Webhooks under their channels in the order of their names; what was added by link and is not here comes last. */
export function groupWebhooks(
  state: Pick<WebhooksState, 'list' | 'usable'>,
  channels: Readonly<Record<string, TextChannelSummary>>,
  guildId: string | null,
): WebhookGroup[] {
  const listed = new Set(state.list.map((webhook) => webhook.webhookId));
  const more = state.usable.filter((webhook) => !listed.has(webhook.webhookId));
  const groups = new Map<string, WebhookGroup & { webhooks: WebhookSummary[] }>();
  const add = (id: string, name: string, webhook: WebhookSummary) => {
    const group = groups.get(id) ?? { id, name, webhooks: [] };
    group.webhooks.push(webhook);
    groups.set(id, group);
  };
  for (const webhook of [...state.list, ...more]) {
    const channel = webhook.channelId === null ? undefined : channels[webhook.channelId];
    if (channel && channel.guildId === guildId) add(channel.channelId, `#${channel.name}`, webhook);
    else if (webhook.guildId === guildId) add('unknown', strings.webhooks.unknownChannel, webhook);
    else add('elsewhere', strings.webhooks.elsewhere, webhook);
  }
  const rank = (group: WebhookGroup) => (group.id === 'elsewhere' ? 2 : group.id === 'unknown' ? 1 : 0);
  return [...groups.values()].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}
