import type { DmRecord } from '../model';
import type { World } from '../world';

/** The conversation of two users, made when they have none. No event tells of it: bots get none either. */
export function openDm(world: World, userId: string, otherId: string): DmRecord {
  for (const dm of world.state.dms.values()) {
    if (dm.user_ids.includes(userId) && dm.user_ids.includes(otherId)) return dm;
  }
  const dm: DmRecord = {
    id: world.newId(),
    type: 1,
    user_ids: [userId, otherId],
    last_message_id: null,
    last_pin_timestamp: null,
  };
  world.state.dms.set(dm.id, dm);
  return dm;
}

/** Whether someone may write to the other one of a conversation: a bot to whoever takes messages and shares a guild. */
export function dmIsOpen(world: World, dm: DmRecord, senderId: string): boolean {
  const otherId = dm.user_ids.find((id) => id !== senderId) ?? senderId;
  const other = world.user(otherId);
  if (!other || other.dms_closed) return false;
  return [...world.state.guilds.values()].some(
    (guild) => guild.members.has(senderId) && guild.members.has(otherId),
  );
}
