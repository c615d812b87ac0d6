import { WireVoiceRegion } from '@shared/discord/wire/answers';
import { lenientArray, WireChannel } from '@shared/discord/wire/objects';
import type {
  RESTPatchAPIChannelJSONBody,
  RESTPatchAPIGuildChannelPositionsJSONBody,
  RESTPostAPIGuildChannelJSONBody,
  RESTPutAPIChannelPermissionJSONBody,
} from 'discord-api-types/v10';
import { at, nothing, type RestCall } from './call';

const RENAME = 'PATCH /channels/:channel (name, topic)';

export const channels = {
  listGuildChannels: (guildId: string): RestCall<WireChannel[]> => ({
    ...at('GET', '/guilds/:guild/channels', guildId, guildId),
    repeat: 'safe',
    response: lenientArray(WireChannel),
  }),

  getChannel: (channelId: string): RestCall<WireChannel> => ({
    ...at('GET', '/channels/:channel', channelId, channelId),
    repeat: 'safe',
    response: WireChannel,
  }),

  createGuildChannel: (guildId: string, body: RESTPostAPIGuildChannelJSONBody): RestCall<WireChannel> => ({
    ...at('POST', '/guilds/:guild/channels', guildId, guildId),
    repeat: 'never',
    takesReason: true,
    body,
    response: WireChannel,
  }),

  /**
   * Channels, categories and threads alike. Name and topic have a limit of their own below the bucket, about two
   * changes in ten minutes; they wait in a lane of their own, so that a bit rate need not wait with them.
   */
  modifyChannel: (channelId: string, body: RESTPatchAPIChannelJSONBody): RestCall<WireChannel> => ({
    ...at('PATCH', '/channels/:channel', channelId, channelId),
    ...(body.name !== undefined || body.topic !== undefined ? { routeKey: RENAME } : {}),
    repeat: 'safe',
    takesReason: true,
    body,
    response: WireChannel,
  }),

  /** Ends a room or thread, closes a DM. */
  deleteChannel: (channelId: string): RestCall<undefined> => ({
    ...at('DELETE', '/channels/:channel', channelId, channelId),
    repeat: 'safe',
    takesReason: true,
    response: nothing,
  }),

  /** Sorts channels; only one entry may change its category (40009). */
  moveChannels: (
    guildId: string,
    positions: RESTPatchAPIGuildChannelPositionsJSONBody,
  ): RestCall<undefined> => ({
    ...at('PATCH', '/guilds/:guild/channels', guildId, guildId),
    repeat: 'safe',
    takesReason: true,
    body: positions,
    response: nothing,
  }),

  /** What a role (type 0) or member (type 1) may do in this channel. */
  setOverwrite: (
    channelId: string,
    roleOrUserId: string,
    body: RESTPutAPIChannelPermissionJSONBody,
  ): RestCall<undefined> => ({
    ...at('PUT', '/channels/:channel/permissions/:overwrite', channelId, channelId, roleOrUserId),
    repeat: 'safe',
    takesReason: true,
    body,
    response: nothing,
  }),

  deleteOverwrite: (channelId: string, roleOrUserId: string): RestCall<undefined> => ({
    ...at('DELETE', '/channels/:channel/permissions/:overwrite', channelId, channelId, roleOrUserId),
    repeat: 'safe',
    takesReason: true,
    response: nothing,
  }),

  /** Where a guild's rooms can be served from. */
  listVoiceRegions: (guildId: string): RestCall<WireVoiceRegion[]> => ({
    ...at('GET', '/guilds/:guild/regions', guildId, guildId),
    repeat: 'safe',
    response: lenientArray(WireVoiceRegion),
  }),

  /** The line below a voice channel's name, at most 500 characters; null takes it away. */
  setVoiceStatus: (channelId: string, status: string | null): RestCall<undefined> => ({
    ...at('PUT', '/channels/:channel/voice-status', channelId, channelId),
    repeat: 'safe',
    takesReason: true,
    body: { status },
    response: nothing,
  }),
} as const;
