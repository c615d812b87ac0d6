import { useEffect, useState } from 'react';
import { channelOf } from '../../state/messages/apply';
import { useActions, useApp } from '../../state/react';
import { selectIsUnread } from '../../state/read-states/selectors';
import { useAttempt } from '../trouble';

/** Marks a channel as read while its newest message is in view and the window has the focus. */
export function useMarkRead(channelId: string): void {
  const unread = useApp(selectIsUnread(channelId));
  const atNewest = useApp((state) => {
    const channel = channelOf(state.messages, channelId);
    const { load, isOpen, following, hasNewer, keepUnread } = channel;
    return load.kind === 'ready' && isOpen && following && !hasNewer && !keepUnread;
  });
  const focused = useWindowFocus();
  const { readStates } = useActions();
  const attempt = useAttempt();
  useEffect(() => {
    if (unread && atNewest && focused) attempt(() => readStates.markRead(channelId));
  }, [unread, atNewest, focused, channelId, readStates, attempt]);
}

function useWindowFocus(): boolean {
  const [focused, setFocused] = useState(() => document.hasFocus());
  useEffect(() => {
    const look = () => setFocused(document.hasFocus());
    window.addEventListener('focus', look);
    window.addEventListener('blur', look);
    return () => {
      window.removeEventListener('focus', look);
      window.removeEventListener('blur', look);
    };
  }, []);
  return focused;
}
