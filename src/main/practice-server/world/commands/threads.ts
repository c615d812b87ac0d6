import type { ChannelRecord, GuildRecord, MessageRecord, ThreadRecord } from '../model';
import { MessageFlag, MessageType, ThreadType } from '../model';
import { threadToWire } from '../wire';
import type { World } from '../world';
import { createMessage, emitMessage, type MessageFields } from './messages';
import { emitThreadUpdate } from './thread-activity';

export interface ThreadFields {
  name: string;
  type: ThreadType;
  owner_id: string;
  auto_archive_duration: number;
  rate_limit_per_user: number;
  invitable?: boolean;
  applied_tags?: string[];
}

export type ThreadChange = Partial<
  Pick<
    ThreadRecord,
    | 'name'
    | 'archived'
    | 'locked'
    | 'auto_archive_duration'
    | 'rate_limit_per_user'
    | 'invitable'
    | 'applied_tags'
    | 'flags'
  >
>;

/** A thread that nobody was told of yet. */
export function threadRecord(
  id: string,
  guildId: string,
  parentId: string,
  madeAt: string,
  fields: ThreadFields,
): ThreadRecord {
  return {
    id,
    guild_id: guildId,
    parent_id: parentId,
    last_message_id: null,
    last_pin_timestamp: null,
    message_count: 0,
    total_message_sent: 0,
    archived: false,
    archive_timestamp: madeAt,
    locked: false,
    invitable: true,
    create_timestamp: madeAt,
    applied_tags: [],
    flags: 0,
    members: [],
    ...fields,
  };
}

function openThread(
  world: World,
  guild: GuildRecord,
  parent: ChannelRecord,
  id: string,
  fields: ThreadFields,
): ThreadRecord {
  const thread = threadRecord(id, guild.id, parent.id, world.isoNow(), fields);
  if (world.user(fields.owner_id)) {
    thread.members.push({ user_id: fields.owner_id, join_timestamp: world.isoNow() });
  }
  guild.threads.set(id, thread);
  world.emit({
    t: 'THREAD_CREATE',
    guildId: guild.id,
    viewChannelId: id,
    d: { ...threadToWire(thread, fields.owner_id), newly_created: true },
  });
  return thread;
}

/** A thread that grows from a message and shares its id; the message says from then on that it has one. */
export function startThreadFromMessage(
  world: World,
  guild: GuildRecord,
  parent: ChannelRecord,
  message: MessageRecord,
  fields: ThreadFields,
): ThreadRecord {
  const thread = openThread(world, guild, parent, message.id, fields);
  message.flags |= MessageFlag.HAS_THREAD;
  emitMessage(world, 'MESSAGE_UPDATE', guild, parent, message);
  createMessage(world, guild, thread, message.author_id, {
    type: MessageType.THREAD_STARTER_MESSAGE,
    webhook: message.webhook,
    reference: { type: 0, guild_id: guild.id, channel_id: parent.id, message_id: message.id },
  });
  return thread;
}

/** A thread on its own; a public one is announced in its channel. */
export function startThread(
  world: World,
  guild: GuildRecord,
  parent: ChannelRecord,
  fields: ThreadFields,
): ThreadRecord {
  const thread = openThread(world, guild, parent, world.newId(), fields);
  if (fields.type !== ThreadType.PRIVATE) {
    createMessage(world, guild, parent, fields.owner_id, {
      type: MessageType.THREAD_CREATED,
      content: fields.name,
      reference: { type: 0, guild_id: guild.id, channel_id: thread.id, message_id: null },
    });
  }
  return thread;
}

/** A post of a forum: a thread whose first message has its id. */
export function createPost(
  world: World,
  guild: GuildRecord,
  forum: ChannelRecord,
  fields: ThreadFields,
  message: MessageFields,
): { thread: ThreadRecord; message: MessageRecord } {
  const thread = openThread(world, guild, forum, world.newId(), fields);
  forum.last_message_id = thread.id;
  const first = createMessage(world, guild, thread, fields.owner_id, { ...message, id: thread.id });
  return { thread, message: first };
}

export function updateThread(
  world: World,
  guild: GuildRecord,
  thread: ThreadRecord,
  change: ThreadChange,
): ThreadRecord {
  const moves =
    (change.archived !== undefined && change.archived !== thread.archived) ||
    change.auto_archive_duration !== undefined;
  Object.assign(thread, change);
  if (moves) thread.archive_timestamp = world.isoNow();
  emitThreadUpdate(world, guild, thread);
  return thread;
}

export function deleteThread(world: World, guild: GuildRecord, thread: ThreadRecord): void {
  // While it is there, so that only those who could see it learn of its end.
  world.emit({
    t: 'THREAD_DELETE',
    guildId: guild.id,
    viewChannelId: thread.id,
    d: { id: thread.id, guild_id: guild.id, parent_id: thread.parent_id, type: thread.type },
  });
  forgetThread(world, guild, thread.id);
}

/** Takes a thread with its messages and files out of the world, without a word. */
export function forgetThread(world: World, guild: GuildRecord, threadId: string): void {
  guild.threads.delete(threadId);
  world.state.messages.delete(threadId);
  world.files.deleteUnder(`attachments/${threadId}`);
}

/** After somebody was let into a channel: the active threads that can be seen there now. */
export function syncThreads(world: World, guild: GuildRecord, parent: ChannelRecord, userId: string): void {
  const threads = [...guild.threads.values()].filter(
    (thread) => thread.parent_id === parent.id && !thread.archived && world.maySee(guild, thread.id, userId),
  );
  world.emit({
    t: 'THREAD_LIST_SYNC',
    guildId: guild.id,
    onlyMembers: [userId],
    d: {
      guild_id: guild.id,
      channel_ids: [parent.id],
      threads: threads.map((thread) => threadToWire(thread, userId)),
      members: threads.flatMap((thread) =>
        thread.members
          .filter((member) => member.user_id === userId)
          .map((member) => ({ id: thread.id, ...member, flags: 0 })),
      ),
    },
  });
}
