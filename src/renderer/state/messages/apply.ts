import { compareSnowflakes } from '@shared/discord/snowflake-order';
import type { AppErrorView } from '@shared/errors/app-error';
import type {
  MessageChange,
  MessagePage,
  MessageView,
  PendingDeletion,
  Refusal,
} from '@shared/models/messages';
import { IDLE, type LoadState, READY } from '../load-state';
import { share } from '../share';

/** A stretch of a channel without gaps: what the history shows. What we are sending is the outbox's, not here. */
export interface ChannelMessages {
  load: LoadState;
  /** Open in the window: what had been read before is settled, so that reading can begin there. */
  isOpen: boolean;
  /** Oldest first, at most `WINDOW_LIMIT`: reading on in one direction lets go of the other end. */
  messages: readonly MessageView[];
  hasOlder: boolean;
  /** False when the last of `messages` is the newest there is. */
  hasNewer: boolean;
  loadingOlder: boolean;
  loadingNewer: boolean;
  /** The reader is at the bottom: what comes in is followed, and the oldest end may go. */
  following: boolean;
  /** What had been read when the channel was opened; the "new" line stands after it. Null = no line. */
  readUpToId: string | null;
  /** Marked unread by hand: looking at it does not make it read until it is opened anew. */
  keepUnread: boolean;
}

export interface Typist {
  userId: string;
  displayName: string;
  untilMs: number;
}

/** A message to bring into view; `turn` grows, so that asking twice for the same one is two wishes. */
export interface JumpTarget {
  channelId: string;
  messageId: string;
  turn: number;
}

export interface MessagesState {
  byChannel: Readonly<Record<string, ChannelMessages>>;
  typing: Readonly<Record<string, readonly Typist[]>>;
  /** Deletions that can still be taken back, by `deletionId`; their messages are not shown. */
  deletions: Readonly<Record<string, PendingDeletion>>;
  /** Grows when the pins of a channel changed, so that an open list reads them again. */
  pinsRevision: Readonly<Record<string, number>>;
  jump: JumpTarget | null;
  /** Messages chosen together, and where; null outside that mode. */
  selection: { channelId: string; messageIds: readonly string[] } | null;
  /** The message being edited in place. */
  editing: { channelId: string; messageId: string } | null;
  /** The last announced deletion that did not happen, and why; the same object until there is another. */
  refusedDeletion: { deletion: PendingDeletion; problem: Refusal | AppErrorView } | null;
}

export const initialMessages: MessagesState = {
  byChannel: {},
  typing: {},
  deletions: {},
  pinsRevision: {},
  jump: null,
  selection: null,
  editing: null,
  refusedDeletion: null,
};

export const emptyChannel: ChannelMessages = {
  load: IDLE,
  isOpen: false,
  messages: [],
  hasOlder: false,
  hasNewer: false,
  loadingOlder: false,
  loadingNewer: false,
  following: true,
  readUpToId: null,
  keepUnread: false,
};

/** Messages held of a channel at most; what lies beyond is read again when the reader gets there. */
export const WINDOW_LIMIT = 600;
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

/** A page read on its own (newest, or around a message): replaces what was there. */
export function applyPage(channel: ChannelMessages, page: MessagePage): ChannelMessages {
  return {
    ...channel,
    load: READY,
    messages: share(channel.messages, page.messages),
    hasOlder: page.hasOlder,
    hasNewer: page.hasNewer,
    loadingOlder: false,
    loadingNewer: false,
  };
}

/** A page before the oldest we have; the newest end goes when the window is full. */
export function applyOlderPage(channel: ChannelMessages, page: MessagePage): ChannelMessages {
  const oldest = channel.messages[0];
  const older = oldest
    ? page.messages.filter((m) => compareSnowflakes(m.messageId, oldest.messageId) < 0)
    : page.messages;
  const messages = [...older, ...channel.messages];
  return {
    ...channel,
    messages: messages.slice(0, WINDOW_LIMIT),
    hasOlder: page.hasOlder,
    hasNewer: channel.hasNewer || messages.length > WINDOW_LIMIT,
    loadingOlder: false,
  };
}

/** A page after the newest we have; the oldest end goes when the window is full. */
export function applyNewerPage(channel: ChannelMessages, page: MessagePage): ChannelMessages {
  const newest = channel.messages.at(-1);
  const newer = newest
    ? page.messages.filter((m) => compareSnowflakes(m.messageId, newest.messageId) > 0)
    : page.messages;
  const messages = [...channel.messages, ...newer];
  return {
    ...channel,
    messages: messages.slice(-WINDOW_LIMIT),
    hasOlder: channel.hasOlder || messages.length > WINDOW_LIMIT,
    hasNewer: page.hasNewer,
    loadingNewer: false,
  };
}

/** Applies one change from main. */
export function applyMessageChange(state: MessagesState, change: MessageChange): MessagesState {
  switch (change.type) {
    case 'upserted': {
      const { message } = change;
      const next = stopTyping(state, message.channelId, message.author.userId);
      const known = next.byChannel[message.channelId];
      if (known?.load.kind !== 'ready') return next;
      return patchChannel(next, message.channelId, (channel) => upsert(channel, message));
    }
    case 'deleted':
      return dropMessages(state, change.channelId, change.messageIds);
    case 'typing':
      return startTyping(state, change);
    case 'reactions':
      return patchChannel(state, change.channelId, (channel) =>
        patchMessage(channel, change.messageId, (message) => ({ ...message, reactions: change.reactions })),
      );
    case 'pinsChanged': {
      const revision = (state.pinsRevision[change.channelId] ?? 0) + 1;
      return { ...state, pinsRevision: { ...state.pinsRevision, [change.channelId]: revision } };
    }
    case 'deletionPending':
      return addDeletion(state, change.deletion);
    case 'deletionEnded': {
      const { deletion, error } = change;
      const problem = change.problem ?? error ?? null;
      const ended = endDeletion(state, deletion.deletionId);
      return problem === null ? ended : { ...ended, refusedDeletion: { deletion, problem } };
    }
  }
}

/** Hides the messages of an announced deletion. */
export function addDeletion(state: MessagesState, deletion: PendingDeletion): MessagesState {
  return { ...state, deletions: { ...state.deletions, [deletion.deletionId]: deletion } };
}

/** Shows them again: it was taken back, or refused. */
export function endDeletion(state: MessagesState, deletionId: string): MessagesState {
  if (!(deletionId in state.deletions)) return state;
  const { [deletionId]: _ended, ...deletions } = state.deletions;
  return { ...state, deletions };
}

/** Changes one message of a channel, if it is there; keeps identities when nothing changed. */
export function patchMessage(
  channel: ChannelMessages,
  messageId: string,
  patch: (message: MessageView) => MessageView,
): ChannelMessages {
  const at = channel.messages.findIndex((message) => message.messageId === messageId);
  const before = channel.messages[at];
  if (!before) return channel;
  const after = share(before, patch(before));
  if (after === before) return channel;
  return { ...channel, messages: channel.messages.with(at, after) };
}

function dropMessages(state: MessagesState, channelId: string, messageIds: readonly string[]): MessagesState {
  const gone = new Set<string>(messageIds);
  const dropped = patchChannel(state, channelId, (channel) => {
    const messages = channel.messages.filter((message) => !gone.has(message.messageId));
    return messages.length === channel.messages.length ? channel : { ...channel, messages };
  });
  const settled = { ...dropped, deletions: withoutGone(dropped.deletions, channelId, gone) };
  if (settled.editing === null || !gone.has(settled.editing.messageId)) return settled;
  return { ...settled, editing: null };
}

/** Announced deletions without what has gone; one with nothing left has happened. */
function withoutGone(
  deletions: MessagesState['deletions'],
  channelId: string,
  gone: ReadonlySet<string>,
): MessagesState['deletions'] {
  const all = Object.entries(deletions);
  if (!all.some(([, d]) => d.channelId === channelId)) return deletions;
  const left = all.map(([id, d]): [string, PendingDeletion] =>
    d.channelId === channelId
      ? [id, { ...d, messageIds: d.messageIds.filter((m) => !gone.has(m)) }]
      : [id, d],
  );
  return Object.fromEntries(left.filter(([, d]) => d.messageIds.length > 0));
}

/** Puts a message in its place. One beyond an end that is not loaded stays out: reading on will bring it. */
export function upsert(channel: ChannelMessages, message: MessageView): ChannelMessages {
  const known = channel.messages.some((m) => m.messageId === message.messageId);
  if (known) return patchMessage(channel, message.messageId, () => message);
  const oldest = channel.messages[0];
  const newest = channel.messages.at(-1);
  if (oldest && channel.hasOlder && compareSnowflakes(message.messageId, oldest.messageId) < 0)
    return channel;
  const isNewest = !newest || compareSnowflakes(message.messageId, newest.messageId) > 0;
  if (isNewest && channel.hasNewer) return channel;
  const messages = isNewest
    ? [...channel.messages, message]
    : [...channel.messages, message].sort((a, b) => compareSnowflakes(a.messageId, b.messageId));
  if (messages.length <= WINDOW_LIMIT) return { ...channel, messages };
  // Full: never from under the reader's eyes.
  if (channel.following) return { ...channel, messages: messages.slice(-WINDOW_LIMIT), hasOlder: true };
  return { ...channel, messages: messages.slice(0, WINDOW_LIMIT), hasNewer: true };
}

function startTyping(
  state: MessagesState,
  change: Extract<MessageChange, { type: 'typing' }>,
): MessagesState {
  const others = (state.typing[change.channelId] ?? []).filter((t) => t.userId !== change.userId);
  const typist = {
    userId: change.userId,
    displayName: change.displayName,
    untilMs: change.atMs + TYPING_MS,
  };
  return { ...state, typing: { ...state.typing, [change.channelId]: [...others, typist] } };
}

function stopTyping(state: MessagesState, channelId: string, userId: string): MessagesState {
  const typists = state.typing[channelId];
  if (!typists?.some((typist) => typist.userId === userId)) return state;
  return { ...state, typing: { ...state.typing, [channelId]: typists.filter((t) => t.userId !== userId) } };
}

/** How a click on a reaction shows before Discord answers. The last one off takes the reaction away. */
export function toggledReactions(
  reactions: MessageView['reactions'],
  emoji: MessageView['reactions'][number]['emoji'],
  on: boolean,
): MessageView['reactions'] {
  const same = (other: typeof emoji) =>
    other.id === emoji.id && (emoji.id !== null || other.name === emoji.name);
  const present = reactions.find((reaction) => same(reaction.emoji));
  if (!present) return on ? [...reactions, { emoji, count: 1, me: true }] : reactions;
  if (present.me === on) return reactions;
  return reactions
    .map((r) => (r === present ? { ...r, me: on, count: r.count + (on ? 1 : -1) } : r))
    .filter((reaction) => reaction.count > 0);
}
