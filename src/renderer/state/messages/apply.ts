import { compareSnowflakes } from '@shared/discord/snowflake-order';
import type { ErrorCode } from '@shared/errors/app-error';
import type { MessageChange, MessagePage, MessageView } from '@shared/models/messages';
import { IDLE, type LoadState, READY } from '../load-state';
import { share } from '../share';

/** A message we are sending: shown at once, replaced by the real one when its nonce comes back. */
export interface PendingMessage {
  nonce: string;
  content: string;
  atMs: number;
  /** Why it did not go out, in a code the view words; null while it is on its way. */
  problem: SendProblem | null;
}

export type SendProblem =
  | { kind: 'missingPermission'; permission: string }
  | { kind: 'channelGone' }
  | { kind: 'slowMode'; retryAfterMs: number }
  | { kind: 'invalid'; reason: string }
  | { kind: 'failed'; code: ErrorCode };

export interface ChannelMessages {
  load: LoadState;
  /** Oldest first, without gaps, at most `WINDOW_LIMIT` plus what the reader scrolled back to. */
  messages: readonly MessageView[];
  pending: readonly PendingMessage[];
  hasOlder: boolean;
  loadingOlder: boolean;
}

export interface Typist {
  userId: string;
  displayName: string;
  untilMs: number;
}

export interface MessagesState {
  byChannel: Readonly<Record<string, ChannelMessages>>;
  typing: Readonly<Record<string, readonly Typist[]>>;
  /** Messages that came to a channel nobody is looking at. */
  unread: Readonly<Record<string, number>>;
}

export const initialMessages: MessagesState = { byChannel: {}, typing: {}, unread: {} };

export const emptyChannel: ChannelMessages = {
  load: IDLE,
  messages: [],
  pending: [],
  hasOlder: false,
  loadingOlder: false,
};

/** Messages kept for a channel while new ones come in; reading back may hold more until the channel is left. */
export const WINDOW_LIMIT = 400;
/** Discord shows "typing" for ten seconds after each TYPING_START. */
export const TYPING_MS = 10_000;

/** What is known of a channel; empty before its first page. */
export function channelOf(state: MessagesState, channelId: string): ChannelMessages {
  return state.byChannel[channelId] ?? emptyChannel;
}

export function patchChannel(
  state: MessagesState,
  channelId: string,
  patch: (channel: ChannelMessages) => ChannelMessages,
): MessagesState {
  const before = channelOf(state, channelId);
  const after = patch(before);
  if (after === before) return state;
  return { ...state, byChannel: { ...state.byChannel, [channelId]: after } };
}

/** The newest page: replaces what was there (after a gap we no longer know what lies between). */
export function applyNewestPage(channel: ChannelMessages, page: MessagePage): ChannelMessages {
  return reconcile({
    ...channel,
    load: READY,
    messages: share(channel.messages, page.messages),
    hasOlder: page.hasOlder,
    loadingOlder: false,
  });
}

/** A page before the oldest we have. */
export function applyOlderPage(channel: ChannelMessages, page: MessagePage): ChannelMessages {
  const oldest = channel.messages[0];
  const older = oldest
    ? page.messages.filter((m) => compareSnowflakes(m.messageId, oldest.messageId) < 0)
    : page.messages;
  return {
    ...channel,
    messages: [...older, ...channel.messages],
    hasOlder: page.hasOlder,
    loadingOlder: false,
  };
}

/** Applies one change from main. `visibleChannelId` is the channel on screen: it never counts as unread. */
export function applyMessageChange(
  state: MessagesState,
  change: MessageChange,
  visibleChannelId: string | null,
): MessagesState {
  switch (change.type) {
    case 'upserted':
      return applyUpsert(state, change.message, visibleChannelId);
    case 'deleted': {
      const gone = new Set<string>(change.messageIds);
      return patchChannel(state, change.channelId, (channel) => {
        const messages = channel.messages.filter((message) => !gone.has(message.messageId));
        return messages.length === channel.messages.length ? channel : { ...channel, messages };
      });
    }
    case 'typing': {
      const others = (state.typing[change.channelId] ?? []).filter((t) => t.userId !== change.userId);
      const typist = {
        userId: change.userId,
        displayName: change.displayName,
        untilMs: change.atMs + TYPING_MS,
      };
      return { ...state, typing: { ...state.typing, [change.channelId]: [...others, typist] } };
    }
  }
}

function applyUpsert(
  state: MessagesState,
  message: MessageView,
  visibleChannelId: string | null,
): MessagesState {
  const { channelId } = message;
  let next = stopTyping(state, channelId, message.author.userId);
  const known = next.byChannel[channelId];
  const isNew = !known?.messages.some((m) => m.messageId === message.messageId);
  if (known?.load.kind === 'ready') next = patchChannel(next, channelId, (c) => upsert(c, message));
  const unread =
    isNew && !message.author.isSelf && channelId !== visibleChannelId && message.editedAtMs === null;
  if (!unread) return next;
  return { ...next, unread: { ...next.unread, [channelId]: (next.unread[channelId] ?? 0) + 1 } };
}

function upsert(channel: ChannelMessages, message: MessageView): ChannelMessages {
  const at = channel.messages.findIndex((m) => m.messageId === message.messageId);
  if (at >= 0) {
    const shared = share(channel.messages[at], message);
    if (shared === channel.messages[at]) return channel;
    return { ...channel, messages: channel.messages.map((m, i) => (i === at ? shared : m)) };
  }
  const oldest = channel.messages[0];
  // Older than the window, and there is more above: scrolling back will bring it in its place.
  if (oldest && channel.hasOlder && compareSnowflakes(message.messageId, oldest.messageId) < 0)
    return channel;
  const messages = [...channel.messages, message].sort((a, b) => compareSnowflakes(a.messageId, b.messageId));
  const cut = messages.length > WINDOW_LIMIT && channel.messages.length <= WINDOW_LIMIT;
  return reconcile({
    ...channel,
    messages: cut ? messages.slice(-WINDOW_LIMIT) : messages,
    hasOlder: channel.hasOlder || cut,
  });
}

/** Drops pending entries whose message has come back under their nonce. */
function reconcile(channel: ChannelMessages): ChannelMessages {
  if (channel.pending.length === 0) return channel;
  const arrived = new Set(channel.messages.map((message) => message.nonce).filter((nonce) => nonce !== null));
  const pending = channel.pending.filter((entry) => !arrived.has(entry.nonce));
  return pending.length === channel.pending.length ? channel : { ...channel, pending };
}

function stopTyping(state: MessagesState, channelId: string, userId: string): MessagesState {
  const typists = state.typing[channelId];
  if (!typists?.some((typist) => typist.userId === userId)) return state;
  return { ...state, typing: { ...state.typing, [channelId]: typists.filter((t) => t.userId !== userId) } };
}

export function addPending(channel: ChannelMessages, entry: PendingMessage): ChannelMessages {
  return { ...channel, pending: [...channel.pending.filter((p) => p.nonce !== entry.nonce), entry] };
}

export function failPending(channel: ChannelMessages, nonce: string, problem: SendProblem): ChannelMessages {
  return { ...channel, pending: channel.pending.map((p) => (p.nonce === nonce ? { ...p, problem } : p)) };
}

export function dropPending(channel: ChannelMessages, nonce: string): ChannelMessages {
  return { ...channel, pending: channel.pending.filter((p) => p.nonce !== nonce) };
}

/** The reply to our own send: the message takes the place of its pending entry, even before the event comes. */
export function confirmSent(channel: ChannelMessages, nonce: string, message: MessageView): ChannelMessages {
  return upsert(dropPending(channel, nonce), message);
}

/** Back to the newest `WINDOW_LIMIT` when the channel is left. */
export function trimChannel(channel: ChannelMessages): ChannelMessages {
  if (channel.messages.length <= WINDOW_LIMIT) return channel;
  return { ...channel, messages: channel.messages.slice(-WINDOW_LIMIT), hasOlder: true };
}
