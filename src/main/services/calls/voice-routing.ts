import type { ChannelId, GuildId } from '@shared/discord/snowflake';
import type { VoiceCommand } from '../../voice-process/protocol';
import type { VoiceSignalling } from './ports';

/**
 * Carries what the main gateway says about our voice in one guild to the engine, until the returned function is called
 * (voice-connections, "Retrieving Voice Server Information"). The engine tells rooms apart by the guild.
 */
export function routeVoice(
  signalling: VoiceSignalling,
  guildId: GuildId,
  send: (command: VoiceCommand) => void,
): () => void {
  const stopStates = signalling.onVoiceState((state) => {
    if (state.guildId !== guildId) return;
    const channelId = state.channelId as ChannelId | null;
    send({ type: 'voiceStateUpdate', guildId, sessionId: state.sessionId, channelId });
  });
  const stopServers = signalling.onVoiceServer((server) => {
    if (server.guildId !== guildId) return;
    send({ type: 'voiceServerUpdate', guildId, token: server.token, endpoint: server.endpoint });
  });
  return () => {
    stopStates();
    stopServers();
  };
}
