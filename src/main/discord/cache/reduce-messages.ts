import { WireChannel, type WireMessage } from '@shared/discord/wire/objects';
import { newer } from './reduce-threads';
import { type CacheState, type CacheStep, cachedMember, keepIfEqual, withEntry } from './state';

const CHANNEL_TYPE_DM = 1;

/** What a new message says about its place and its author; the message itself is kept elsewhere. */
export function messageCreated(state: CacheState, message: WireMessage): CacheStep {
  const place = placeTouched(state, message);
  const author = authorSeen(place.state, message);
  return { state: author.state, changes: [...place.changes, ...author.changes] };
}

function placeTouched(state: CacheState, message: WireMessage): CacheStep {
  const channelId = message.channel_id;
  const guildId = state.guildOfChannel.get(channelId) ?? null;
  const touched = { type: 'lastMessage', guildId, channelId } as const;
  if (guildId === null) {
    const direct = state.directChannels.get(channelId) ?? null;
    if (!direct) return firstWordFrom(state, message);
    const after = withLast(direct, message.id);
    if (after === direct) return { state, changes: [] };
    const directChannels = withEntry(state.directChannels, channelId, after);
    return { state: { ...state, directChannels }, changes: [touched] };
  }
  const guild = state.guilds.get(guildId);
  if (!guild) return { state, changes: [] };
  const kind = guild.threads.has(channelId) ? 'threads' : 'channels';
  const before = guild[kind].get(channelId);
  const after = before ? withLast(before, message.id) : undefined;
  if (!before || !after || after === before) return { state, changes: [] };
  // Discord counts a thread's messages but announces the count seldom.
  const counted = kind === 'threads' ? { ...after, message_count: after.message_count + 1 } : after;
  const next = { ...guild, [kind]: withEntry(guild[kind], channelId, counted) };
  return { state: { ...state, guilds: withEntry(state.guilds, guildId, next) }, changes: [touched] };
}

/**
 * Somebody writes to us for the first time: Discord opens the conversation without telling a bot, and the message is
 * all we hear of it. One that a guild's channel we cannot see brings names its guild.
 */
function firstWordFrom(state: CacheState, message: WireMessage): CacheStep {
  const { author, channel_id } = message;
  const isDirect = message.guild_id === undefined && message.webhook_id === undefined;
  if (!isDirect || author.id === state.self?.id) return { state, changes: [] };
  const channel = WireChannel.parse({
    id: channel_id,
    type: CHANNEL_TYPE_DM,
    recipients: [author],
    last_message_id: message.id,
  });
  return {
    state: { ...state, directChannels: withEntry(state.directChannels, channel_id, channel) },
    changes: [{ type: 'directChannel', channelId: channel_id }],
  };
}

function withLast(channel: WireChannel, messageId: string): WireChannel {
  const last_message_id = newer(channel.last_message_id, messageId);
  return last_message_id === channel.last_message_id ? channel : { ...channel, last_message_id };
}

/** Without the members intent this is how most people become known: name, nickname, roles. */
function authorSeen(state: CacheState, message: WireMessage): CacheStep {
  const { author, member } = message;
  // A webhook's author is no user, and what we are ourselves the gateway tells better.
  if (message.webhook_id !== undefined || author.id === state.self?.id) return { state, changes: [] };
  const users = withEntry(state.users, author.id, keepIfEqual(state.users.get(author.id), author));
  const guildId = state.guildOfChannel.get(message.channel_id);
  const guild = guildId === undefined ? undefined : state.guilds.get(guildId);
  const known = guild?.members.get(author.id);
  const seen = guild && member ? keepIfEqual(known, cachedMember(author.id, member)) : known;
  const userChanged = users !== state.users;
  if (!userChanged && seen === known) return { state, changes: [] };
  const next = userChanged ? { ...state, users } : state;
  if (!guild || !seen || seen === known) {
    return { state: next, changes: [{ type: 'user', userId: author.id }] };
  }
  const members = withEntry(guild.members, author.id, seen);
  return {
    state: { ...next, guilds: withEntry(next.guilds, guild.id, { ...guild, members }) },
    changes: [
      { type: 'member', guildId: guild.id, userId: author.id },
      ...(userChanged ? [{ type: 'user', userId: author.id } as const] : []),
    ],
  };
}
