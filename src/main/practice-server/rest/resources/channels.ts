import { z } from 'zod';
import { AuditAction, changesBetween } from '../../world/commands/audit';
import {
  type ChannelChange,
  createChannel,
  deleteChannel,
  updateChannel,
} from '../../world/commands/channels';
import { syncChildren } from '../../world/commands/overwrites';
import { isVoiceChannel, setVoiceStatus } from '../../world/commands/voice';
import type { ChannelRecord } from '../../world/model';
import { ChannelType } from '../../world/model';
import { channelToWire } from '../../world/wire';
import { ApiError } from '../api-error';
import { audit } from '../audit';
import { channelName, channelSettings, storedName, toChannelChange } from '../channels/fields';
import { deletePlace, patchPlace, showPlace, threadOrDm } from '../messages/place-channel';
import {
  bucket,
  type Exchange,
  NO_CONTENT,
  ok,
  type Route,
  readBody,
  requireChannel,
  requireGuild,
  requireGuildPermission,
  requirePermission,
  takeInnerLimit,
} from '../route';

const MAX_CHANNELS = 500;
/** A name and a topic may change twice each in ten minutes, beyond what the headers tell. */
const NAME_RULE = bucket('channels.name', 2, 600);
const TOPIC_RULE = bucket('channels.topic', 2, 600);
const AUDITED = [
  'name',
  'type',
  'topic',
  'nsfw',
  'rate_limit_per_user',
  'bitrate',
  'user_limit',
  'rtc_region',
  'video_quality_mode',
  'permission_overwrites',
  'available_tags',
  'default_auto_archive_duration',
  'flags',
] as const;

const CreateBody = z.object({
  name: channelName,
  type: z.union(Object.values(ChannelType).map((type) => z.literal(type))).nullish(),
  ...channelSettings,
});
/** Only news and text turn into one another. */
const PatchBody = z.object({
  name: channelName.nullish(),
  type: z.union([z.literal(ChannelType.TEXT), z.literal(ChannelType.ANNOUNCEMENT)]).optional(),
  ...channelSettings,
});
const StatusBody = z.object({ status: z.string().max(500).nullish() });

/** What a change counts against beside the route's own limit. */
function takeRenameLimits(exchange: Exchange, channel: ChannelRecord, change: ChannelChange): void {
  if (change.name !== undefined && change.name !== channel.name) {
    takeInnerLimit(exchange, NAME_RULE, channel.id, { scope: 'user' });
  }
  if (change.topic !== undefined && change.topic !== channel.topic) {
    takeInnerLimit(exchange, TOPIC_RULE, channel.id, { scope: 'user' });
  }
}

function patchChannel(exchange: Exchange): ChannelRecord {
  const { world } = exchange.services;
  const scope = requireChannel(exchange);
  requirePermission(scope, 'MANAGE_CHANNELS');
  const body = readBody(exchange, PatchBody);
  if (body.permission_overwrites != null) requirePermission(scope, 'MANAGE_ROLES');
  const { guild, channel } = scope;
  const change = toChannelChange(exchange, guild, channel.type, body, channel);
  if (body.type !== undefined && body.type !== channel.type) {
    if (channel.type !== ChannelType.TEXT && channel.type !== ChannelType.ANNOUNCEMENT) {
      throw new ApiError('wrongChannelType');
    }
    change.type = body.type;
  }
  takeRenameLimits(exchange, channel, change);
  const before = { ...channel };
  updateChannel(world, guild, channel, change);
  syncChildren(world, guild, channel, before.permission_overwrites);
  const changes = changesBetween(before, channel, AUDITED);
  audit(exchange, guild, AuditAction.CHANNEL_UPDATE, channel.id, { changes });
  return channel;
}

export const channelRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/guilds/:guildId/channels',
    limit: bucket('guilds.channels', 10, 10),
    handle: (exchange) => ok([...requireGuild(exchange).channels.values()].map(channelToWire)),
  },
  {
    method: 'POST',
    path: '/guilds/:guildId/channels',
    limit: bucket('guilds.channels.create', 10, 10),
    handle: (exchange) => {
      const { world } = exchange.services;
      const guild = requireGuild(exchange);
      requireGuildPermission(exchange, guild, 'MANAGE_CHANNELS');
      const body = readBody(exchange, CreateBody);
      if (guild.channels.size >= MAX_CHANNELS) throw new ApiError('maxChannels');
      const type = body.type ?? ChannelType.TEXT;
      const change = toChannelChange(exchange, guild, type, body);
      const channel = createChannel(world, guild, { ...change, name: storedName(body.name, type), type });
      const changes = changesBetween(null, channel, AUDITED);
      audit(exchange, guild, AuditAction.CHANNEL_CREATE, channel.id, { changes });
      return { status: 201, body: channelToWire(channel) };
    },
  },
  {
    method: 'GET',
    path: '/channels/:channelId',
    limit: bucket('channels.get', 20, 10),
    handle: (exchange) => {
      const other = threadOrDm(exchange);
      if (other) return ok(showPlace(exchange, other));
      return ok(channelToWire(requireChannel(exchange).channel));
    },
  },
  {
    method: 'PATCH',
    path: '/channels/:channelId',
    limit: bucket('channels.update', 10, 10),
    handle: (exchange) => {
      const other = threadOrDm(exchange);
      if (other) return ok(patchPlace(exchange, other));
      return ok(channelToWire(patchChannel(exchange)));
    },
  },
  {
    method: 'DELETE',
    path: '/channels/:channelId',
    limit: bucket('channels.delete', 10, 10),
    handle: (exchange) => {
      const other = threadOrDm(exchange);
      if (other) return ok(deletePlace(exchange, other));
      const scope = requireChannel(exchange);
      requirePermission(scope, 'MANAGE_CHANNELS');
      deleteChannel(exchange.services.world, scope.guild, scope.channel);
      const changes = changesBetween(scope.channel, null, AUDITED);
      audit(exchange, scope.guild, AuditAction.CHANNEL_DELETE, scope.channel.id, { changes });
      return ok(channelToWire(scope.channel));
    },
  },
  {
    method: 'PUT',
    path: '/channels/:channelId/voice-status',
    limit: bucket('channels.voice-status', 5, 5),
    handle: (exchange) => {
      const scope = requireChannel(exchange);
      const { status } = readBody(exchange, StatusBody);
      if (!isVoiceChannel(scope.channel)) throw new ApiError('wrongChannelType');
      requirePermission(scope, 'SET_VOICE_CHANNEL_STATUS');
      const connected = scope.guild.voice_states.get(exchange.userId)?.channel_id === scope.channel.id;
      if (!connected) requirePermission(scope, 'MANAGE_CHANNELS');
      const text = status == null || status === '' ? null : status;
      setVoiceStatus(exchange.services.world, scope.guild, scope.channel, text);
      const action =
        text === null ? AuditAction.VOICE_CHANNEL_STATUS_DELETE : AuditAction.VOICE_CHANNEL_STATUS_CREATE;
      audit(exchange, scope.guild, action, scope.channel.id, {
        options: { channel_id: scope.channel.id, ...(text === null ? {} : { status: text }) },
      });
      return NO_CONTENT;
    },
  },
];
