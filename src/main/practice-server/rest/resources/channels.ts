import { z } from 'zod';
import { AuditAction, recordAudit } from '../../world/commands/audit';
import {
  type ChannelChange,
  createChannel,
  deleteChannel,
  updateChannel,
} from '../../world/commands/channels';
import { isVoiceChannel, setVoiceStatus } from '../../world/commands/voice';
import type { ChannelRecord, GuildRecord } from '../../world/model';
import { ChannelType } from '../../world/model';
import type { Overwrite } from '../../world/permissions';
import { channelToWire } from '../../world/wire';
import { ApiError, fieldError } from '../api-error';
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
const MAX_CHILDREN = 50;
const MAX_STAGE_BITRATE = 64_000;
/** A name and a topic may change twice each in ten minutes, beyond what the headers tell. */
const NAME_RULE = bucket('channels.name', 2, 600);
const TOPIC_RULE = bucket('channels.topic', 2, 600);

const snowflake = z.union([z.string().regex(/^\d{1,20}$/), z.number().int().nonnegative().transform(String)]);
const bits = z.union([z.string().regex(/^\d{1,20}$/), z.number().int().nonnegative().transform(String)]);
const OverwriteBody = z.object({
  id: snowflake,
  type: z.union([z.literal(0), z.literal(1)]),
  allow: bits.nullish(),
  deny: bits.nullish(),
});

const settings = {
  topic: z.string().max(1024).nullish(),
  bitrate: z.number().int().min(8000).max(96_000).nullish(),
  user_limit: z.number().int().min(0).max(10_000).nullish(),
  rate_limit_per_user: z.number().int().min(0).max(21_600).nullish(),
  position: z.number().int().min(0).nullish(),
  permission_overwrites: z.array(OverwriteBody).nullish(),
  parent_id: snowflake.nullish(),
  nsfw: z.boolean().nullish(),
  rtc_region: z.string().nullish(),
  video_quality_mode: z.union([z.literal(1), z.literal(2)]).nullish(),
};
const name = z.string().min(1).max(100);
const CreateBody = z.object({
  name,
  type: z
    .union([
      z.literal(ChannelType.TEXT),
      z.literal(ChannelType.VOICE),
      z.literal(ChannelType.CATEGORY),
      z.literal(ChannelType.STAGE),
    ])
    .nullish(),
  ...settings,
});
const PatchBody = z.object({ name: name.nullish(), ...settings });
const StatusBody = z.object({ status: z.string().max(500).nullish() });

type Settings = z.output<typeof PatchBody>;

/** Text channels have no capitals or spaces in their names; rooms keep theirs. */
function storedName(text: string, type: ChannelType): string {
  const trimmed = text.trim();
  return type === ChannelType.TEXT ? trimmed.toLowerCase().replace(/\s+/g, '-') : trimmed;
}

/** The fields of a request that change something, checked against the guild and the caller's permissions. */
function toChange(
  exchange: Exchange,
  guild: GuildRecord,
  type: ChannelType,
  body: Settings,
  own?: ChannelRecord,
): ChannelChange {
  const change: ChannelChange = {};
  if (body.name != null) change.name = storedName(body.name, type);
  if (body.topic !== undefined) change.topic = body.topic === '' ? null : body.topic;
  if (body.position != null) change.position = body.position;
  if (body.nsfw != null) change.nsfw = body.nsfw;
  if (body.rate_limit_per_user != null) change.rate_limit_per_user = body.rate_limit_per_user;
  if (body.rtc_region !== undefined) change.rtc_region = body.rtc_region;
  if (body.video_quality_mode != null) change.video_quality_mode = body.video_quality_mode;
  if (body.bitrate != null) {
    if (type === ChannelType.STAGE && body.bitrate > MAX_STAGE_BITRATE) {
      throw fieldError(['bitrate'], 'NUMBER_TYPE_MAX', 'int value should be less than or equal to 64000.');
    }
    change.bitrate = body.bitrate;
  }
  if (body.user_limit != null) {
    if (type === ChannelType.VOICE && body.user_limit > 99) {
      throw fieldError(['user_limit'], 'NUMBER_TYPE_MAX', 'int value should be less than or equal to 99.');
    }
    change.user_limit = body.user_limit;
  }
  if (body.parent_id !== undefined) change.parent_id = checkedParent(guild, type, body.parent_id, own);
  if (body.permission_overwrites != null) {
    change.permission_overwrites = checkedOverwrites(exchange, guild, body.permission_overwrites);
  }
  return change;
}

function checkedParent(
  guild: GuildRecord,
  type: ChannelType,
  parentId: string | null,
  own: ChannelRecord | undefined,
): string | null {
  if (parentId === null) return null;
  const parent = guild.channels.get(parentId);
  const allowed = parent?.type === ChannelType.CATEGORY && type !== ChannelType.CATEGORY;
  if (!allowed) {
    throw fieldError(['parent_id'], 'CHANNEL_PARENT_INVALID_TYPE', 'Not a category');
  }
  const children = [...guild.channels.values()].filter(
    (other) => other.parent_id === parentId && other !== own,
  );
  if (children.length >= MAX_CHILDREN) {
    throw fieldError(
      ['parent_id'],
      'CHANNEL_PARENT_MAX_CHANNELS',
      'Maximum number of channels in category reached (50)',
    );
  }
  return parentId;
}

/** Overwrites may only hold bits that the caller has itself. */
function checkedOverwrites(
  exchange: Exchange,
  guild: GuildRecord,
  overwrites: readonly z.output<typeof OverwriteBody>[],
): Overwrite[] {
  const own = exchange.services.world.permissionsInGuild(guild, exchange.userId);
  return overwrites.map(({ id, type, allow, deny }) => {
    const wanted = BigInt(allow ?? '0') | BigInt(deny ?? '0');
    if ((wanted & ~own) !== 0n) throw new ApiError('missingPermissions');
    return { id, type, allow: allow ?? '0', deny: deny ?? '0' };
  });
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
      const change = toChange(exchange, guild, type, body);
      const channel = createChannel(world, guild, { ...change, name: storedName(body.name, type), type });
      audit(exchange, guild, AuditAction.CHANNEL_CREATE, channel.id);
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
      const { world } = exchange.services;
      const scope = requireChannel(exchange);
      requirePermission(scope, 'MANAGE_CHANNELS');
      const body = readBody(exchange, PatchBody);
      if (body.permission_overwrites != null) requirePermission(scope, 'MANAGE_ROLES');
      const { guild, channel } = scope;
      const change = toChange(exchange, guild, channel.type, body, channel);
      if (change.name !== undefined && change.name !== channel.name) {
        takeInnerLimit(exchange, NAME_RULE, channel.id, { scope: 'user' });
      }
      if (change.topic !== undefined && change.topic !== channel.topic) {
        takeInnerLimit(exchange, TOPIC_RULE, channel.id, { scope: 'user' });
      }
      updateChannel(world, guild, channel, change);
      audit(exchange, guild, AuditAction.CHANNEL_UPDATE, channel.id);
      return ok(channelToWire(channel));
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
      audit(exchange, scope.guild, AuditAction.CHANNEL_DELETE, scope.channel.id);
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
      audit(exchange, scope.guild, action, scope.channel.id);
      return NO_CONTENT;
    },
  },
];

function audit(
  exchange: Exchange,
  guild: GuildRecord,
  action: (typeof AuditAction)[keyof typeof AuditAction],
  targetId: string,
): void {
  const { userId, reason, services } = exchange;
  recordAudit(services.world, guild, { action, userId, targetId, reason });
}
