import type { MessageBody } from '@shared/models/message-body';
import { useCallback } from 'react';
import { selectDraft } from '../../state/drafts/selectors';
import { useActions, useApp } from '../../state/react';

/** The draft of one place, and ways to change it. */
export function useDraft(key: string) {
  const entry = useApp(selectDraft(key));
  const { drafts } = useActions();
  const edit = useCallback(
    (change: (body: MessageBody) => MessageBody, tag?: string) => drafts.edit(key, change, tag),
    [drafts, key],
  );
  return { entry, body: entry.body, edit };
}

export type EditBody = ReturnType<typeof useDraft>['edit'];
