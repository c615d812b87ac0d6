import type { MessageView } from '@shared/models/messages';
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import { useActions } from '../../../state/react';
import { strings } from '../../../strings';
import { historyStrings as words } from '../../../strings/history';
import { Button } from '../../../ui/Button';
import { useAttempt } from '../../trouble';
import { useHistoryHost } from './HistoryHost';
import styles from './history.module.css';
import { focusComposer } from './use-message-actions';

/** Discord's limit for a message of a bot. */
const CONTENT_LIMIT = 2_000;

/** The text of a message, in place. Enter saves, Escape leaves it as it was; saving can be undone. */
export function EditBox({ message }: { message: MessageView }) {
  const { actions } = useHistoryHost();
  const { messages } = useActions();
  const attempt = useAttempt();
  const [text, setText] = useState(message.content);
  const [saving, setSaving] = useState(false);
  const fieldRef = useRef<HTMLTextAreaElement>(null);
  const left = CONTENT_LIMIT - text.trim().length;
  const isEmpty = text.trim() === '' && message.attachments.length === 0 && message.embeds.length === 0;

  useLayoutEffect(() => {
    const field = fieldRef.current;
    if (!field) return;
    grow(field);
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }, []);

  const leave = () => {
    messages.stopEditing();
    focusComposer();
  };
  const save = () => {
    if (isEmpty || left < 0 || saving) return;
    if (text.trim() === message.content) return leave();
    setSaving(true);
    attempt(async () => {
      try {
        if (await actions.saveEdit(message, text.trim())) leave();
      } finally {
        setSaving(false);
      }
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // The list's own keys must not hear what is typed here.
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') leave();
    else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      save();
    }
  };
  return (
    <div className={styles.editBox}>
      <textarea
        ref={fieldRef}
        rows={1}
        value={text}
        aria-label={words.editLabel}
        aria-invalid={left < 0 || isEmpty}
        onChange={(event) => {
          setText(event.target.value);
          grow(event.target);
        }}
        onKeyDown={onKeyDown}
      />
      <footer>
        <span className={left < 0 || isEmpty ? styles.wrong : undefined}>
          {isEmpty ? words.editEmpty : left < 0 ? strings.messages.over(-left) : words.editHint}
        </span>
        <Button tone="quiet" onClick={leave}>
          {strings.cancel}
        </Button>
        <Button tone="primary" busy={saving} disabled={isEmpty || left < 0} onClick={save}>
          {words.save}
        </Button>
      </footer>
    </div>
  );
}

/** As high as its text, up to what its style allows. */
function grow(field: HTMLTextAreaElement): void {
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight + 2}px`;
}
