import type { EmojiRef } from '@shared/discord/emoji';
import type { ChannelId, MessageId } from '@shared/discord/snowflake';
import { compareSnowflakes } from '@shared/discord/snowflake-order';
import { toAppError } from '@shared/errors/failure';
import type { MessageBody } from '@shared/models/message-body';
import type {
  ActionOutcome,
  EditOutcome,
  MessageChange,
  MessageView,
  PageFrom,
  PendingDeletion,
} from '@shared/models/messages';
import type { AppState, SliceContext } from '../app-state';
import { failedLoad, LOADING } from '../load-state';
import {
  addDeletion,
  applyMessageChange,
  applyNewerPage,
  applyOlderPage,
  applyPage,
  channelOf,
  endDeletion,
  initialMessages,
  patchChannel,
  patchMessage,
  toggledReactions,
  upsert,
} from './apply';

/** What is read when a channel opens: enough for a tall window. */
const FIRST_PAGE = 50;
/** What is read at an end: all that Discord gives at once, because reading fast costs requests. */
const NEXT_PAGE = 100;
/** Discord deletes at most this many at once. */
export const SELECTION_LIMIT = 100;

export interface MessagesActions {
  /** Shows a channel: at the first unread message when it is known, else at the newest. */
  open(channelId: string): Promise<void>;
  leave(channelId: string): void;
  reload(channelId: string): Promise<void>;
  loadOlder(channelId: string): Promise<void>;
  loadNewer(channelId: string): Promise<void>;
  /** Brings a message into view, reading around it when it is not loaded. Resolves false when it is gone. */
  jumpTo(channelId: string, messageId: string): Promise<boolean>;
  /** Back to the newest. */
  toPresent(channelId: string): Promise<void>;
  setFollowing(channelId: string, following: boolean): void;
  /** Moves the "new" line: after `messageId`, or away with null. */
  setReadUpTo(channelId: string, messageId: string | null): void;
  /** The same, and it stays unread although it is looked at. */
  keepUnread(channelId: string, messageId: string): void;
  react(message: MessageView, emoji: EmojiRef, on: boolean): Promise<ActionOutcome>;
  edit(message: MessageView, body: MessageBody, keepAttachmentIds: readonly string[]): Promise<EditOutcome>;
  /** Announces a deletion: the messages disappear at once and are deleted after the undo window. */
  remove(channelId: string, messageIds: readonly string[], reason?: string | null): Promise<PendingDeletion>;
  undoRemove(deletionId: string): Promise<boolean>;
  setPinned(message: MessageView, pinned: boolean): Promise<ActionOutcome>;
  startEditing(channelId: string, messageId: string): void;
  /** Edits the last message of ours that has text, as arrow up in an empty composer does; false without one. */
  editLast(channelId: string): boolean;
  stopEditing(): void;
  /** Chooses several messages of a channel; `first` begins it. */
  startSelecting(channelId: string, first: string | null): void;
  toggleSelected(channelId: string, messageId: string): void;
  stopSelecting(): void;
  changed(changes: readonly MessageChange[]): void;
  clear(): void;
}

/** Main parses every id again; what the window holds came from there. */
const asChannelId = (id: string) => id as ChannelId;
const asMessageId = (id: string) => id as MessageId;

export function createMessagesActions({ api, get, update }: SliceContext): MessagesActions {
  const patch = (channelId: string, change: Parameters<typeof patchChannel>[2]) =>
    update('messages', (state) => patchChannel(state, channelId, change));
  const list = (channelId: string, from: PageFrom) =>
    api.messages.list({
      channelId: asChannelId(channelId),
      from,
      limit: from.kind === 'before' || from.kind === 'after' ? NEXT_PAGE : FIRST_PAGE,
    });

  const read = async (channelId: string, from: PageFrom) => {
    patch(channelId, (c) => ({ ...c, load: LOADING }));
    try {
      const page = await list(channelId, from);
      patch(channelId, (c) => applyPage(c, page));
    } catch (error) {
      patch(channelId, (c) => ({ ...c, load: failedLoad(error) }));
    }
  };
  const jump = (channelId: string, messageId: string) =>
    update('messages', (state) => ({
      ...state,
      jump: { channelId, messageId, turn: (state.jump?.turn ?? 0) + 1 },
    }));
  const isLoaded = (channelId: string, messageId: string) =>
    channelOf(get().messages, channelId).messages.some((message) => message.messageId === messageId);

  return {
    async open(channelId) {
      const { load } = channelOf(get().messages, channelId);
      const readUpToId = unreadFrom(get(), channelId);
      patch(channelId, (c) => ({
        ...c,
        isOpen: true,
        readUpToId,
        keepUnread: false,
        following: readUpToId === null,
      }));
      if (load.kind === 'ready' || load.kind === 'loading') return;
      const from: PageFrom =
        readUpToId === null ? { kind: 'newest' } : { kind: 'around', messageId: asMessageId(readUpToId) };
      await read(channelId, from);
    },
    leave(channelId) {
      // What was held far from the newest is not worth keeping: coming back starts where people are.
      patch(channelId, (c) =>
        c.hasNewer
          ? { ...c, isOpen: false, messages: [], load: { kind: 'idle' }, following: true }
          : { ...c, isOpen: false, following: true },
      );
      update('messages', (state) =>
        state.selection || state.editing ? { ...state, selection: null, editing: null } : state,
      );
    },
    reload: (channelId) => read(channelId, { kind: 'newest' }),
    async loadOlder(channelId) {
      const channel = channelOf(get().messages, channelId);
      const oldest = channel.messages[0];
      if (!oldest || !channel.hasOlder || channel.loadingOlder) return;
      patch(channelId, (c) => ({ ...c, loadingOlder: true }));
      try {
        const page = await list(channelId, { kind: 'before', messageId: oldest.messageId });
        patch(channelId, (c) => applyOlderPage(c, page));
      } catch (error) {
        patch(channelId, (c) => ({ ...c, loadingOlder: false }));
        throw toAppError(error);
      }
    },
    async loadNewer(channelId) {
      const channel = channelOf(get().messages, channelId);
      const newest = channel.messages.at(-1);
      if (!newest || !channel.hasNewer || channel.loadingNewer) return;
      patch(channelId, (c) => ({ ...c, loadingNewer: true }));
      try {
        const page = await list(channelId, { kind: 'after', messageId: newest.messageId });
        patch(channelId, (c) => applyNewerPage(c, page));
      } catch (error) {
        patch(channelId, (c) => ({ ...c, loadingNewer: false }));
        throw toAppError(error);
      }
    },
    async jumpTo(channelId, messageId) {
      if (!isLoaded(channelId, messageId)) {
        const page = await list(channelId, { kind: 'around', messageId: asMessageId(messageId) });
        if (!page.messages.some((message) => message.messageId === messageId)) return false;
        patch(channelId, (c) => ({ ...applyPage(c, page), following: false }));
      }
      jump(channelId, messageId);
      return true;
    },
    async toPresent(channelId) {
      if (channelOf(get().messages, channelId).hasNewer) {
        const page = await list(channelId, { kind: 'newest' });
        patch(channelId, (c) => ({ ...applyPage(c, page), following: true }));
      }
      const newest = channelOf(get().messages, channelId).messages.at(-1);
      if (newest) jump(channelId, newest.messageId);
    },
    setFollowing: (channelId, following) =>
      patch(channelId, (c) => (c.following === following ? c : { ...c, following })),
    setReadUpTo: (channelId, readUpToId) =>
      patch(channelId, (c) => (c.readUpToId === readUpToId ? c : { ...c, readUpToId })),
    keepUnread: (channelId, readUpToId) => patch(channelId, (c) => ({ ...c, readUpToId, keepUnread: true })),
    async react(message, emoji, on) {
      const { channelId, messageId } = message;
      const view = { id: emoji.id, name: emoji.name ?? '', animated: emoji.animated };
      const show = (shown: boolean) =>
        patch(channelId, (c) =>
          patchMessage(c, messageId, (m) => ({
            ...m,
            reactions: toggledReactions(m.reactions, view, shown),
          })),
        );
      show(on);
      try {
        const outcome = await api.messages.setReaction({ channelId, messageId, emoji, on });
        if (outcome.kind !== 'done') show(!on);
        return outcome;
      } catch (error) {
        show(!on);
        throw toAppError(error);
      }
    },
    async edit(message, body, keepAttachmentIds) {
      const { channelId, messageId } = message;
      const outcome = await api.messages.edit({
        channelId,
        messageId,
        body,
        keepAttachmentIds: [...keepAttachmentIds],
      });
      if (outcome.kind === 'done') patch(channelId, (c) => upsert(c, outcome.message));
      return outcome;
    },
    async remove(channelId, messageIds, reason = null) {
      const deletion = await api.messages.delete({
        channelId: asChannelId(channelId),
        messageIds: messageIds.map(asMessageId),
        reason,
      });
      update('messages', (state) => addDeletion(state, deletion));
      return deletion;
    },
    async undoRemove(deletionId) {
      const { undone } = await api.messages.undoDelete({ deletionId });
      if (undone) update('messages', (state) => endDeletion(state, deletionId));
      return undone;
    },
    async setPinned(message, pinned) {
      const { channelId, messageId } = message;
      const outcome = await api.messages.setPinned({ channelId, messageId, pinned, reason: null });
      if (outcome.kind === 'done')
        patch(channelId, (c) => patchMessage(c, messageId, (m) => ({ ...m, pinned })));
      return outcome;
    },
    startEditing: (channelId, messageId) =>
      update('messages', (state) => ({ ...state, editing: { channelId, messageId } })),
    editLast(channelId) {
      const last = channelOf(get().messages, channelId).messages.findLast(isEditable);
      if (!last) return false;
      update('messages', (state) => ({ ...state, editing: { channelId, messageId: last.messageId } }));
      return true;
    },
    stopEditing: () =>
      update('messages', (state) => (state.editing === null ? state : { ...state, editing: null })),
    startSelecting: (channelId, first) =>
      update('messages', (state) => ({
        ...state,
        selection: { channelId, messageIds: first === null ? [] : [first] },
      })),
    toggleSelected(channelId, messageId) {
      update('messages', (state) => {
        if (state.selection?.channelId !== channelId) return state;
        const { messageIds } = state.selection;
        const isIn = messageIds.includes(messageId);
        if (!isIn && messageIds.length >= SELECTION_LIMIT) return state;
        const next = isIn ? messageIds.filter((id) => id !== messageId) : [...messageIds, messageId];
        return { ...state, selection: { channelId, messageIds: next.toSorted(compareSnowflakes) } };
      });
    },
    stopSelecting: () =>
      update('messages', (state) => (state.selection === null ? state : { ...state, selection: null })),
    changed: (changes) => update('messages', (state) => changes.reduce(applyMessageChange, state)),
    clear: () => update('messages', () => initialMessages),
  };
}

/** Ours, and words: layouts of components have none, and what was passed on cannot be changed. */
export function isEditable(message: MessageView): boolean {
  return isOwnWriting(message) && !message.componentsV2;
}

/** Whether it is ours to change; a layout only in the full composer. */
export function isOwnWriting(message: MessageView): boolean {
  return (
    message.author.isSelf &&
    message.webhookId === null &&
    message.system === null &&
    message.forwarded === null
  );
}

/** What has been read of a channel, when there is something unread after it; null when there is not. */
function unreadFrom(state: AppState, channelId: string): string | null {
  const read = state.readStates.byChannel[channelId];
  return read && read.unread + read.mentions > 0 ? read.lastReadId : null;
}
