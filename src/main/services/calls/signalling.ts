import { UserId } from '@shared/discord/snowflake';
import { personIn } from '../../discord/cache';
import type { DiscordSession } from '../../discord/session';
import type { VoiceSignalling } from './ports';

/** The main gateway of a session as a voice connection needs it. */
export function signallingOf(session: DiscordSession): VoiceSignalling {
  return {
    ownUserId: UserId.parse(session.userId),
    ownDisplayName: personIn(session.cache.state, null, session.userId).displayName,
    insecureLoopback: session.isLoopback,
    sendVoiceState: (payload) => {
      session.gateway.sendVoiceState({
        guildId: payload.guild_id,
        channelId: payload.channel_id,
        selfMute: payload.self_mute,
        selfDeaf: payload.self_deaf,
      });
    },
    checkConnection: () => session.gateway.checkConnection(),
    onVoiceState: (listener) =>
      session.onDispatch((dispatch) => {
        if (dispatch.t !== 'VOICE_STATE_UPDATE' || dispatch.d.user_id !== session.userId) return;
        const { guild_id: guildId, channel_id: channelId, session_id: sessionId } = dispatch.d;
        if (guildId !== undefined) listener({ guildId, channelId, sessionId });
      }),
    onVoiceServer: (listener) =>
      session.onDispatch((dispatch) => {
        if (dispatch.t !== 'VOICE_SERVER_UPDATE') return;
        const { guild_id: guildId, token, endpoint } = dispatch.d;
        listener({ guildId, token, endpoint: endpoint ?? null });
      }),
  };
}
