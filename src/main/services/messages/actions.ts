import { avatarUrl } from '@shared/discord/cdn';
import { type EmojiRef, emojiKey } from '@shared/discord/emoji';
import { hasPermission, type PermissionName } from '@shared/discord/permissions';
import { UserId } from '@shared/discord/snowflake';
import type { ActionOutcome, MessageRef, Reactor, Refusal } from '@shared/models/messages';
import { displayNameOf, ownChannelPermissions, personIn } from '../../discord/cache';
import { refusalOf } from '../../discord/refusal';
import { discordCodeOf, type RestCall, routes } from '../../discord/rest';
import type { DiscordSession, SessionSource } from '../../discord/session';
import { signedIn } from '../../discord/signed-in';
import type { Clock } from '../../support/clock';
import type { MessageStore } from './message-store';
import { MESSAGE_FLAG } from './to-message-view';

/** What one does to a message besides reading, writing and deleting it. Each ends done or with a reason. */
export interface MessageActions {
  setReaction(input: MessageRef & { emoji: EmojiRef; on: boolean }): Promise<ActionOutcome>;
  clearReactions(
    input: MessageRef & { emoji: EmojiRef | null; userId: UserId | null },
  ): Promise<ActionOutcome>;
  reactors(
    input: MessageRef & { emoji: EmojiRef; after: UserId | null },
  ): Promise<{ people: Reactor[]; hasMore: boolean }>;
  setPinned(input: MessageRef & { pinned: boolean; reason: string | null }): Promise<ActionOutcome>;
  crosspost(input: MessageRef): Promise<ActionOutcome>;
  setEmbedsSuppressed(input: MessageRef & { suppressed: boolean }): Promise<ActionOutcome>;
}

const REACTORS_PAGE = 100;
const ALREADY_CROSSPOSTED = 40_033;
const UNKNOWN_MESSAGE = 10_008;

export function createMessageActions(
  sessions: SessionSource,
  clock: Clock,
  storeOf: () => MessageStore,
): MessageActions {
  /** Performs a call; what was to be expected becomes an outcome. */
  const act = async (
    channelId: string,
    needs: readonly PermissionName[],
    call: RestCall<unknown>,
    options: { reason?: string | null; isDone?: (code: number | null) => boolean } = {},
  ): Promise<ActionOutcome> => {
    const session = signedIn(sessions);
    try {
      await session.rest.request(call, options.reason ? { reason: options.reason } : {});
      return { kind: 'done' };
    } catch (error) {
      if (options.isDone?.(discordCodeOf(error))) return { kind: 'done' };
      return messageRefusal(session, clock, channelId, needs, error);
    }
  };

  return {
    setReaction({ channelId, messageId, emoji, on }) {
      const key = emojiKey(emoji);
      if (!on) {
        // Taking back a reaction from what is gone has nothing left to do.
        return act(channelId, ['READ_MESSAGE_HISTORY'], routes.removeOwnReaction(channelId, messageId, key), {
          isDone: (code) => code === UNKNOWN_MESSAGE,
        });
      }
      const known = storeOf().get(channelId, messageId);
      const isNew = !known?.reactions.some((reaction) => emojiKey(reaction.emoji) === key);
      const needs: PermissionName[] = ['READ_MESSAGE_HISTORY'];
      if (isNew) needs.unshift('ADD_REACTIONS');
      if (isForeign(sessions.current, channelId, emoji)) needs.push('USE_EXTERNAL_EMOJIS');
      return act(channelId, needs, routes.addReaction(channelId, messageId, key));
    },

    clearReactions({ channelId, messageId, emoji, userId }) {
      const call =
        emoji === null
          ? routes.clearReactions(channelId, messageId)
          : userId === null
            ? routes.clearReactionsOfEmoji(channelId, messageId, emojiKey(emoji))
            : routes.removeUserReaction(channelId, messageId, emojiKey(emoji), userId);
      return act(channelId, ['MANAGE_MESSAGES'], call);
    },

    async reactors({ channelId, messageId, emoji, after }) {
      const session = signedIn(sessions);
      const users = await session.rest.request(
        routes.listReactionUsers(channelId, messageId, emojiKey(emoji), { after, limit: REACTORS_PAGE }),
      );
      const { state } = session.cache;
      const guildId = state.guildOfChannel.get(channelId) ?? null;
      const people = users.map((user) => {
        const nick = state.guilds.get(guildId ?? '')?.members.get(user.id)?.nick;
        return {
          userId: UserId.parse(user.id),
          displayName: displayNameOf(user, nick),
          avatarUrl: personIn(state, guildId, user.id).avatarUrl ?? avatarUrl(user.id, user.avatar),
        };
      });
      return { people, hasMore: users.length >= REACTORS_PAGE };
    },

    setPinned({ channelId, messageId, pinned, reason }) {
      const call = pinned
        ? routes.pinMessage(channelId, messageId)
        : routes.unpinMessage(channelId, messageId);
      return act(channelId, ['PIN_MESSAGES', 'READ_MESSAGE_HISTORY'], call, { reason });
    },

    crosspost({ channelId, messageId }) {
      const isOwn = storeOf().get(channelId, messageId)?.author.id === sessions.current?.userId;
      return act(
        channelId,
        isOwn ? ['SEND_MESSAGES'] : ['MANAGE_MESSAGES', 'SEND_MESSAGES'],
        routes.crosspostMessage(channelId, messageId),
        { isDone: (code) => code === ALREADY_CROSSPOSTED },
      );
    },

    async setEmbedsSuppressed({ channelId, messageId, suppressed }) {
      const session = signedIn(sessions);
      let known = storeOf().get(channelId, messageId);
      try {
        // The flags go as a whole, so that the others have to be known.
        known ??= await session.rest.request(routes.getMessage(channelId, messageId));
      } catch (error) {
        return messageRefusal(session, clock, channelId, ['READ_MESSAGE_HISTORY'], error);
      }
      const others = known.flags & ~MESSAGE_FLAG.suppressEmbeds;
      const flags = suppressed ? others | MESSAGE_FLAG.suppressEmbeds : others;
      return act(channelId, ['MANAGE_MESSAGES'], routes.editMessage(channelId, messageId, { flags }));
    },
  };
}

export function messageRefusal(
  session: DiscordSession,
  clock: Clock,
  channelId: string,
  needs: readonly PermissionName[],
  error: unknown,
): Refusal {
  const { state } = session.cache;
  return refusalOf(error, { state, nowMs: clock.now(), channelId, needs, about: 'message' });
}

/** What we may do in a channel; everything in a direct one. */
export function may(session: DiscordSession, clock: Clock, channelId: string, name: PermissionName): boolean {
  const { state } = session.cache;
  const guild = state.guilds.get(state.guildOfChannel.get(channelId) ?? '');
  return !guild || hasPermission(ownChannelPermissions(state, guild, channelId, clock.now()), name);
}

function isForeign(session: DiscordSession | null, channelId: string, emoji: EmojiRef): boolean {
  if (emoji.id === null || !session) return false;
  const { state } = session.cache;
  const guild = state.guilds.get(state.guildOfChannel.get(channelId) ?? '');
  return guild !== undefined && !guild.emojis.some((own) => own.id === emoji.id);
}
