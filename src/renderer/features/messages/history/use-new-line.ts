import type { MessageView } from '@shared/models/messages';
import { useEffect, useRef } from 'react';
import { channelOf } from '../../../state/messages/apply';
import { useActions, useAppStore } from '../../../state/react';

/** What comes while nobody looks (another window, scrolled up) gets the "new" line above it. */
export function useNewLine(channelId: string, messages: readonly MessageView[], atBottom: boolean): void {
  const store = useAppStore();
  const { messages: actions } = useActions();
  const newest = messages.at(-1);
  const seen = useRef(newest?.messageId ?? null);
  useEffect(() => {
    if (!newest || newest.messageId === seen.current) return;
    const looking = atBottom && document.hasFocus();
    const { readUpToId } = channelOf(store.getState().messages, channelId);
    if (!looking && !newest.author.isSelf && readUpToId === null && seen.current !== null) {
      actions.setReadUpTo(channelId, seen.current);
    }
    if (looking || newest.author.isSelf) seen.current = newest.messageId;
  }, [newest, atBottom, store, actions, channelId]);
}
