import type { RecordingTrack } from '@shared/models/recordings';
import { memo, useCallback, useEffect, useState } from 'react';
import { useApp } from '../../../state/react';
import { selectLaneNews, selectLanes } from '../../../state/review/selectors';
import { spanOf } from '../viewport';
import { useReviewDesk } from './desk';
import { paintLane } from './paint-lane';
import { type Painter, useCanvas } from './painter';
import styles from './timeline.module.css';

/** The waveform of one track in its speaker's colour, with the states of its lane. */
export const LaneWave = memo(function LaneWave({
  track,
  silent,
}: {
  track: RecordingTrack;
  silent: boolean;
}) {
  const { view, waves } = useReviewDesk();
  const { trackId, colourIndex } = track;
  const lane = useApp((state) => selectLanes(state).find((one) => one.trackId === trackId));
  // Counted up by news of the waveform: the painter is another one then.
  const [news, setNews] = useState(0);
  useEffect(() => waves.onChange(trackId, () => setNews((n) => n + 1)), [waves, trackId]);
  // News of a lane may be that its waveform, which was missing, is there now.
  const told = useApp(selectLaneNews(trackId));
  useEffect(() => {
    if (told > 0) waves.retry(trackId);
  }, [waves, trackId, told]);
  const paint = useCallback<Painter>(
    (context, size) => {
      const now = view.get();
      const msPerPixel = spanOf(now) / size.width;
      waves.want(trackId, msPerPixel, now);
      const levels = news >= 0 ? waves.levels(trackId) : null;
      const fine = waves.sharpest(trackId, msPerPixel, now);
      paintLane(context, size, now, { levels, fine, lane, colourIndex, silent });
    },
    [view, waves, trackId, news, lane, colourIndex, silent],
  );
  const canvas = useCanvas(view, paint);
  return <canvas ref={canvas} className={styles.wave} data-loaded={waves.levels(trackId) !== null} />;
});
