import type { GuildRecord, MemberRecord } from '../model';
import { memberToWire, userToWire } from '../wire';
import type { World } from '../world';
import { changeVoiceState, disconnectFromVoice } from './voice';

export type MemberChange = Partial<
  Pick<MemberRecord, 'nick' | 'roles' | 'mute' | 'deaf' | 'communication_disabled_until'>
>;

/** Changes a member; mute and deaf also change the voice state the member has. */
export function updateMember(
  world: World,
  guild: GuildRecord,
  member: MemberRecord,
  change: MemberChange,
): void {
  Object.assign(member, change);
  const user = world.user(member.user_id);
  if (!user) return;
  world.emit({
    t: 'GUILD_MEMBER_UPDATE',
    guildId: guild.id,
    d: { ...memberToWire(member, user), guild_id: guild.id },
  });
  const voice: { mute?: boolean; deaf?: boolean } = {};
  if (change.mute !== undefined) voice.mute = change.mute;
  if (change.deaf !== undefined) voice.deaf = change.deaf;
  changeVoiceState(world, guild, member.user_id, voice);
}

/** Takes someone out of the guild, and out of voice before that. The user stays known: its messages have an author. */
export function removeMember(world: World, guild: GuildRecord, userId: string): void {
  disconnectFromVoice(world, guild, userId, 'kicked');
  guild.members.delete(userId);
  const user = world.user(userId);
  if (!user) return;
  world.emit({
    t: 'GUILD_MEMBER_REMOVE',
    guildId: guild.id,
    d: { guild_id: guild.id, user: userToWire(user) },
  });
}
