import { ChannelId, MessageId, UserId } from '@shared/discord/snowflake';
import type { Dispatch, DispatchData } from '@shared/discord/wire/dispatch';
import { patchedMessage } from '@shared/discord/wire/message-patch';
import type { WireMessage, WireReaction } from '@shared/discord/wire/objects';
import type { MessageChange } from '@shared/models/messages';
import { displayNameOf, personIn } from '../../discord/cache';
import type { DiscordSession } from '../../discord/session';
import type { MessageStore } from './message-store';
import { toMessageView, toReactions } from './to-message-view';

/** A change for the window with its key: of two with one key in a frame the later is enough. */
export type KeyedMessageChange = readonly [key: string, change: MessageChange];

/** Takes a dispatch into the store, and says what the window has to know of it. */
export function takeIn(
  session: DiscordSession,
  store: MessageStore,
  dispatch: Dispatch,
): KeyedMessageChange[] {
  switch (dispatch.t) {
    case 'MESSAGE_CREATE':
      store.put([dispatch.d]);
      return [upserted(session, dispatch.d)];
    case 'MESSAGE_UPDATE': {
      const { channel_id, id } = dispatch.d;
      const after = patchedMessage(store.get(channel_id, id), dispatch.d);
      if (!after) return [];
      store.replace(after);
      return [upserted(session, after)];
    }
    case 'MESSAGE_DELETE':
      return deleted(store, dispatch.d.channel_id, [dispatch.d.id]);
    case 'MESSAGE_DELETE_BULK':
      return deleted(store, dispatch.d.channel_id, dispatch.d.ids);
    case 'CHANNEL_DELETE':
    case 'THREAD_DELETE':
      store.removeChannel(dispatch.d.id);
      return [];
    case 'CHANNEL_PINS_UPDATE': {
      const channelId = ChannelId.parse(dispatch.d.channel_id);
      return [[`pins:${channelId}`, { type: 'pinsChanged', channelId }]];
    }
    case 'MESSAGE_REACTION_ADD':
    case 'MESSAGE_REACTION_REMOVE':
    case 'MESSAGE_REACTION_REMOVE_ALL':
    case 'MESSAGE_REACTION_REMOVE_EMOJI':
      return reacted(session, store, dispatch);
    case 'TYPING_START':
      return typing(session, dispatch.d);
    default:
      return [];
  }
}

function upserted(session: DiscordSession, wire: WireMessage): KeyedMessageChange {
  const message = toMessageView(session.cache.state, wire);
  return [`message:${message.messageId}`, { type: 'upserted', message }];
}

/** Keyed by what is deleted: a deletion must not be replaced by a later one of other messages. */
export function deleted(
  store: MessageStore,
  channelId: string,
  ids: readonly string[],
): KeyedMessageChange[] {
  store.remove(channelId, ids);
  const [first] = ids;
  if (first === undefined) return [];
  const key = ids.length === 1 ? `message:${first}` : `bulk:${first}:${ids.length}`;
  const messageIds = ids.map((id) => MessageId.parse(id));
  return [[key, { type: 'deleted', channelId: ChannelId.parse(channelId), messageIds }]];
}

type ReactionDispatch = Extract<Dispatch, { t: `MESSAGE_REACTION_${string}` }>;

/** Reactions change one by one; the window gets the whole row of the message, if anybody has seen it. */
function reacted(
  session: DiscordSession,
  store: MessageStore,
  dispatch: ReactionDispatch,
): KeyedMessageChange[] {
  const { channel_id, message_id } = dispatch.d;
  const before = store.get(channel_id, message_id);
  if (!before) return [];
  const reactions = nextReactions(before.reactions, dispatch, session.userId);
  store.replace({ ...before, reactions });
  return [
    [
      `reactions:${message_id}`,
      {
        type: 'reactions',
        channelId: ChannelId.parse(channel_id),
        messageId: MessageId.parse(message_id),
        reactions: toReactions(reactions),
      },
    ],
  ];
}

/**
 * Reactions in the order in which each emoji first came; an emoji nobody uses any more goes. Our own reaction told
 * twice counts once.
 */
export function nextReactions(
  before: readonly WireReaction[],
  dispatch: ReactionDispatch,
  selfId: string,
): WireReaction[] {
  if (dispatch.t === 'MESSAGE_REACTION_REMOVE_ALL') return [];
  const { emoji } = dispatch.d;
  const same = (reaction: WireReaction) =>
    emoji.id === null
      ? reaction.emoji.id === null && reaction.emoji.name === emoji.name
      : reaction.emoji.id === emoji.id;
  if (dispatch.t === 'MESSAGE_REACTION_REMOVE_EMOJI') return before.filter((reaction) => !same(reaction));
  const adds = dispatch.t === 'MESSAGE_REACTION_ADD';
  const isOurs = dispatch.d.user_id === selfId;
  const known = before.find(same);
  if (!known) return adds ? [...before, { emoji, count: 1, me: isOurs }] : [...before];
  if (isOurs && known.me === adds) return [...before];
  const count = known.count + (adds ? 1 : -1);
  const after = { ...known, count, me: isOurs ? adds : known.me };
  return before.map((reaction) => (reaction === known ? after : reaction)).filter(({ count }) => count > 0);
}

function typing(session: DiscordSession, d: DispatchData<'TYPING_START'>): KeyedMessageChange[] {
  const { channel_id, user_id, member } = d;
  const { state } = session.cache;
  if (user_id === session.userId) return [];
  const guildId = d.guild_id ?? state.guildOfChannel.get(channel_id) ?? null;
  const displayName = member?.user
    ? displayNameOf(member.user, member.nick)
    : personIn(state, guildId, user_id).displayName;
  return [
    [
      `typing:${channel_id}:${user_id}`,
      {
        type: 'typing',
        channelId: ChannelId.parse(channel_id),
        userId: UserId.parse(user_id),
        displayName,
        atMs: d.timestamp * 1_000,
      },
    ],
  ];
}
