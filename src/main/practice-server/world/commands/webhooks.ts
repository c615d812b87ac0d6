import type { GuildRecord, WebhookRecord } from '../model';
import type { World } from '../world';

const TOKEN_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';
const TOKEN_LENGTH = 68;

export function webhooksOf(world: World, channelId: string): WebhookRecord[] {
  return [...world.state.webhooks.values()].filter((webhook) => webhook.channel_id === channelId);
}

/** Makes an incoming webhook with a token of its own. */
export function createWebhook(
  world: World,
  guild: GuildRecord,
  fields: Pick<WebhookRecord, 'channel_id' | 'name' | 'avatar' | 'user_id'>,
): WebhookRecord {
  const webhook: WebhookRecord = {
    id: world.newId(),
    guild_id: guild.id,
    token: Array.from(
      { length: TOKEN_LENGTH },
      () => TOKEN_ALPHABET[world.random.between(0, TOKEN_ALPHABET.length - 1)],
    ).join(''),
    application_id: fields.user_id === world.botId ? world.state.application.id : null,
    ...fields,
  };
  world.state.webhooks.set(webhook.id, webhook);
  emitWebhooksUpdate(world, guild.id, webhook.channel_id);
  return webhook;
}

export function updateWebhook(
  world: World,
  webhook: WebhookRecord,
  change: Partial<Pick<WebhookRecord, 'name' | 'avatar' | 'channel_id'>>,
): WebhookRecord {
  const from = webhook.channel_id;
  Object.assign(webhook, change);
  emitWebhooksUpdate(world, webhook.guild_id, from);
  if (webhook.channel_id !== from) emitWebhooksUpdate(world, webhook.guild_id, webhook.channel_id);
  return webhook;
}

export function deleteWebhook(world: World, webhook: WebhookRecord): void {
  world.state.webhooks.delete(webhook.id);
  emitWebhooksUpdate(world, webhook.guild_id, webhook.channel_id);
}

function emitWebhooksUpdate(world: World, guildId: string, channelId: string): void {
  world.emit({
    t: 'WEBHOOKS_UPDATE',
    guildId,
    viewChannelId: channelId,
    d: { guild_id: guildId, channel_id: channelId },
  });
}
