import type { EmojiRef } from '@shared/discord/emoji';
import type { MessageView, Refusal } from '@shared/models/messages';
import { useMemo } from 'react';
import { useActions, useAppStore } from '../../../state/react';
import { strings } from '../../../strings';
import { historyStrings as words } from '../../../strings/history';
import { refusalStrings } from '../../../strings/refusals';
import { copyText } from '../../../ui/copy-text';
import { useAttempt, wordRefusal } from '../../trouble';
import { toBody } from './to-body';

/** What can be done with a message. Every failure and refusal is said; nothing here draws. */
export interface MessageActions {
  reply(message: MessageView): void;
  react(message: MessageView, emoji: EmojiRef, on: boolean): void;
  clearReactions(message: MessageView): void;
  startEditing(message: MessageView): void;
  /** Opens what we posted ourselves in the full composer. */
  editFull(message: MessageView): void;
  /** Opens what a webhook of ours posted in the full composer. */
  editPosted(message: MessageView): void;
  saveEdit(message: MessageView, content: string): Promise<boolean>;
  remove(channelId: string, messageIds: readonly string[]): void;
  setPinned(message: MessageView, pinned: boolean): void;
  publish(message: MessageView): void;
  setEmbedsSuppressed(message: MessageView, suppressed: boolean): void;
  startThread(message: MessageView): void;
  openThread(channelId: string): void;
  markUnread(message: MessageView, previousId: string | null): void;
  copy(message: MessageView, what: 'text' | 'link' | 'id' | 'json'): void;
  select(message: MessageView): void;
  jump(channelId: string, messageId: string): void;
}

const REPLY_EXCERPT = 120;
const CONFIRM_MS = 2_500;

export function useMessageActions(): MessageActions {
  const store = useAppStore();
  const { messages, view, drafts, webhooks } = useActions();
  const attempt = useAttempt();
  return useMemo(() => {
    const { api } = store;
    const refused = (refusal: Refusal) =>
      view.toast({ tone: 'trouble', title: refusalStrings.title, body: wordRefusal(refusal) });
    const say = (title: string) => view.toast({ title, stayMs: CONFIRM_MS });
    const undoable = (message: MessageView) => ({
      label: strings.undo,
      run: () =>
        attempt(async () => {
          const outcome = await messages.edit(message, toBody(message), keptIds(message));
          if (outcome.kind === 'done') say(words.editUndone);
          else refused(outcome);
        }),
    });
    return {
      reply(message) {
        const excerpt = message.content.replaceAll(/\s+/g, ' ').slice(0, REPLY_EXCERPT);
        drafts.edit(`channel:${message.channelId}`, (body) => ({
          ...body,
          replyTo: {
            channelId: message.channelId,
            messageId: message.messageId,
            authorName: message.author.displayName,
            excerpt,
          },
        }));
        focusComposer();
      },
      react: (message, emoji, on) =>
        attempt(async () => {
          const outcome = await messages.react(message, emoji, on);
          if (outcome.kind !== 'done') refused(outcome);
        }),
      clearReactions: ({ channelId, messageId }) =>
        attempt(async () => {
          const outcome = await api.messages.clearReactions({
            channelId,
            messageId,
            emoji: null,
            userId: null,
          });
          if (outcome.kind !== 'done') refused(outcome);
        }),
      editFull: (message) => view.showPlace({ kind: 'editOwn', message }),
      editPosted: (message) =>
        attempt(async () => {
          if (message.webhookId === null) return;
          const outcome = await webhooks.openMessage(message.webhookId, copyOf(message, 'link'));
          if (outcome.kind === 'opened') view.showPlace({ kind: 'editPosted', message: outcome.message });
          else if (outcome.kind === 'notOurs') say(words.notOurs);
          else if (outcome.kind !== 'done') refused(outcome);
        }),
      startEditing: ({ channelId, messageId }) => messages.startEditing(channelId, messageId),
      async saveEdit(message, content) {
        const body = { ...toBody(message), content };
        const outcome = await messages.edit(message, body, keptIds(message));
        if (outcome.kind !== 'done') {
          refused(outcome);
          return false;
        }
        view.toast({ title: words.editSaved, stayMs: 6_000, action: undoable(message) });
        return true;
      },
      remove: (channelId, messageIds) =>
        attempt(async () => {
          const deletion = await messages.remove(channelId, messageIds);
          const stayMs = deletion.executesAtMs - Date.now();
          if (stayMs <= 0) return;
          const count = deletion.messageIds.length;
          const run = () =>
            attempt(async () => {
              const undone = await messages.undoRemove(deletion.deletionId);
              say(undone ? words.restored(count) : words.tooLate);
            });
          view.toast({ title: words.removeSoon(count), stayMs, action: { label: strings.undo, run } });
        }),
      setPinned: (message, pinned) =>
        attempt(async () => {
          const outcome = await messages.setPinned(message, pinned);
          if (outcome.kind === 'done') say(pinned ? words.pinnedNow : words.unpinnedNow);
          else refused(outcome);
        }),
      publish: ({ channelId, messageId }) =>
        attempt(async () => {
          const outcome = await api.messages.crosspost({ channelId, messageId });
          if (outcome.kind === 'done') say(words.published);
          else refused(outcome);
        }),
      setEmbedsSuppressed: ({ channelId, messageId }, suppressed) =>
        attempt(async () => {
          const outcome = await api.messages.setEmbedsSuppressed({ channelId, messageId, suppressed });
          if (outcome.kind !== 'done') refused(outcome);
        }),
      startThread: ({ channelId, messageId }) => view.startThread({ channelId, messageId }),
      openThread: (channelId) => view.chooseTextChannel(channelId),
      markUnread: (message, previousId) =>
        attempt(async () => {
          // Without one before it the channel has never been read: the first id there can be stands for that.
          const readUpTo = previousId ?? '0';
          messages.keepUnread(message.channelId, readUpTo);
          await api.messages.markRead({
            channelId: message.channelId,
            messageId: readUpTo as MessageView['messageId'],
          });
        }),
      copy(message, what) {
        const copied = copyText(copyOf(message, what));
        say(copied ? words.copied : words.notCopied);
      },
      select: ({ channelId, messageId }) => messages.startSelecting(channelId, messageId),
      jump: (channelId, messageId) =>
        attempt(async () => {
          if (store.getState().view.textChannelId !== channelId) view.chooseTextChannel(channelId);
          const found = await messages.jumpTo(channelId, messageId);
          if (!found) view.toast({ title: words.jumpGone, stayMs: 4_000 });
        }),
    };
  }, [store, messages, view, drafts, webhooks, attempt]);
}

function keptIds(message: MessageView): string[] {
  return message.attachments.map(({ attachmentId }) => attachmentId);
}

/** What lands on the clipboard. The JSON is what the composer takes in again. */
export function copyOf(message: MessageView, what: 'text' | 'link' | 'id' | 'json'): string {
  switch (what) {
    case 'text':
      return message.content;
    case 'link':
      return `https://discord.com/channels/${message.guildId ?? '@me'}/${message.channelId}/${message.messageId}`;
    case 'id':
      return message.messageId;
    case 'json': {
      const { content, embeds, components } = toBody(message);
      const flags = message.componentsV2 ? { flags: 1 << 15 } : {};
      return JSON.stringify(
        message.componentsV2 ? { components, ...flags } : { content, embeds, components },
        null,
        2,
      );
    }
  }
}

/** Hands the keyboard to the composer of the channel that is shown. */
export function focusComposer(): void {
  const field = document.querySelector<HTMLElement>('textarea[id^="text-"]');
  // After the menu or dialog that asked has given its focus back.
  setTimeout(() => field?.focus(), 0);
}
