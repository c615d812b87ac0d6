import { overwritesFor } from '@shared/discord/room-access';
import type { WireChannel } from '@shared/discord/wire/objects';
import type { CreateRoomInput, ModifyRoomInput } from '@shared/models/rooms';
import type { RESTPatchAPIChannelJSONBody, RESTPostAPIGuildChannelJSONBody } from 'discord-api-types/v10';

/** Our inputs → Discord's bodies. Pure. */

/** Channel types of the reference. */
const CHANNEL_TYPE = { voice: 2, stage: 13 } as const;

/** Our input's name for each of the wire's fields, for form errors. */
export const FIELD_NAMES: Readonly<Record<string, string>> = {
  name: 'name',
  user_limit: 'userLimit',
  bitrate: 'bitrateBps',
  parent_id: 'categoryId',
  rtc_region: 'region',
  rate_limit_per_user: 'slowModeMs',
  permission_overwrites: 'access',
};

export function toCreateBody(input: CreateRoomInput, ownUserId: string): RESTPostAPIGuildChannelJSONBody {
  const { kind, access, bitrateBps, categoryId, region, slowModeMs } = input;
  return {
    name: input.name,
    type: kind === 'stage' ? CHANNEL_TYPE.stage : CHANNEL_TYPE.voice,
    user_limit: input.userLimit,
    ...(bitrateBps === null ? {} : { bitrate: bitrateBps }),
    ...(categoryId === null ? {} : { parent_id: categoryId }),
    ...(region ? { rtc_region: region } : {}),
    ...(slowModeMs ? { rate_limit_per_user: Math.round(slowModeMs / 1_000) } : {}),
    ...(access && access.kind !== 'everyone'
      ? { permission_overwrites: overwritesFor(input.guildId, ownUserId, access, []) }
      : {}),
  };
}

/** Only what is given; access keeps what the channel says about other permissions. */
export function toModifyBody(
  change: Omit<ModifyRoomInput, 'channelId' | 'reason'>,
  guildId: string,
  ownUserId: string,
  channel: WireChannel,
): RESTPatchAPIChannelJSONBody {
  const { name, userLimit, bitrateBps, categoryId, region, slowModeMs, access } = change;
  return {
    ...(name === undefined ? {} : { name }),
    ...(userLimit === undefined ? {} : { user_limit: userLimit }),
    ...(bitrateBps === undefined ? {} : { bitrate: bitrateBps }),
    ...(categoryId === undefined ? {} : { parent_id: categoryId }),
    ...(region === undefined ? {} : { rtc_region: region }),
    ...(slowModeMs === undefined ? {} : { rate_limit_per_user: Math.round(slowModeMs / 1_000) }),
    ...(access === undefined
      ? {}
      : { permission_overwrites: overwritesFor(guildId, ownUserId, access, channel.permission_overwrites) }),
  };
}
