import type { LaneState } from '@shared/models/review';
import { useCallback, useMemo } from 'react';
import { useApp } from '../../../state/react';
import { selectLanes, selectSkippedPeople } from '../../../state/review/selectors';
import { reviewStrings } from '../../../strings/review';
import { token } from '../../../ui/canvas';
import { statesIn } from '../lane-states';
import { type Painter, useCanvas } from './painter';
import { textureOf } from './textures';
import styles from './timeline.module.css';

const words = reviewStrings.states;

/** What the textures mean, for those that occur in this recording. */
export function StateLegend() {
  const lanes = useApp(selectLanes);
  const skipped = useApp(selectSkippedPeople);
  const states = useMemo(() => statesIn([...lanes, ...skipped]), [lanes, skipped]);
  return (
    <ul className={styles.legend} aria-label={words.legend}>
      {(['speech', 'silence', ...states] as const).map((state) => (
        <li key={state}>
          <Sample state={state} />
          {words[state]}
        </li>
      ))}
    </ul>
  );
}

/** The same texture as on the lanes, drawn by the same hand. */
function Sample({ state }: { state: LaneState | 'speech' | 'silence' }) {
  const paint = useCallback<Painter>(
    (context, { width, height, ratio }) => {
      context.clearRect(0, 0, width, height);
      const middle = Math.floor(height / 2);
      context.fillStyle = token('--text-3');
      for (let x = 0; x < width; x += 4 * ratio) context.fillRect(x, middle, ratio, ratio);
      if (state === 'silence') return;
      if (state === 'speech') {
        context.fillStyle = token('--speaker-2');
        for (let x = 2 * ratio; x < width - 2 * ratio; x += 2 * ratio) {
          const tall = (0.2 + 0.6 * Math.abs(Math.sin(x * 0.7) * Math.cos(x * 0.23))) * height;
          context.fillRect(x, (height - tall) / 2, ratio, tall);
        }
        return;
      }
      const texture = textureOf(context, state, ratio);
      if (!texture) return;
      context.fillStyle = texture;
      if (state === 'drift') context.fillRect(0, height - 4 * ratio, width, 4 * ratio);
      else context.fillRect(0, 0, width, height);
    },
    [state],
  );
  const canvas = useCanvas(null, paint);
  return (
    <span className={styles.picture} aria-hidden="true">
      <canvas ref={canvas} className={styles.sample} />
    </span>
  );
}
