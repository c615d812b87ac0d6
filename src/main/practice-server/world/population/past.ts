import { threadRecord } from '../commands/threads';
import { SnowflakeSource } from '../ids';
import {
  type ChannelRecord,
  type DmRecord,
  type GuildRecord,
  MessageFlag,
  type MessageRecord,
  ThreadType,
  type UserRecord,
  type WorldState,
} from '../model';
import { hashText, type SeededRandom } from '../random';

/** One message of the past. What depends on ids of earlier ones is a function, called when those exist. */
export interface PastMessage {
  /** Unix ms. */
  atMs: number;
  /** Where; null: it opens a post of the forum that `made` makes. */
  place: string | null | (() => string);
  author: string;
  fields: Partial<MessageRecord> | (() => Partial<MessageRecord>);
  made?: (message: MessageRecord) => void;
}

/** Whom and what the past is about. */
export interface PastScene {
  state: WorldState;
  guild: GuildRecord;
  people: readonly UserRecord[];
  bot: UserRecord;
  startMs: number;
  random: SeededRandom;
}

/** A thread that grows from `message`, which says from then on that it has one. */
export function growThread(guild: GuildRecord, message: MessageRecord, name: string, ownerId: string): void {
  message.flags |= MessageFlag.HAS_THREAD;
  openPast(guild, message, message.channel_id, name, ownerId, []);
}

/** A post of a forum whose first message is `message`. */
export function openPost(
  guild: GuildRecord,
  forum: ChannelRecord,
  message: MessageRecord,
  name: string,
  tags: string[],
): void {
  openPast(guild, message, forum.id, name, message.author_id, tags);
  forum.last_message_id = message.id;
}

function openPast(
  guild: GuildRecord,
  message: MessageRecord,
  parentId: string,
  name: string,
  ownerId: string,
  tags: string[],
): void {
  const thread = threadRecord(message.id, guild.id, parentId, message.timestamp, {
    name,
    type: ThreadType.PUBLIC,
    owner_id: ownerId,
    auto_archive_duration: 10_080,
    rate_limit_per_user: 0,
    applied_tags: tags,
  });
  thread.members.push({ user_id: ownerId, join_timestamp: message.timestamp });
  guild.threads.set(thread.id, thread);
}

/** The conversation of two, with an id from before its first message. */
export function pastDm(state: WorldState, userId: string, otherId: string, atMs: number): string {
  const known = [...state.dms.values()].find(
    (dm) => dm.user_ids.includes(userId) && dm.user_ids.includes(otherId),
  );
  if (known) return known.id;
  const id = new SnowflakeSource(hashText(`dm:${userId}:${otherId}`)).at(atMs - 1000);
  const dm: DmRecord = {
    id,
    type: 1,
    user_ids: [userId, otherId],
    last_message_id: null,
    last_pin_timestamp: null,
  };
  state.dms.set(id, dm);
  return id;
}
