import { WireStageInstance } from '@shared/discord/wire/answers';
import type {
  RESTPatchAPIGuildVoiceStateCurrentMemberJSONBody,
  RESTPatchAPIStageInstanceJSONBody,
  RESTPostAPIStageInstanceJSONBody,
} from 'discord-api-types/v10';
import { at, nothing, type RestCall } from './call';

/** Live stages, named by their channel, and who speaks on them. */
export const stages = {
  /** A stage that is live already is refused with 150006. */
  createStageInstance: (body: RESTPostAPIStageInstanceJSONBody): RestCall<WireStageInstance> => ({
    ...at('POST', '/stage-instances', ''),
    repeat: 'never',
    takesReason: true,
    body,
    response: WireStageInstance,
  }),

  getStageInstance: (channelId: string): RestCall<WireStageInstance> => ({
    ...at('GET', '/stage-instances/:channel', channelId, channelId),
    repeat: 'safe',
    response: WireStageInstance,
  }),

  modifyStageInstance: (
    channelId: string,
    body: RESTPatchAPIStageInstanceJSONBody,
  ): RestCall<WireStageInstance> => ({
    ...at('PATCH', '/stage-instances/:channel', channelId, channelId),
    repeat: 'safe',
    takesReason: true,
    body,
    response: WireStageInstance,
  }),

  deleteStageInstance: (channelId: string): RestCall<undefined> => ({
    ...at('DELETE', '/stage-instances/:channel', channelId, channelId),
    repeat: 'safe',
    takesReason: true,
    response: nothing,
  }),

  /** The bot itself: onto the stage (`suppress` false), off it, or asking to speak. It has to be in the channel. */
  modifyOwnVoiceState: (
    guildId: string,
    body: RESTPatchAPIGuildVoiceStateCurrentMemberJSONBody,
  ): RestCall<undefined> => ({
    ...at('PATCH', '/guilds/:guild/voice-states/@me', guildId, guildId),
    repeat: 'safe',
    body,
    response: nothing,
  }),

  /** Invites a member of the audience to speak (`suppress` false), or moves a speaker back (true). */
  modifyUserVoiceState: (
    guildId: string,
    userId: string,
    body: { channel_id?: string; suppress?: boolean },
  ): RestCall<undefined> => ({
    ...at('PATCH', '/guilds/:guild/voice-states/:user', guildId, guildId, userId),
    repeat: 'safe',
    body,
    response: nothing,
  }),
} as const;
