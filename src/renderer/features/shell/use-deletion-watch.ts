import { useEffect } from 'react';
import { adviceFor } from '../../advice';
import { useAppStore } from '../../state/react';
import { historyStrings as words } from '../../strings/history';
import { wordRefusal } from '../trouble';

/** Says on any desk that messages which were to go are back, and why: Discord refused, or could not be reached. */
export function useDeletionWatch(): void {
  const store = useAppStore();
  useEffect(
    () =>
      store.subscribe((after, before) => {
        const refused = after.messages.refusedDeletion;
        if (refused === null || refused === before.messages.refusedDeletion) return;
        const { deletion, problem } = refused;
        const title = words.restored(deletion.messageIds.length);
        let body: string;
        if ('kind' in problem) body = wordRefusal(problem);
        else {
          const advice = adviceFor(problem);
          body = `${advice.title}. ${advice.next}`;
        }
        store.actions.view.toast({ tone: 'trouble', title, body, stayMs: 12_000 });
      }),
    [store],
  );
}
