import type { MessageView } from '@shared/models/messages';
import { useEffect, useRef } from 'react';
import { channelOf } from '../../../state/messages/apply';
import { useActions, useApp, useAppStore } from '../../../state/react';
import { selectReadState } from '../../../state/read-states/selectors';
import { useAttempt } from '../../trouble';

/**
 * What is seen is read: the newest message in view of a window that has the focus. What comes while nobody looks
 * gets the "new" line above it.
 */
export function useReadMark(channelId: string, messages: readonly MessageView[], atBottom: boolean): void {
  const store = useAppStore();
  const { readStates, messages: actions } = useActions();
  const attempt = useAttempt();
  const unread = useApp(selectReadState(channelId));
  const newest = messages.at(-1);
  const seen = useRef(newest?.messageId ?? null);

  useEffect(() => {
    const mark = () => {
      if (!newest || !atBottom || !document.hasFocus()) return;
      // Whoever marks something unread wants it to stay so while it is looked at.
      const { readUpToId } = channelOf(store.getState().messages, channelId);
      if (readUpToId !== null && unread?.lastReadId === readUpToId && seen.current === newest.messageId)
        return;
      seen.current = newest.messageId;
      attempt(() => readStates.markRead(channelId, newest.messageId));
    };
    mark();
    window.addEventListener('focus', mark);
    return () => window.removeEventListener('focus', mark);
  }, [newest, atBottom, store, readStates, channelId, unread, attempt]);

  useEffect(() => {
    if (!newest || newest.messageId === seen.current || newest.author.isSelf) return;
    if (atBottom && document.hasFocus()) return;
    const { readUpToId } = channelOf(store.getState().messages, channelId);
    if (readUpToId === null && seen.current !== null) actions.setReadUpTo(channelId, seen.current);
  }, [newest, atBottom, store, actions, channelId]);
}
