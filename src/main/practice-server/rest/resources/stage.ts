import { z } from 'zod';
import { AuditAction, changesBetween } from '../../world/commands/audit';
import { endStage, stageOf, stageToWire, startStage, updateStage } from '../../world/commands/stages';
import type { StageInstanceRecord } from '../../world/guild-records';
import { ChannelType } from '../../world/model';
import { ApiError } from '../api-error';
import { audit } from '../audit';
import {
  bucket,
  type ChannelScope,
  type Exchange,
  NO_CONTENT,
  ok,
  type Route,
  readBody,
  requireChannel,
  requirePermission,
} from '../route';

const AUDITED = ['topic', 'privacy_level'] as const;

const topic = z.string().min(1).max(120);
const privacy = z.union([z.literal(1), z.literal(2)]);
const CreateBody = z.object({
  channel_id: z.string().regex(/^\d{1,20}$/),
  topic,
  privacy_level: privacy.nullish(),
  send_start_notification: z.boolean().nullish(),
});
const PatchBody = z.object({ topic: topic.optional(), privacy_level: privacy.optional() });

/** A stage's moderator may manage the channel, mute and move (reference "Stage Instance", "Definitions"). */
function requireModerator(scope: ChannelScope): void {
  if (scope.channel.type !== ChannelType.STAGE) throw new ApiError('wrongChannelType');
  for (const name of ['MANAGE_CHANNELS', 'MUTE_MEMBERS', 'MOVE_MEMBERS'] as const) {
    requirePermission(scope, name);
  }
}

function requireStage(scope: ChannelScope): StageInstanceRecord {
  const stage = stageOf(scope.guild, scope.channel.id);
  if (!stage) throw new ApiError('unknownStage');
  return stage;
}

function create(exchange: Exchange): StageInstanceRecord {
  const body = readBody(exchange, CreateBody);
  // The channel is named in the body here, in the path everywhere else.
  const scope = requireChannel({ ...exchange, params: { channelId: body.channel_id } });
  requireModerator(scope);
  if (body.send_start_notification) requirePermission(scope, 'MENTION_EVERYONE');
  if (stageOf(scope.guild, scope.channel.id)) throw new ApiError('stageIsOpen');
  const fields = { topic: body.topic, privacy_level: body.privacy_level ?? 2 };
  const stage = startStage(exchange.services.world, scope.guild, scope.channel, fields);
  audit(exchange, scope.guild, AuditAction.STAGE_INSTANCE_CREATE, stage.id, {
    changes: changesBetween(null, stage, AUDITED),
    options: { channel_id: scope.channel.id },
  });
  return stage;
}

export const stageRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/stage-instances',
    limit: bucket('stages.create', 5, 10),
    handle: (exchange) => ok(stageToWire(create(exchange))),
  },
  {
    method: 'GET',
    path: '/stage-instances/:channelId',
    limit: bucket('stages.get', 10, 10),
    handle: (exchange) => ok(stageToWire(requireStage(requireChannel(exchange)))),
  },
  {
    method: 'PATCH',
    path: '/stage-instances/:channelId',
    limit: bucket('stages.update', 5, 10),
    handle: (exchange) => {
      const scope = requireChannel(exchange);
      requireModerator(scope);
      const stage = requireStage(scope);
      const body = readBody(exchange, PatchBody);
      const before = { ...stage };
      updateStage(exchange.services.world, stage, {
        ...(body.topic === undefined ? {} : { topic: body.topic }),
        ...(body.privacy_level === undefined ? {} : { privacy_level: body.privacy_level }),
      });
      audit(exchange, scope.guild, AuditAction.STAGE_INSTANCE_UPDATE, stage.id, {
        changes: changesBetween(before, stage, AUDITED),
        options: { channel_id: scope.channel.id },
      });
      return ok(stageToWire(stage));
    },
  },
  {
    method: 'DELETE',
    path: '/stage-instances/:channelId',
    limit: bucket('stages.delete', 5, 10),
    handle: (exchange) => {
      const scope = requireChannel(exchange);
      requireModerator(scope);
      const stage = requireStage(scope);
      endStage(exchange.services.world, scope.guild, stage);
      audit(exchange, scope.guild, AuditAction.STAGE_INSTANCE_DELETE, stage.id, {
        changes: changesBetween(stage, null, AUDITED),
        options: { channel_id: scope.channel.id },
      });
      return NO_CONTENT;
    },
  },
];
