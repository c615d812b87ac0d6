import { useEffect, useState } from 'react';
import { useActions, useApp } from '../../state/react';
import { selectLanes, selectTrackGain } from '../../state/review/selectors';
import { reviewStrings as words } from '../../strings/review';
import { formatDb } from '../../ui/format';
import { Slider } from '../../ui/Slider';
import { useAttempt } from '../trouble';
import styles from './track-gain.module.css';

/** How loud one track is played, −60 to +12 dB; kept with the recording when the hand lets go. */
export function TrackGain({ trackId, name }: { trackId: string; name: string }) {
  const kept = useApp(selectTrackGain(trackId));
  const lufs = useApp((state) => selectLanes(state).find((one) => one.trackId === trackId)?.loudnessLufs);
  const ready = useApp((state) => state.review.session !== null);
  const [gainDb, setGainDb] = useState(kept);
  useEffect(() => setGainDb(kept), [kept]);
  const { review } = useActions();
  const attempt = useAttempt();
  const text = words.gainText(formatDb(gainDb), lufs ?? null);
  return (
    <span className={styles.gain} title={text}>
      <Slider
        label={words.gain(name)}
        value={gainDb}
        min={-60}
        max={12}
        step={1}
        disabled={!ready}
        valueText={text}
        onChange={setGainDb}
        onCommit={(value) => attempt(() => review.setTrackGain(trackId, value))}
        onReset={() => attempt(() => review.setTrackGain(trackId, 0))}
      />
    </span>
  );
}
