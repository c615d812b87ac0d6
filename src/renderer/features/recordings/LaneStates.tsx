import { memo, useMemo } from 'react';
import { useApp } from '../../state/react';
import { selectLanes } from '../../state/review/selectors';
import { reviewStrings } from '../../strings/review';
import { cx } from '../../ui/cx';
import { stateBoxes, statesIn } from './lane-states';
import styles from './lane-states.module.css';
import type { Viewport } from './viewport';

const words = reviewStrings.states;

/** Why a lane is silent where it is: a texture of its own for each reason, over the waveform. */
export const LaneStates = memo(function LaneStates(props: {
  trackId: string;
  view: Viewport;
  width: number;
}) {
  const { trackId, view, width } = props;
  const lane = useApp((state) => selectLanes(state).find((one) => one.trackId === trackId));
  const boxes = useMemo(() => (lane ? stateBoxes(lane.spans, view, width) : []), [lane, view, width]);
  return (
    <div className={styles.layer}>
      {boxes.map(({ state, left, width: boxWidth }) => (
        <span
          key={`${state}-${left}`}
          className={cx(styles.box, styles[state])}
          title={words[state]}
          style={{ left, width: boxWidth }}
        />
      ))}
    </div>
  );
});

/** What the textures mean, for those that occur in this recording. */
export function StateLegend() {
  const lanes = useApp(selectLanes);
  const states = useMemo(() => statesIn(lanes), [lanes]);
  if (states.length === 0) return null;
  return (
    <ul className={styles.legend} aria-label={words.legend}>
      {states.map((state) => (
        <li key={state}>
          <span className={cx(styles.sample, styles[state])} />
          {words[state]}
        </li>
      ))}
    </ul>
  );
}
