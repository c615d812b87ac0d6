import { HeadphoneOff, Headphones } from 'lucide-react';
import { useCallback } from 'react';
import { selectMonitor } from '../../state/call/selectors';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { IconButton } from '../../ui/Button';
import { formatDb } from '../../ui/format';
import { Meter, type MeterReading } from '../../ui/Meter';
import { useSound } from '../sound';
import { useAttempt } from '../trouble';
import { Fader } from './Fader';
import styles from './inputs.module.css';

/** What we hear ourselves: on or off, how loud. */
export function Ears() {
  const { enabled, gainDb } = useApp(selectMonitor);
  const { call } = useActions();
  const attempt = useAttempt();
  const sound = useSound();
  const ears = strings.live.listen;
  const set = (nextEnabled: boolean, nextGain: number) =>
    attempt(() => call.setMonitor(nextEnabled, nextGain));
  const subscribe = useCallback(
    (listener: (reading: MeterReading) => void) => sound.subscribeLevel('master', listener),
    [sound],
  );
  return (
    <section className={styles.ears} aria-label={ears.title}>
      <IconButton
        label={ears.toggle}
        shortcut="Mod+Shift+H"
        pressed={enabled}
        onClick={() => set(!enabled, gainDb)}
      >
        {enabled ? <Headphones size={16} /> : <HeadphoneOff size={16} />}
      </IconButton>
      <span className={styles.stripName}>{ears.title}</span>
      <Meter label={ears.meter} subscribe={subscribe} className={styles.stripMeter} />
      <Fader
        bare
        label={ears.volume}
        value={gainDb}
        min={-60}
        max={12}
        step={0.5}
        rest={0}
        disabled={!enabled}
        format={formatDb}
        onChange={(next) => set(enabled, next)}
      />
    </section>
  );
}
