import { PERMISSION_LABELS } from '@shared/discord/permissions';
import { ChannelId, MessageId, UserId } from '@shared/discord/snowflake';
import type { Dispatch } from '@shared/discord/wire/dispatch';
import { AppError } from '@shared/errors/app-error';
import type { MessageChange, MessagePage, SendMessageInput, SendOutcome } from '@shared/models/messages';
import { displayNameOf, personIn } from '../../discord/cache';
import { discordCodeOf, fieldErrorsOf, routes } from '../../discord/rest';
import type { DiscordSession, SessionSource } from '../../discord/session';
import type { Clock } from '../../support/clock';
import { Emitter } from '../../support/emitter';
import { FrameBatcher } from '../../support/frame-batcher';
import { toMessageView } from './to-message-view';

/** Reading and sending messages of text channels, and what changes in them while we watch. */
export interface MessagesService {
  /** One page, oldest first. `before` null: the newest. */
  list(
    input: { channelId: ChannelId; before: MessageId | null; limit: number },
    options?: { signal?: AbortSignal },
  ): Promise<MessagePage>;
  /** Sends plain text. The nonce makes repeating safe and lets the window match its optimistic entry. */
  send(input: SendMessageInput, options?: { signal?: AbortSignal }): Promise<SendOutcome>;
  onChanged(listener: (changed: { changes: MessageChange[] }) => void): () => void;
  close(): void;
}

export interface MessagesOptions {
  sessions: SessionSource;
  clock: Clock;
  onError?: (error: unknown) => void;
}

const FRAME_MS = 16;
/** Discord's JSON error codes that are expected here (reference "JSON error codes"). */
const CODE = { unknownChannel: 10_003, slowMode: 20_016, missingAccess: 50_001 } as const;

export function createMessagesService({ sessions, clock, onError }: MessagesOptions): MessagesService {
  const changed = new Emitter<{ changes: MessageChange[] }>(onError);
  const batcher = new FrameBatcher<MessageChange>(clock, FRAME_MS, (changes) => changed.emit({ changes }));
  let release: () => void = () => undefined;

  const attach = (session: DiscordSession | null) => {
    release();
    batcher.close();
    release =
      session?.onDispatch((dispatch) => {
        const change = toChange(session, dispatch);
        if (change) batcher.add([change]);
      }) ?? (() => undefined);
  };
  const unsubscribe = sessions.onChanged(attach);
  attach(sessions.current);

  return {
    async list({ channelId, before, limit }, { signal } = {}) {
      const session = signedIn(sessions);
      const call = routes.listMessages(channelId, { before, limit });
      const messages = await session.rest.request(call, signal ? { signal } : {});
      const views = messages.map((message) => toMessageView(session.cache.state, message));
      return { messages: views.reverse(), hasOlder: messages.length >= limit };
    },

    async send(input, { signal } = {}) {
      const session = signedIn(sessions);
      const call = routes.createMessage(input.channelId, {
        content: input.content,
        nonce: input.nonce,
        enforce_nonce: true,
      });
      try {
        const message = await session.rest.request(call, signal ? { signal } : {});
        // A server may leave the nonce out of its answer; it is ours all the same.
        const view = { ...toMessageView(session.cache.state, message), nonce: input.nonce };
        return { kind: 'sent', message: view };
      } catch (error) {
        return sendRefusal(error);
      }
    },

    onChanged: changed.on,
    close() {
      release();
      unsubscribe();
      batcher.close();
      changed.clear();
    },
  };
}

function toChange(session: DiscordSession, dispatch: Dispatch): readonly [string, MessageChange] | null {
  const { state } = session.cache;
  switch (dispatch.t) {
    case 'MESSAGE_CREATE':
    case 'MESSAGE_UPDATE': {
      const message = toMessageView(state, dispatch.d);
      return [`message:${message.messageId}`, { type: 'upserted', message }];
    }
    case 'MESSAGE_DELETE':
      return deletion(dispatch.d.channel_id, [dispatch.d.id]);
    case 'MESSAGE_DELETE_BULK':
      return deletion(dispatch.d.channel_id, dispatch.d.ids);
    case 'TYPING_START': {
      const { channel_id, user_id, member } = dispatch.d;
      if (user_id === session.userId) return null;
      const guildId = dispatch.d.guild_id ?? state.guildOfChannel.get(channel_id) ?? null;
      const displayName = member?.user
        ? displayNameOf(member.user, member.nick)
        : personIn(state, guildId, user_id).displayName;
      return [
        `typing:${channel_id}:${user_id}`,
        {
          type: 'typing',
          channelId: ChannelId.parse(channel_id),
          userId: UserId.parse(user_id),
          displayName,
          atMs: dispatch.d.timestamp * 1_000,
        },
      ];
    }
    default:
      return null;
  }
}

/** Keyed by what is deleted: a deletion must not be replaced by a later one of other messages. */
function deletion(channelId: string, ids: readonly string[]): readonly [string, MessageChange] | null {
  const [first] = ids;
  if (first === undefined) return null;
  const key = ids.length === 1 ? `message:${first}` : `bulk:${first}:${ids.length}`;
  const messageIds = ids.map((id) => MessageId.parse(id));
  return [key, { type: 'deleted', channelId: ChannelId.parse(channelId), messageIds }];
}

function signedIn(sessions: SessionSource): DiscordSession {
  if (sessions.current) return sessions.current;
  throw new AppError('account/not-connected', 'Connect to a server first.');
}

function sendRefusal(error: unknown): SendOutcome {
  if (!(error instanceof AppError)) throw error;
  const discordCode = discordCodeOf(error);
  if (discordCode === CODE.slowMode) {
    const { retryAfterMs } = error.details;
    return { kind: 'slowMode', retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : 0 };
  }
  if (discordCode === CODE.unknownChannel) return { kind: 'channelGone' };
  if (error.code === 'rest/missing-permission') {
    const missing = discordCode === CODE.missingAccess ? 'VIEW_CHANNEL' : 'SEND_MESSAGES';
    return { kind: 'missingPermission', permission: PERMISSION_LABELS[missing] };
  }
  if (error.code !== 'rest/invalid-request') throw error;
  const [reason] = Object.values(fieldErrorsOf(error));
  return { kind: 'invalid', reason: reason ?? error.message };
}
