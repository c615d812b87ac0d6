import { stageToWire } from './commands/stages';
import type { GuildRecord, MemberRecord } from './model';
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

/** Above so many members Discord tells only of the bot and of who sits in voice. */
const MOST_LISTED = 75_000;

export interface GuildView {
  userId: string;
  /** The session has the presences intent. */
  withPresences: boolean;
  /** From more members than this on, those who are offline are left out. */
  largeThreshold: number;
}

/**
 * The `d` of GUILD_CREATE: the guild with everything in it. Without the presences intent the member list is only the
 * bot and who sits in voice; with it, those who are offline are left out of a large guild.
 */
export function guildCreate(world: World, guild: GuildRecord, view: GuildView): Wire {
  const { userId, withPresences } = view;
  const own = guild.members.get(userId);
  const large = guild.members.size > view.largeThreshold;
  const listed = (member: MemberRecord): boolean => {
    if (member.user_id === userId || guild.voice_states.has(member.user_id)) return true;
    if (!withPresences || guild.members.size > MOST_LISTED) return false;
    return !large || (world.user(member.user_id)?.status ?? 'offline') !== 'offline';
  };
  const members = [...guild.members.values()].filter(listed);
  return {
    ...guildToWire(guild),
    joined_at: own?.joined_at ?? null,
    large,
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
