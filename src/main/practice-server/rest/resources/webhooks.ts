import { z } from 'zod';
import { AuditAction, recordAudit } from '../../world/commands/audit';
import { createWebhook, deleteWebhook, updateWebhook, webhooksOf } from '../../world/commands/webhooks';
import type { GuildRecord, WebhookRecord } from '../../world/model';
import { ChannelType } from '../../world/model';
import { hasPermission } from '../../world/permissions';
import { webhookToWire } from '../../world/wire-messages';
import { ApiError, fieldError } from '../api-error';
import { snowflakeId } from '../forms/fields';
import { storeAvatar, webhookNameFault } from '../forms/webhook-identity';
import {
  bucket,
  type Exchange,
  NO_CONTENT,
  ok,
  param,
  type Route,
  readBody,
  requireChannel,
  requireGuild,
  requireGuildPermission,
  requirePermission,
} from '../route';

const MAX_PER_CHANNEL = 15;
const HOSTS: readonly number[] = [
  ChannelType.TEXT,
  ChannelType.ANNOUNCEMENT,
  ChannelType.VOICE,
  ChannelType.STAGE,
  ChannelType.FORUM,
  ChannelType.MEDIA,
];

const name = z.string().min(1).max(80);
const CreateBody = z.object({ name, avatar: z.string().nullish() });
const PatchBody = z.object({
  name: name.nullish(),
  avatar: z.string().nullish(),
  channel_id: snowflakeId.nullish(),
});

/** The webhook of the path, for a caller who may manage it. */
function managedWebhook(exchange: Exchange): { webhook: WebhookRecord; guild: GuildRecord } {
  const { world } = exchange.services;
  const webhook = world.state.webhooks.get(param(exchange, 'webhookId'));
  const guild = webhook && world.guild(webhook.guild_id);
  const channel = webhook && guild?.channels.get(webhook.channel_id);
  if (!webhook || !guild || !channel) throw new ApiError('unknownWebhook');
  const granted = world.permissionsInChannel(guild, channel, exchange.userId);
  if (!hasPermission(granted, 'MANAGE_WEBHOOKS')) throw new ApiError('missingPermissions');
  return { webhook, guild };
}

/** The webhook of the path, for whoever holds its token. */
export function webhookByToken(exchange: Exchange): WebhookRecord {
  const webhook = exchange.services.world.state.webhooks.get(param(exchange, 'webhookId'));
  if (!webhook) throw new ApiError('unknownWebhook');
  if (webhook.token !== param(exchange, 'webhookToken')) throw new ApiError('invalidWebhookToken');
  return webhook;
}

function checkedName(text: string): string {
  const trimmed = text.trim();
  const fault = webhookNameFault(trimmed);
  if (fault) throw fieldError(['name'], fault.code, fault.message);
  return trimmed;
}

function audit(exchange: Exchange, guild: GuildRecord, action: 50 | 51 | 52, webhook: WebhookRecord): void {
  const { userId, reason, services } = exchange;
  recordAudit(services.world, guild, { action, userId, targetId: webhook.id, reason });
}

function create(exchange: Exchange): WebhookRecord {
  const { world } = exchange.services;
  const scope = requireChannel(exchange);
  requirePermission(scope, 'MANAGE_WEBHOOKS');
  if (!HOSTS.includes(scope.channel.type)) throw new ApiError('wrongChannelType');
  const body = readBody(exchange, CreateBody);
  const checked = checkedName(body.name);
  if (webhooksOf(world, scope.channel.id).length >= MAX_PER_CHANNEL) throw new ApiError('maxWebhooks');
  const webhook = createWebhook(world, scope.guild, {
    channel_id: scope.channel.id,
    name: checked,
    avatar: null,
    user_id: exchange.userId,
  });
  webhook.avatar = body.avatar == null ? null : storeAvatar(world, webhook.id, body.avatar);
  audit(exchange, scope.guild, AuditAction.WEBHOOK_CREATE, webhook);
  return webhook;
}

function modify(
  exchange: Exchange,
  webhook: WebhookRecord,
  guild: GuildRecord,
  mayMove: boolean,
): WebhookRecord {
  const { world } = exchange.services;
  const body = readBody(exchange, PatchBody);
  const target = mayMove && body.channel_id != null ? guild.channels.get(body.channel_id) : undefined;
  if (mayMove && body.channel_id != null) {
    if (!target) throw new ApiError('unknownChannel');
    const granted = world.permissionsInChannel(guild, target, exchange.userId);
    if (!hasPermission(granted, 'MANAGE_WEBHOOKS')) throw new ApiError('missingPermissions');
    if (!HOSTS.includes(target.type)) throw new ApiError('wrongChannelType');
    if (target.id !== webhook.channel_id && webhooksOf(world, target.id).length >= MAX_PER_CHANNEL) {
      throw new ApiError('maxWebhooks');
    }
  }
  return updateWebhook(world, webhook, {
    ...(body.name == null ? {} : { name: checkedName(body.name) }),
    ...(body.avatar === undefined
      ? {}
      : { avatar: body.avatar === null ? null : storeAvatar(world, webhook.id, body.avatar) }),
    ...(target ? { channel_id: target.id } : {}),
  });
}

function guildOf(exchange: Exchange, webhook: WebhookRecord): GuildRecord {
  const guild = exchange.services.world.guild(webhook.guild_id);
  if (!guild) throw new ApiError('unknownWebhook');
  return guild;
}

export const webhookRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/channels/:channelId/webhooks',
    limit: bucket('webhooks.list', 5, 5),
    handle: (exchange) => {
      const { world } = exchange.services;
      const scope = requireChannel(exchange);
      requirePermission(scope, 'MANAGE_WEBHOOKS');
      return ok(webhooksOf(world, scope.channel.id).map((webhook) => webhookToWire(world, webhook, true)));
    },
  },
  {
    method: 'GET',
    path: '/guilds/:guildId/webhooks',
    limit: bucket('guilds.webhooks', 5, 5),
    handle: (exchange) => {
      const { world } = exchange.services;
      const guild = requireGuild(exchange);
      requireGuildPermission(exchange, guild, 'MANAGE_WEBHOOKS');
      const own = [...world.state.webhooks.values()].filter((webhook) => webhook.guild_id === guild.id);
      return ok(own.map((webhook) => webhookToWire(world, webhook, true)));
    },
  },
  {
    method: 'POST',
    path: '/channels/:channelId/webhooks',
    limit: bucket('webhooks.create', 5, 5),
    handle: (exchange) => ok(webhookToWire(exchange.services.world, create(exchange), true)),
  },
  {
    method: 'GET',
    path: '/webhooks/:webhookId',
    limit: bucket('webhooks.get', 5, 5),
    handle: (exchange) => ok(webhookToWire(exchange.services.world, managedWebhook(exchange).webhook, true)),
  },
  {
    method: 'PATCH',
    path: '/webhooks/:webhookId',
    limit: bucket('webhooks.update', 5, 5),
    handle: (exchange) => {
      const { webhook, guild } = managedWebhook(exchange);
      modify(exchange, webhook, guild, true);
      audit(exchange, guild, AuditAction.WEBHOOK_UPDATE, webhook);
      return ok(webhookToWire(exchange.services.world, webhook, true));
    },
  },
  {
    method: 'DELETE',
    path: '/webhooks/:webhookId',
    limit: bucket('webhooks.delete', 5, 5),
    handle: (exchange) => {
      const { webhook, guild } = managedWebhook(exchange);
      deleteWebhook(exchange.services.world, webhook);
      audit(exchange, guild, AuditAction.WEBHOOK_DELETE, webhook);
      return NO_CONTENT;
    },
  },
  {
    method: 'GET',
    path: '/webhooks/:webhookId/:webhookToken',
    auth: false,
    limit: bucket('webhooks.get-by-token', 5, 5),
    handle: (exchange) => ok(webhookToWire(exchange.services.world, webhookByToken(exchange), false)),
  },
  {
    method: 'PATCH',
    path: '/webhooks/:webhookId/:webhookToken',
    auth: false,
    limit: bucket('webhooks.update-by-token', 5, 5),
    handle: (exchange) => {
      const webhook = webhookByToken(exchange);
      modify(exchange, webhook, guildOf(exchange, webhook), false);
      return ok(webhookToWire(exchange.services.world, webhook, false));
    },
  },
  {
    method: 'DELETE',
    path: '/webhooks/:webhookId/:webhookToken',
    auth: false,
    limit: bucket('webhooks.delete-by-token', 5, 5),
    handle: (exchange) => {
      deleteWebhook(exchange.services.world, webhookByToken(exchange));
      return NO_CONTENT;
    },
  },
];
