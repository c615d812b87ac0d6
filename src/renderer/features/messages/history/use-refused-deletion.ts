import { useEffect, useRef } from 'react';
import { useActions, useApp } from '../../../state/react';
import { historyStrings as words } from '../../../strings/history';
import { wordRefusal } from '../../trouble';

/** Says when messages that were to go are back because Discord did not let them be deleted. */
export function useRefusedDeletion(): void {
  const refused = useApp((state) => state.messages.refusedDeletion);
  const { view } = useActions();
  const said = useRef(refused);
  useEffect(() => {
    if (refused === said.current || refused === null) return;
    said.current = refused;
    const title = words.restored(refused.deletion.messageIds.length);
    view.toast({ tone: 'trouble', title, body: wordRefusal(refused.problem), stayMs: 12_000 });
  }, [refused, view]);
}
