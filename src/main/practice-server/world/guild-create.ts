import { stageToWire } from './commands/stages';
import type { GuildRecord } from './model';
import {
  channelToWire,
  guildToWire,
  memberToWire,
  presenceToWire,
  threadToWire,
  voiceStateToWire,
  type Wire,
} from './wire';
import type { World } from './world';

/**
 * The `d` of GUILD_CREATE: the guild with everything in it. Without the presences intent the member list is
 * only the bot and who sits in voice, as Discord does it.
 */
export function guildCreate(world: World, guild: GuildRecord, userId: string, withPresences: boolean): Wire {
  const own = guild.members.get(userId);
  const members = [...guild.members.values()].filter(
    (member) => withPresences || member.user_id === userId || guild.voice_states.has(member.user_id),
  );
  return {
    ...guildToWire(guild),
    joined_at: own?.joined_at ?? null,
    large: guild.members.size > 250,
    unavailable: false,
    member_count: guild.members.size,
    voice_states: [...guild.voice_states.values()].map((voiceState) =>
      voiceStateToWire(voiceState, voiceState.channel_id),
    ),
    members: members.flatMap((member) => {
      const user = world.user(member.user_id);
      return user ? [memberToWire(member, user)] : [];
    }),
    channels: [...guild.channels.values()].map(channelToWire),
    threads: [...guild.threads.values()]
      .filter((thread) => !thread.archived && world.maySee(guild, thread.id, userId))
      .map((thread) => threadToWire(thread, userId)),
    presences: withPresences
      ? members.flatMap((member) => {
          const user = world.user(member.user_id);
          return user && user.status !== 'offline' ? [presenceToWire(guild, user)] : [];
        })
      : [],
    stage_instances: guild.stage_instances.map(stageToWire),
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}
