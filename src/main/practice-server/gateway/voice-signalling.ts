import {
  changeVoiceState,
  connectToVoice,
  disconnectFromVoice,
  emitVoiceState,
  grantSeat,
  isVoiceChannel,
  occupantsOf,
} from '../world/commands/voice';
import { hasPermission } from '../world/permissions';
import type { World } from '../world/world';
import type { VoiceStateUpdate } from './payloads';

/**
 * Op 4 of the main gateway. A request that is not allowed (no CONNECT, room full, no such channel) gets no
 * answer at all, as at Discord.
 */
export function requestVoiceState(
  world: World,
  userId: string,
  sessionId: string,
  request: VoiceStateUpdate,
): void {
  const guild = world.guild(request.guild_id);
  if (!guild?.members.has(userId)) return;
  if (request.channel_id === null) {
    disconnectFromVoice(world, guild, userId, 'left');
    return;
  }
  const channel = guild.channels.get(request.channel_id);
  if (!channel || !isVoiceChannel(channel)) return;
  const flags = { self_mute: request.self_mute, self_deaf: request.self_deaf };
  const before = guild.voice_states.get(userId);
  if (before?.channel_id === channel.id && before.session_id === sessionId) {
    const changed = before.self_mute !== flags.self_mute || before.self_deaf !== flags.self_deaf;
    if (changed) {
      changeVoiceState(world, guild, userId, flags);
      return;
    }
    // Asking again for what one has is how clients come back after their voice session was lost.
    emitVoiceState(world, guild, before, channel.id);
    grantSeat(world, guild, channel, before);
    return;
  }
  const granted = world.permissionsInChannel(guild, channel, userId);
  if (!hasPermission(granted, 'VIEW_CHANNEL') || !hasPermission(granted, 'CONNECT')) return;
  const others = occupantsOf(guild, channel.id).filter((voiceState) => voiceState.user_id !== userId);
  const full = channel.user_limit > 0 && others.length >= channel.user_limit;
  if (full && !hasPermission(granted, 'MOVE_MEMBERS')) return;
  connectToVoice(world, guild, channel, userId, sessionId, {
    selfMute: request.self_mute,
    selfDeaf: request.self_deaf,
  });
}
