import type { MessageBody } from '@shared/models/message-body';
import { useCallback } from 'react';
import { selectBody } from '../../state/drafts/selectors';
import { useActions, useApp } from '../../state/react';

/** The draft of one place, and ways to change it. */
export function useDraft(key: string) {
  // How it is being saved is nothing that needs the text drawn again.
  const body = useApp(selectBody(key));
  const { drafts } = useActions();
  const edit = useCallback(
    (change: (body: MessageBody) => MessageBody, tag?: string) => drafts.edit(key, change, tag),
    [drafts, key],
  );
  return { body, edit };
}

export type EditBody = ReturnType<typeof useDraft>['edit'];
