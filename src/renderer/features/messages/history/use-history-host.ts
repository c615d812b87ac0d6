import type { MessageView } from '@shared/models/messages';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useActions, useAppStore } from '../../../state/react';
import { memberEntries } from '../../members';
import { useAttempt } from '../../trouble';
import { quickEmoji } from '../emoji/recent';
import { useAbilities } from './abilities';
import type { HistoryHost } from './HistoryHost';
import { type MenuContext, messageMenu } from './message-menu';
import { useMessageActions } from './use-message-actions';

export interface HistoryList {
  host: HistoryHost;
  contextOf(message: MessageView): MenuContext;
  picking: { message: MessageView; beside: Element } | null;
  stopPicking(): void;
  forwarding: MessageView | null;
  stopForwarding(): void;
}

/** What the rows of a channel share, and what floats above them. */
export function useHistoryHostOf(channelId: string, messages: readonly MessageView[]): HistoryList {
  const store = useAppStore();
  const actions = useMessageActions();
  const abilities = useAbilities(channelId);
  const [picking, setPicking] = useState<HistoryList['picking']>(null);
  const [forwarding, setForwarding] = useState<MessageView | null>(null);
  // Read when something is asked, so that the host stays one object and no row draws for a new message.
  const now = useRef({ messages, abilities });
  now.current = { messages, abilities };

  // Whether what webhooks posted can be edited is known once their list is.
  const { webhooks } = useActions();
  const attempt = useAttempt();
  const showsWebhooks = messages.some(({ webhookId }) => webhookId !== null);
  useEffect(() => {
    if (showsWebhooks) attempt(() => webhooks.loadUsable());
  }, [showsWebhooks, webhooks, attempt]);

  const { host, contextOf } = useMemo(() => {
    const contextOf = (message: MessageView): MenuContext => {
      const channel = store.getState().workspace.textChannels[channelId];
      const at = now.current.messages.findIndex((other) => other.messageId === message.messageId);
      return {
        actions,
        abilities: now.current.abilities,
        isAnnouncement: channel?.kind === 'announcement',
        canHoldThreads: channel?.kind === 'text' || channel?.kind === 'announcement',
        forward: setForwarding,
        isOurWebhook: ({ webhookId }) =>
          webhookId !== null &&
          store.getState().webhooks.usable.some((webhook) => webhook.webhookId === webhookId),
        authorEntries: ({ author, guildId, webhookId }) => {
          if (guildId === null || webhookId !== null) return [];
          const { occupants } = store.getState().workspace;
          const standing = author.isSelf
            ? 'self'
            : (occupants[`${guildId}:${author.userId}`]?.standing ?? null);
          return memberEntries({ guildId, userId: author.userId, name: author.displayName, standing }, store);
        },
        previousId: now.current.messages[at - 1]?.messageId ?? null,
      };
    };
    const host: HistoryHost = {
      actions,
      menuOf: (message) => messageMenu(message, contextOf(message)),
      pickReaction: (message, beside) => setPicking({ message, beside }),
      forward: setForwarding,
      canReact: () => now.current.abilities.includes('addReactions'),
      quickEmoji,
    };
    return { host, contextOf };
  }, [store, actions, channelId]);
  return {
    host,
    contextOf,
    picking,
    stopPicking: () => setPicking(null),
    forwarding,
    stopForwarding: () => setForwarding(null),
  };
}
