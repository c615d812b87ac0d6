import { Mic, MicOff, TriangleAlert } from 'lucide-react';
import { useCallback } from 'react';
import { selectIsHeard } from '../../state/live/air';
import { selectInput } from '../../state/live/selectors';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { IconButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Meter, type MeterReading } from '../../ui/Meter';
import { useSound } from '../sound';
import { useAttempt } from '../trouble';
import styles from './inputs.module.css';
import { TalkButton } from './TalkButton';

const words = strings.live.inputs;

/** The microphone at a glance, on every tab: on or off, heard or not, and the button to talk. */
export function MicrophoneStrip() {
  const input = useApp(selectInput('microphone'));
  const capture = useApp((state) => state.live.microphone);
  const { live } = useActions();
  const attempt = useAttempt();
  const sound = useSound();
  const subscribe = useCallback(
    (listener: (reading: MeterReading) => void) => sound.subscribeLevel('input:microphone', listener),
    [sound],
  );
  const isHeard = useApp(selectIsHeard);
  const { enabled, open } = input;
  const trouble = enabled && !['off', 'opening', 'open'].includes(capture.kind);
  return (
    <section className={cx(styles.strip, open && styles.stripOpen)} aria-label={words.microphone}>
      <IconButton
        tone={open && isHeard ? 'air' : open ? 'primary' : 'plain'}
        label={enabled ? words.off(words.microphone) : words.on(words.microphone)}
        shortcut="Shift+T"
        pressed={enabled}
        onClick={() => attempt(() => live.changeInput('microphone', { enabled: !enabled }))}
      >
        {enabled ? <Mic size={16} /> : <MicOff size={16} />}
      </IconButton>
      <span className={styles.stripText}>
        <span className={styles.stripName}>{words.microphone}</span>
        <span className={cx(styles.stripState, trouble && styles.trouble)}>
          {trouble && <TriangleAlert size={12} aria-hidden="true" />}
          {trouble
            ? troubleWord(capture.kind)
            : !enabled
              ? words.offWord
              : open
                ? isHeard
                  ? words.live
                  : words.open
                : words.closed}
        </span>
      </span>
      <Meter label={words.level(words.microphone)} subscribe={subscribe} className={styles.stripMeter} />
      <TalkButton />
    </section>
  );
}

function troubleWord(kind: string): string {
  switch (kind) {
    case 'refused':
      return words.short.refused;
    case 'noDevice':
      return words.short.noDevice;
    case 'unplugged':
      return words.short.unplugged;
    default:
      return words.short.failed;
  }
}
