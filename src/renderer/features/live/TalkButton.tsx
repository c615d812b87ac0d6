import { selectInput } from '../../state/live/selectors';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { cx } from '../../ui/cx';
import { Keys } from '../../ui/Keys';
import { useAttempt } from '../trouble';
import styles from './talk.module.css';

const words = strings.live.inputs;

/** Held like the key T: by pointer, or by Space and Enter. Nothing where the mode needs none. `bare` where T does not work. */
export function TalkButton({ bare = false }: { bare?: boolean }) {
  const { enabled, mode, pushed } = useApp(selectInput('microphone'));
  const { live } = useActions();
  const attempt = useAttempt();
  if (!enabled || (mode !== 'pushToTalk' && mode !== 'pushToMute')) return null;
  const push = (down: boolean) => attempt(() => live.push('microphone', down));
  const isPress = (key: string) => key === ' ' || key === 'Enter';
  return (
    <button
      type="button"
      className={cx(styles.talk, pushed && styles.talkDown)}
      aria-pressed={pushed}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        push(true);
      }}
      onPointerUp={() => push(false)}
      onPointerCancel={() => push(false)}
      onKeyDown={(event) => {
        if (!isPress(event.key)) return;
        event.preventDefault();
        push(true);
      }}
      onKeyUp={(event) => isPress(event.key) && push(false)}
      onBlur={() => pushed && push(false)}
    >
      {mode === 'pushToTalk' ? words.talk : words.cough}
      {!bare && <Keys shortcut="T" />}
    </button>
  );
}
