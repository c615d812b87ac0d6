import { ArrowLeftRight } from 'lucide-react';
import {
  selectCanFade,
  selectConsole,
  selectFadeTarget,
  selectLiveSettings,
} from '../../state/live/selectors';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { useAttempt } from '../trouble';
import { Fader } from './Fader';
import styles from './fade.module.css';
import parts from './parts.module.css';

const words = strings.live.fade;
const LENGTHS_MS = [0, 1_000, 2_000, 3_000, 5_000, 8_000, 12_000];

/** Between the decks: by hand, by one key, or by itself near the end. */
export function Crossfader() {
  const { position, fadingTo, durationMs } = useApp((state) => selectConsole(state).crossfade);
  const target = useApp(selectFadeTarget);
  const canFade = useApp(selectCanFade);
  const auto = useApp((state) => selectLiveSettings(state).autoCrossfade);
  const { live } = useActions();
  const attempt = useAttempt();
  const lengths = LENGTHS_MS.includes(durationMs)
    ? LENGTHS_MS
    : [...LENGTHS_MS, durationMs].sort((a, b) => a - b);
  return (
    <section className={styles.row} aria-label={words.title}>
      <span className={styles.end} aria-hidden="true">
        A
      </span>
      <Fader
        bare
        className={styles.slider}
        label={words.slider}
        value={position}
        min={0}
        max={1}
        step={0.01}
        rest={0.5}
        format={words.value}
        onChange={(next) => attempt(() => live.ask.setCrossfader({ position: next }))}
      />
      <span className={styles.end} aria-hidden="true">
        B
      </span>
      <Button
        className={styles.fade}
        icon={<ArrowLeftRight size={15} />}
        title={canFade ? 'X' : words.nothing(target)}
        disabled={!canFade}
        onClick={() => attempt(() => live.crossfade())}
      >
        {fadingTo === null ? words.to(target) : words.fading(fadingTo)}
      </Button>
      <select
        className={parts.select}
        aria-label={words.duration}
        value={durationMs}
        onChange={(event) => attempt(() => live.changeSettings({ crossfadeMs: Number(event.target.value) }))}
      >
        {lengths.map((ms) => (
          <option key={ms} value={ms}>
            {words.seconds(ms)}
          </option>
        ))}
      </select>
      <Button
        tone="quiet"
        className={parts.small}
        aria-pressed={auto}
        title={words.autoHint}
        onClick={() => attempt(() => live.changeSettings({ autoCrossfade: !auto }))}
      >
        {words.auto}
      </Button>
    </section>
  );
}
