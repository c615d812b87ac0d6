import type { WorldEvent } from '../world/events';

/** Which events an intent opens (reference "Gateway Intents"). Rows the practice world emits. */
const bit = (position: number): number => 2 ** position;

export const Intent = {
  GUILDS: bit(0),
  GUILD_MEMBERS: bit(1),
  GUILD_MODERATION: bit(2),
  GUILD_EXPRESSIONS: bit(3),
  GUILD_INTEGRATIONS: bit(4),
  GUILD_WEBHOOKS: bit(5),
  GUILD_INVITES: bit(6),
  GUILD_VOICE_STATES: bit(7),
  GUILD_PRESENCES: bit(8),
  GUILD_MESSAGES: bit(9),
  GUILD_MESSAGE_REACTIONS: bit(10),
  GUILD_MESSAGE_TYPING: bit(11),
  DIRECT_MESSAGES: bit(12),
  DIRECT_MESSAGE_REACTIONS: bit(13),
  DIRECT_MESSAGE_TYPING: bit(14),
  MESSAGE_CONTENT: bit(15),
  GUILD_SCHEDULED_EVENTS: bit(16),
} as const;

const KNOWN_BITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 20, 21, 24, 25];
const ALL_INTENTS = KNOWN_BITS.reduce((sum, position) => sum + bit(position), 0);
export const PRIVILEGED_INTENTS = Intent.GUILD_MEMBERS + Intent.GUILD_PRESENCES + Intent.MESSAGE_CONTENT;

/** Event → intent; an event that is not listed needs none. */
const NEEDED: Readonly<Record<string, number>> = {
  GUILD_CREATE: Intent.GUILDS,
  GUILD_UPDATE: Intent.GUILDS,
  GUILD_DELETE: Intent.GUILDS,
  GUILD_ROLE_CREATE: Intent.GUILDS,
  GUILD_ROLE_UPDATE: Intent.GUILDS,
  GUILD_ROLE_DELETE: Intent.GUILDS,
  CHANNEL_CREATE: Intent.GUILDS,
  CHANNEL_UPDATE: Intent.GUILDS,
  CHANNEL_DELETE: Intent.GUILDS,
  CHANNEL_PINS_UPDATE: Intent.GUILDS,
  VOICE_CHANNEL_STATUS_UPDATE: Intent.GUILDS,
  VOICE_CHANNEL_START_TIME_UPDATE: Intent.GUILDS,
  GUILD_MEMBER_ADD: Intent.GUILD_MEMBERS,
  GUILD_MEMBER_UPDATE: Intent.GUILD_MEMBERS,
  GUILD_MEMBER_REMOVE: Intent.GUILD_MEMBERS,
  STAGE_INSTANCE_CREATE: Intent.GUILDS,
  STAGE_INSTANCE_UPDATE: Intent.GUILDS,
  STAGE_INSTANCE_DELETE: Intent.GUILDS,
  GUILD_AUDIT_LOG_ENTRY_CREATE: Intent.GUILD_MODERATION,
  GUILD_BAN_ADD: Intent.GUILD_MODERATION,
  GUILD_BAN_REMOVE: Intent.GUILD_MODERATION,
  VOICE_STATE_UPDATE: Intent.GUILD_VOICE_STATES,
  PRESENCE_UPDATE: Intent.GUILD_PRESENCES,
  MESSAGE_CREATE: Intent.GUILD_MESSAGES,
  MESSAGE_UPDATE: Intent.GUILD_MESSAGES,
  MESSAGE_DELETE: Intent.GUILD_MESSAGES,
  MESSAGE_DELETE_BULK: Intent.GUILD_MESSAGES,
  MESSAGE_REACTION_ADD: Intent.GUILD_MESSAGE_REACTIONS,
  MESSAGE_REACTION_REMOVE: Intent.GUILD_MESSAGE_REACTIONS,
  MESSAGE_REACTION_REMOVE_ALL: Intent.GUILD_MESSAGE_REACTIONS,
  MESSAGE_REACTION_REMOVE_EMOJI: Intent.GUILD_MESSAGE_REACTIONS,
  THREAD_CREATE: Intent.GUILDS,
  THREAD_UPDATE: Intent.GUILDS,
  THREAD_DELETE: Intent.GUILDS,
  THREAD_LIST_SYNC: Intent.GUILDS,
  THREAD_MEMBER_UPDATE: Intent.GUILDS,
  THREAD_MEMBERS_UPDATE: Intent.GUILD_MEMBERS,
  WEBHOOKS_UPDATE: Intent.GUILD_WEBHOOKS,
  GUILD_EMOJIS_UPDATE: Intent.GUILD_EXPRESSIONS,
  TYPING_START: Intent.GUILD_MESSAGE_TYPING,
};

/** The same events, in direct conversations. */
const NEEDED_IN_DMS: Readonly<Record<string, number>> = {
  MESSAGE_CREATE: Intent.DIRECT_MESSAGES,
  MESSAGE_UPDATE: Intent.DIRECT_MESSAGES,
  MESSAGE_DELETE: Intent.DIRECT_MESSAGES,
  CHANNEL_PINS_UPDATE: Intent.DIRECT_MESSAGES,
  MESSAGE_REACTION_ADD: Intent.DIRECT_MESSAGE_REACTIONS,
  MESSAGE_REACTION_REMOVE: Intent.DIRECT_MESSAGE_REACTIONS,
  MESSAGE_REACTION_REMOVE_ALL: Intent.DIRECT_MESSAGE_REACTIONS,
  MESSAGE_REACTION_REMOVE_EMOJI: Intent.DIRECT_MESSAGE_REACTIONS,
  TYPING_START: Intent.DIRECT_MESSAGE_TYPING,
};

/** True when `intents` is a whole number made of bits that exist. */
export function areKnownIntents(intents: number): boolean {
  if (!Number.isSafeInteger(intents) || intents < 0) return false;
  return (BigInt(intents) & ~BigInt(ALL_INTENTS)) === 0n;
}

export function hasIntent(intents: number, intent: number): boolean {
  return (BigInt(intents) & BigInt(intent)) !== 0n;
}

/** Whether a session with these intents, logged in as `userId`, is told of an event. */
export function wantsEvent(intents: number, userId: string, event: WorldEvent): boolean {
  if (event.onlyUserId !== undefined) return event.onlyUserId === userId;
  if (event.onlyMembers && !event.onlyMembers.includes(userId)) return false;
  const needed = (event.guildId === null ? NEEDED_IN_DMS : NEEDED)[event.t];
  if (needed === undefined || hasIntent(intents, needed)) return true;
  // Of a thread's members a bot without the members intent learns when it is itself that comes or goes.
  if (event.t === 'THREAD_MEMBERS_UPDATE' && hasIntent(intents, Intent.GUILDS)) {
    const added = (event.d.added_members ?? []) as { user_id?: string }[];
    const removed = (event.d.removed_member_ids ?? []) as string[];
    return added.some((member) => member.user_id === userId) || removed.includes(userId);
  }
  const user = event.d.user as { id?: string } | undefined;
  // A bot learns of changes to itself in any case. Its own voice state is no such exception: without the
  // voice intent a join never completes, and clients have to cope with that.
  return event.t === 'GUILD_MEMBER_UPDATE' && user?.id === userId;
}

/**
 * The message as a session without MESSAGE_CONTENT sees it: content fields are empty unless the bot wrote
 * the message, is mentioned in it, or it came in a direct conversation.
 */
export function withoutContent(d: Record<string, unknown>, userId: string): Record<string, unknown> {
  const author = d.author as { id?: string } | undefined;
  const mentions = (d.mentions ?? []) as { id?: string }[];
  if (d.guild_id === undefined && d.channel_type === 1) return d;
  if (author?.id === userId || mentions.some((user) => user.id === userId)) return d;
  const referenced = d.referenced_message as Record<string, unknown> | null | undefined;
  return {
    ...d,
    content: '',
    embeds: [],
    attachments: [],
    components: [],
    ...(d.message_snapshots === undefined ? {} : { message_snapshots: [] }),
    ...(referenced ? { referenced_message: withoutContent(referenced, userId) } : {}),
  };
}
