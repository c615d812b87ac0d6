import type { GuildRecord, MessageRecord, ThreadRecord } from '../model';
import { MessageType, ThreadType } from '../model';
import { isThreadMember } from '../places';
import { memberToWire, presenceToWire, threadMemberToWire, threadToWire } from '../wire';
import type { World } from '../world';

/** What happens to a thread by the way: it counts messages, wakes up when written in, and who writes joins. */
export function noteThreadActivity(
  world: World,
  guild: GuildRecord,
  thread: ThreadRecord,
  message: MessageRecord,
): void {
  if (isCounted(thread, message)) {
    thread.message_count += 1;
    thread.total_message_sent += 1;
  }
  if (thread.archived) {
    thread.archived = false;
    thread.archive_timestamp = world.isoNow();
    emitThreadUpdate(world, guild, thread);
  }
}

/** A deleted message counts no longer among those that are there. */
export function uncount(thread: ThreadRecord, message: MessageRecord): void {
  if (isCounted(thread, message)) thread.message_count = Math.max(0, thread.message_count - 1);
}

/** What the thread grew from is not counted, and neither are the lines the system writes. */
function isCounted(thread: ThreadRecord, message: MessageRecord): boolean {
  if (message.id === thread.id) return false;
  return message.type === MessageType.DEFAULT || message.type === MessageType.REPLY;
}

export function emitThreadUpdate(world: World, guild: GuildRecord, thread: ThreadRecord): void {
  world.emit({ t: 'THREAD_UPDATE', guildId: guild.id, viewChannelId: thread.id, d: threadToWire(thread) });
}

/** Adds a member to a thread; does nothing when it is in already. */
export function joinThread(world: World, guild: GuildRecord, thread: ThreadRecord, userId: string): void {
  if (isThreadMember(thread, userId)) return;
  const own = { user_id: userId, join_timestamp: world.isoNow() };
  thread.members.push(own);
  if (thread.type === ThreadType.PRIVATE) {
    // Until now this user could not know of the thread.
    const d = { ...threadToWire(thread, userId), newly_created: false };
    world.emit({ t: 'THREAD_CREATE', guildId: guild.id, viewChannelId: thread.id, onlyMembers: [userId], d });
  }
  const member = guild.members.get(userId);
  const user = world.user(userId);
  world.emit({
    t: 'THREAD_MEMBERS_UPDATE',
    guildId: guild.id,
    viewChannelId: thread.id,
    d: {
      id: thread.id,
      guild_id: guild.id,
      member_count: Math.min(50, thread.members.length),
      added_members: [
        {
          ...threadMemberToWire(thread, own),
          ...(member && user
            ? { member: memberToWire(member, user), presence: presenceToWire(guild, user) }
            : {}),
        },
      ],
    },
  });
}

/** Takes a member out of a thread; false when it was not in. */
export function leaveThread(world: World, guild: GuildRecord, thread: ThreadRecord, userId: string): boolean {
  if (!isThreadMember(thread, userId)) return false;
  // While it is still in: who leaves a private thread is told, and cannot see it afterwards.
  world.emit({
    t: 'THREAD_MEMBERS_UPDATE',
    guildId: guild.id,
    viewChannelId: thread.id,
    d: {
      id: thread.id,
      guild_id: guild.id,
      member_count: Math.min(50, thread.members.length - 1),
      removed_member_ids: [userId],
    },
  });
  thread.members = thread.members.filter((member) => member.user_id !== userId);
  return true;
}
