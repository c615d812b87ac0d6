import { guildCreate } from './guild-create';
import { memberToWire, presenceToWire, type Wire } from './wire';
import type { World } from './world';

/**
 * Every guild as a client that missed nothing should hold it: what GUILD_CREATE has, with all members and presences
 * and what else a channel's events tell (status and start of its call).
 */
export function worldOnTheWire(world: World): Wire[] {
  return [...world.state.guilds.values()].map((guild) => {
    const view = { userId: world.botId, withPresences: true, largeThreshold: Number.POSITIVE_INFINITY };
    const everyone = [...guild.members.values()].flatMap((member) => {
      const user = world.user(member.user_id);
      return user ? [{ member, user }] : [];
    });
    return {
      ...guildCreate(world, guild, view),
      large: undefined,
      members: everyone.map(({ member, user }) => memberToWire(member, user)),
      presences: everyone.map(({ user }) => presenceToWire(guild, user)),
      channel_info: [...guild.channels.values()]
        .filter((channel) => channel.status !== null || channel.voice_start_time !== null)
        .map(({ id, status, voice_start_time }) => ({ id, status, voice_start_time })),
    };
  });
}
