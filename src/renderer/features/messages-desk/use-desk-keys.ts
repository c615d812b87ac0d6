import { useEffect } from 'react';
import { useAppStore } from '../../state/react';
import { isUnread } from '../../state/read-states/apply';
import { strings } from '../../strings';
import { stepFrom } from '../channels';
import { useAttempt } from '../trouble';

/** Something floats above the desk and the keys are its own. */
const floating = () => document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null;

/**
 * Alt+↑ and Alt+↓ go to the channel before and after, with Shift to one with something unread; Esc marks the channel
 * as read, with Shift everything. Whoever handles a key itself (an open panel, a reply) keeps it.
 */
export function useDeskKeys(ids: readonly string[], channelId: string | null): void {
  const store = useAppStore();
  const attempt = useAttempt();
  useEffect(() => {
    const { readStates, view } = store.actions;
    const step = (direction: 1 | -1, onlyUnread: boolean) => {
      const { byChannel } = store.getState().readStates;
      const wanted = (id: string) => {
        const one = byChannel[id];
        return !onlyUnread || (one !== undefined && isUnread(one));
      };
      const next = stepFrom(ids, channelId, direction, wanted);
      if (next !== null) view.chooseTextChannel(next);
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || !/^(Escape|ArrowUp|ArrowDown)$/.test(event.key)) return;
      // Looks through the whole page: not at every letter.
      if (event.defaultPrevented || store.getState().view.overlay !== null || floating()) return;
      if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
        event.preventDefault();
        return step(event.key === 'ArrowDown' ? 1 : -1, event.shiftKey);
      }
      if (event.key !== 'Escape' || event.altKey) return;
      if (event.shiftKey) {
        event.preventDefault();
        return attempt(async () => {
          await readStates.markAllRead(null);
          view.toast({ title: strings.channels.allRead, stayMs: 2_500 });
        });
      }
      const one = channelId === null ? undefined : store.getState().readStates.byChannel[channelId];
      if (channelId === null || one === undefined || !isUnread(one)) return;
      event.preventDefault();
      attempt(() => readStates.markRead(channelId));
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [store, attempt, ids, channelId]);
}
