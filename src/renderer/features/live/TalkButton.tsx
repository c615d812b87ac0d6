import { useEffect, useRef } from 'react';
import { selectInput } from '../../state/live/selectors';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { cx } from '../../ui/cx';
import { Keys } from '../../ui/Keys';
import { useAttempt } from '../trouble';
import { TALK_KEY } from './desk-keys';
import styles from './talk.module.css';

const words = strings.live.inputs;

/** Held like the key T: by pointer, or by Space and Enter. Nothing where the mode needs none. */
export function TalkButton() {
  const { enabled, mode } = useApp(selectInput('microphone'));
  if (!enabled || (mode !== 'pushToTalk' && mode !== 'pushToMute')) return null;
  return <HeldButton label={mode === 'pushToTalk' ? words.talk : words.cough} />;
}

function HeldButton({ label }: { label: string }) {
  const { pushed } = useApp(selectInput('microphone'));
  const { live } = useActions();
  const attempt = useAttempt();
  const holds = useRef(false);
  const push = (down: boolean) => {
    if (holds.current === down) return;
    holds.current = down;
    attempt(() => live.push('microphone', down));
  };
  // Gone while it is held (another desk, the microphone switched off), it never hears that it was let go.
  const pushLatest = useRef(push);
  useEffect(() => {
    pushLatest.current = push;
  });
  useEffect(() => () => pushLatest.current(false), []);
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
      onLostPointerCapture={() => push(false)}
      onKeyDown={(event) => {
        if (!isPress(event.key)) return;
        event.preventDefault();
        if (!event.repeat) push(true);
      }}
      onKeyUp={(event) => isPress(event.key) && push(false)}
      onBlur={() => push(false)}
    >
      {label}
      <Keys shortcut={TALK_KEY.keys} />
    </button>
  );
}
