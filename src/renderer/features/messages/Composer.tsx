import { SendHorizontal } from 'lucide-react';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { selectTypists } from '../../state/messages/selectors';
import { useActions, useApp, useAppStore } from '../../state/react';
import { selectDraft } from '../../state/settings/selectors';
import { selectTextChannel } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { IconButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { useAttempt } from '../trouble';
import { CONTENT_LIMIT, COUNT_FROM } from './limits';
import styles from './messages.module.css';

/** Where a message is written. Enter sends, Shift+Enter breaks the line, the draft stays with its channel. */
export function Composer({ channelId }: { channelId: string }) {
  const channel = useApp(selectTextChannel(channelId));
  const store = useAppStore();
  const { messages, settings } = useActions();
  const attempt = useAttempt();
  const [text, setText] = useState(() => selectDraft(channelId)(store.getState()));
  const fieldRef = useRef<HTMLTextAreaElement>(null);

  // The field grows with its text up to the height its style allows.
  useLayoutEffect(() => {
    const field = fieldRef.current;
    if (!field) return;
    field.style.height = 'auto';
    field.style.height = `${text === '' ? field.clientHeight : field.scrollHeight}px`;
  }, [text]);
  useEffect(() => fieldRef.current?.focus(), []);

  const change = (next: string) => {
    setText(next);
    settings.setDraft(channelId, next);
  };
  const length = text.trim().length;
  const over = length > CONTENT_LIMIT;
  const send = () => {
    if (length === 0 || over) return;
    attempt(() => messages.send(channelId, text.trim()));
    change('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  if (!channel) return null;
  if (!channel.canSend) return <p className={styles.readOnly}>{strings.messages.cannotSend}</p>;
  const label = strings.messages.compose(channel.name);
  return (
    <div className={styles.composer}>
      <div className={cx(styles.box, over && styles.over)}>
        <textarea
          ref={fieldRef}
          rows={1}
          value={text}
          aria-label={label}
          aria-invalid={over}
          placeholder={label}
          onChange={(event) => change(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <IconButton
          label={strings.messages.send}
          shortcut="Enter"
          disabled={length === 0 || over}
          onClick={send}
        >
          <SendHorizontal size={16} />
        </IconButton>
      </div>
      <div className={styles.under}>
        <Typing channelId={channelId} />
        <span className={cx(styles.counter, over && styles.overText)} role={over ? 'alert' : undefined}>
          {length >= COUNT_FROM &&
            (over
              ? strings.messages.over(length - CONTENT_LIMIT)
              : strings.messages.left(CONTENT_LIMIT - length))}
        </span>
      </div>
    </div>
  );
}

function Typing({ channelId }: { channelId: string }) {
  const typists = useApp(selectTypists(channelId));
  const [now, setNow] = useState(Date.now);
  const latest = Math.max(0, ...typists.map((typist) => typist.untilMs));
  useEffect(() => {
    setNow(Date.now());
    if (latest <= Date.now()) return;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [latest]);
  const names = typists.filter((typist) => typist.untilMs > now).map((typist) => typist.displayName);
  return <span className={styles.typing}>{strings.messages.typing(names)}</span>;
}
