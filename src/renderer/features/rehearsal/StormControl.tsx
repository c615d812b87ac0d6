import type { StormReport } from '@shared/models/practice-storm';
import { useState } from 'react';
import { useActions } from '../../state/react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Slider } from '../../ui/Slider';
import { useAttempt } from '../trouble';
import styles from './Rehearsal.module.css';

const words = strings.rehearsal;
const STORM_MS = 60_000;
const MOST = 2_000;

/** Many true changes a second, for a minute. */
export function StormControl({ storm }: { storm: StormReport }) {
  const { rehearsal } = useActions();
  const attempt = useAttempt();
  const [rate, setRate] = useState(300);
  const shown = storm.running ? storm.eventsPerSecond : rate;
  const toggle = () =>
    attempt(() =>
      storm.running
        ? rehearsal.stopStorm()
        : rehearsal.startStorm({
            eventsPerSecond: rate,
            forMs: STORM_MS,
            kinds: { voiceStates: 5, messages: 2, typing: 1, presence: 2 },
          }),
    );
  return (
    <section className={styles.section} aria-label={words.storm}>
      <h3>{words.storm}</h3>
      <p className={styles.hint}>
        {storm.running ? words.stormRuns(storm.done, storm.planned) : words.stormIdle}
      </p>
      <div className={styles.dial}>
        <span>{words.stormRate}</span>
        <Slider
          label={words.stormRate}
          value={shown}
          min={20}
          max={MOST}
          step={20}
          valueText={String(shown)}
          disabled={storm.running}
          onChange={setRate}
        />
        <output className={styles.value}>{shown.toLocaleString('en')}</output>
      </div>
      <Button className={styles.small} onClick={toggle}>
        {storm.running ? words.stopStorm : words.startStorm}
      </Button>
    </section>
  );
}
