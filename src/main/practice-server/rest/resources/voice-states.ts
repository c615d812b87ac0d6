import { z } from 'zod';
import { changeVoiceState } from '../../world/commands/voice';
import type { GuildRecord, VoiceStateRecord } from '../../world/model';
import { ChannelType } from '../../world/model';
import { hasPermission } from '../../world/permissions';
import { memberToWire, voiceStateToWire } from '../../world/wire';
import { ApiError, fieldError } from '../api-error';
import { bucket, type Exchange, NO_CONTENT, ok, param, type Route, readBody, requireGuild } from '../route';

/** How far in the past still counts as now. */
const PRESENT_MS = 60_000;

const snowflake = z.string().regex(/^\d{1,20}$/);
const OwnBody = z.object({
  channel_id: snowflake.nullish(),
  suppress: z.boolean().nullish(),
  request_to_speak_timestamp: z.iso.datetime({ offset: true }).nullish(),
});
const OtherBody = z.object({ channel_id: snowflake.nullish(), suppress: z.boolean().nullish() });

function requireVoiceState(guild: GuildRecord, userId: string): VoiceStateRecord {
  const voiceState = guild.voice_states.get(userId);
  if (!voiceState) throw new ApiError('unknownVoiceState');
  return voiceState;
}

function answer(exchange: Exchange, userId: string): Record<string, unknown> {
  const { world } = exchange.services;
  const guild = requireGuild(exchange);
  const voiceState = requireVoiceState(guild, userId);
  const channel = guild.channels.get(voiceState.channel_id);
  const granted = channel ? world.permissionsInChannel(guild, channel, exchange.userId) : 0n;
  if (!hasPermission(granted, 'CONNECT')) throw new ApiError('missingAccess');
  const member = guild.members.get(userId);
  const user = world.user(userId);
  return {
    ...voiceStateToWire(voiceState, voiceState.channel_id),
    guild_id: guild.id,
    ...(member && user ? { member: memberToWire(member, user) } : {}),
  };
}

/** The stage a voice state is on, which has to be the one that is named; suppression exists nowhere else. */
function requireStage(
  exchange: Exchange,
  guild: GuildRecord,
  userId: string,
  namedId: string | null | undefined,
): bigint {
  const voiceState = requireVoiceState(guild, userId);
  if (namedId != null && namedId !== voiceState.channel_id) throw new ApiError('unknownVoiceState');
  const channel = guild.channels.get(voiceState.channel_id);
  if (channel?.type !== ChannelType.STAGE) throw new ApiError('wrongChannelType');
  return exchange.services.world.permissionsInChannel(guild, channel, exchange.userId);
}

export const voiceStateRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/guilds/:guildId/voice-states/@me',
    limit: bucket('voice-states.me', 10, 10),
    handle: (exchange) => ok(answer(exchange, exchange.userId)),
  },
  {
    method: 'GET',
    path: '/guilds/:guildId/voice-states/:userId',
    limit: bucket('voice-states.get', 10, 10),
    handle: (exchange) => ok(answer(exchange, param(exchange, 'userId'))),
  },
  {
    method: 'PATCH',
    path: '/guilds/:guildId/voice-states/@me',
    limit: bucket('voice-states.update.me', 10, 10),
    handle: (exchange) => {
      const guild = requireGuild(exchange);
      const body = readBody(exchange, OwnBody);
      const granted = requireStage(exchange, guild, exchange.userId, body.channel_id);
      if (body.suppress === false && !hasPermission(granted, 'MUTE_MEMBERS')) {
        throw new ApiError('missingPermissions');
      }
      if (body.request_to_speak_timestamp && !hasPermission(granted, 'REQUEST_TO_SPEAK')) {
        throw new ApiError('missingPermissions');
      }
      const wish = body.request_to_speak_timestamp;
      if (wish != null && Date.parse(wish) < exchange.services.world.now() - PRESENT_MS) {
        throw fieldError(
          ['request_to_speak_timestamp'],
          'DATE_TIME_TYPE_MIN',
          'Must be a present or future time.',
        );
      }
      changeVoiceState(exchange.services.world, guild, exchange.userId, {
        ...(body.suppress == null ? {} : { suppress: body.suppress }),
        // Who takes the floor, or leaves it, asks for it no longer.
        ...(body.suppress == null ? {} : { request_to_speak_timestamp: null }),
        ...(wish === undefined ? {} : { request_to_speak_timestamp: wish }),
      });
      return NO_CONTENT;
    },
  },
  {
    method: 'PATCH',
    path: '/guilds/:guildId/voice-states/:userId',
    limit: bucket('voice-states.update', 10, 10),
    handle: (exchange) => {
      const guild = requireGuild(exchange);
      const userId = param(exchange, 'userId');
      const { suppress, channel_id } = readBody(exchange, OtherBody);
      const granted = requireStage(exchange, guild, userId, channel_id);
      if (!hasPermission(granted, 'MUTE_MEMBERS')) throw new ApiError('missingPermissions');
      const { world } = exchange.services;
      // People are invited, which shows as a time; bots are not asked. Whoever is silenced asks no longer.
      const invited = suppress === false && world.user(userId)?.bot === false;
      const wish = { request_to_speak_timestamp: invited ? world.isoNow() : null };
      changeVoiceState(world, guild, userId, suppress == null ? {} : { suppress, ...wish });
      return NO_CONTENT;
    },
  },
];
