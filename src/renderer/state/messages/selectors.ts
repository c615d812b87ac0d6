import type { MessageView } from '@shared/models/messages';
import type { AppState } from '../app-state';
import { memoByKey } from '../memo';
import {
  type ChannelMessages,
  emptyChannel,
  type JumpTarget,
  type MessagesState,
  type Typist,
} from './apply';

const NO_TYPISTS: readonly Typist[] = [];
const NO_IDS: readonly string[] = [];

export const selectChannelMessages =
  (channelId: string) =>
  (state: AppState): ChannelMessages =>
    state.messages.byChannel[channelId] ?? emptyChannel;
export const selectTypists =
  (channelId: string) =>
  (state: AppState): readonly Typist[] =>
    state.messages.typing[channelId] ?? NO_TYPISTS;

const visible = memoByKey(
  (
    channelId: string,
    messages: readonly MessageView[],
    deletions: MessagesState['deletions'],
  ): readonly MessageView[] => {
    const hidden = new Set<string>(
      Object.values(deletions)
        .filter((deletion) => deletion.channelId === channelId)
        .flatMap((deletion) => deletion.messageIds),
    );
    return hidden.size === 0 ? messages : messages.filter((message) => !hidden.has(message.messageId));
  },
);

/** The messages of a channel without those about to be deleted. */
export const selectVisibleMessages =
  (channelId: string) =>
  (state: AppState): readonly MessageView[] =>
    visible(channelId, selectChannelMessages(channelId)(state).messages, state.messages.deletions);

/** Where the history of this channel is asked to go; null when nowhere. */
export const selectJump =
  (channelId: string) =>
  (state: AppState): JumpTarget | null =>
    state.messages.jump?.channelId === channelId ? state.messages.jump : null;

/** Ids chosen together in this channel; null outside that mode. */
export const selectSelection =
  (channelId: string) =>
  (state: AppState): readonly string[] | null =>
    state.messages.selection?.channelId === channelId ? state.messages.selection.messageIds : null;

export const selectIsSelected =
  (channelId: string, messageId: string) =>
  (state: AppState): boolean =>
    (selectSelection(channelId)(state) ?? NO_IDS).includes(messageId);

export const selectIsEditing =
  (messageId: string) =>
  (state: AppState): boolean =>
    state.messages.editing?.messageId === messageId;

export const selectPinsRevision =
  (channelId: string) =>
  (state: AppState): number =>
    state.messages.pinsRevision[channelId] ?? 0;
