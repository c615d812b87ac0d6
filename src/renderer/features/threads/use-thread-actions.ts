import type { ThreadSummary } from '@shared/models/workspace';
import { useActions } from '../../state/react';
import { strings } from '../../strings';
import { refusalOf, useAttempt, wordRefusal } from '../trouble';

const words = strings.threads;
type Change = Parameters<ReturnType<typeof useActions>['threads']['modify']>[0];

/** What can be done to a thread; a refusal is said in words, what was done can be taken back where Discord lets us. */
export function useThreadActions() {
  const { threads, view } = useActions();
  const attempt = useAttempt();
  const refuse = (reason: string) => view.toast({ tone: 'trouble', title: reason, stayMs: 10_000 });

  const modify = (change: Change, onDone?: () => void) =>
    attempt(async () => {
      const outcome = await threads.modify(change);
      if (outcome.kind === 'done') onDone?.();
      else refuse(wordRefusal(outcome));
    });
  return {
    modify,
    setArchived(thread: ThreadSummary, archived: boolean) {
      const { channelId: threadId } = thread;
      const undo = { label: strings.undo, run: () => modify({ threadId, archived: false }) };
      modify({ threadId, archived }, () => {
        if (archived) view.toast({ title: words.archivedNow(thread.name), action: undo });
      });
    },
    setLocked: (thread: ThreadSummary, locked: boolean) => modify({ threadId: thread.channelId, locked }),
    setJoined: (thread: ThreadSummary, joined: boolean) =>
      attempt(async () => {
        const refusal = refusalOf(await threads.setJoined(thread.channelId, joined));
        if (refusal) refuse(wordRefusal(refusal));
      }),
    remove: (thread: ThreadSummary, onDone: () => void) =>
      attempt(async () => {
        const refusal = refusalOf(await threads.remove(thread.channelId));
        if (refusal && !(refusal.kind === 'gone' && refusal.what !== 'message'))
          return void refuse(wordRefusal(refusal));
        view.chooseTextChannel(thread.parentId);
        view.toast({ title: words.removed(thread.name) });
        onDone();
      }),
  };
}
