import type { MessageView } from '@shared/models/messages';
import { Trash2 } from 'lucide-react';
import { useEffect } from 'react';
import { selectSelection } from '../../../state/messages/selectors';
import { useActions, useApp } from '../../../state/react';
import { strings } from '../../../strings';
import { historyStrings as words } from '../../../strings/history';
import { Button } from '../../../ui/Button';
import styles from './history.module.css';
import type { MessageActions } from './use-message-actions';

/** Older than this, Discord deletes one by one (reference "Bulk Delete Messages"). */
const BULK_WITHIN_MS = 14 * 86_400_000;

/** What is done with several messages at once: says to how many, and what it costs. */
export function SelectionBar(props: {
  channelId: string;
  messages: readonly MessageView[];
  actions: MessageActions;
}) {
  const { channelId, messages, actions } = props;
  const ids = useApp(selectSelection(channelId)) ?? [];
  const { messages: state } = useActions();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) state.stopSelecting();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [state]);
  const limit = Date.now() - BULK_WITHIN_MS;
  const old = messages.filter((m) => ids.includes(m.messageId) && m.sentAtMs < limit).length;
  const remove = () => {
    actions.remove(channelId, ids);
    state.stopSelecting();
  };
  return (
    <div className={styles.selectionBar} role="toolbar" aria-label={words.select}>
      <span>
        <b>{words.selected(ids.length)}</b>
        {old > 0 && <small>{words.oldOnes(old)}</small>}
      </span>
      <Button tone="quiet" onClick={() => state.stopSelecting()}>
        {strings.cancel}
      </Button>
      <Button icon={<Trash2 size={15} />} disabled={ids.length === 0} onClick={remove}>
        {words.deleteSelected(ids.length)}
      </Button>
    </div>
  );
}
