import { draftKeyOf } from '@shared/models/body-basics';
import type { OutboxEntry } from '@shared/models/outbox';
import { useCallback } from 'react';
import { useActions, useAppStore } from '../../../state/react';
import { historyStrings } from '../../../strings/history';
import { useAttempt } from '../../trouble';
import { focusComposer } from './use-message-actions';

/**
 * Takes a message back that has not left: what was written stands again where it was written, and the full composer
 * opens again when it was written there. Says so when it was too late.
 */
export function useTakeBack(): (entry: OutboxEntry) => void {
  const { getState } = useAppStore();
  const { drafts, outbox, view } = useActions();
  const attempt = useAttempt();
  return useCallback(
    ({ entryId, destination, content }) =>
      attempt(async () => {
        const wasFull = getState().outbox.fromFull.includes(entryId);
        if (!(await outbox.cancel(entryId))) {
          view.toast({ title: historyStrings.outbox.tooLate, stayMs: 3_000 });
          return;
        }
        if (content.type !== 'message') return;
        drafts.giveBack(draftKeyOf(destination), content.body);
        if (wasFull || destination.kind === 'forumPost') view.showPlace({ kind: 'compose', destination });
        else focusComposer();
        await outbox.dismiss([entryId]);
      }),
    [attempt, drafts, getState, outbox, view],
  );
}
