import type { SkippedPerson } from '@shared/models/review';
import { useCallback } from 'react';
import { strings } from '../../../strings';
import { Avatar } from '../../../ui/Avatar';
import { useReviewDesk } from './desk';
import { paintLane } from './paint-lane';
import { type Painter, useCanvas } from './painter';
import styles from './timeline.module.css';

/** The name of somebody of whom there is no track, because they did not want to be recorded. */
export function SkippedHead({ person }: { person: SkippedPerson }) {
  const { displayName: name } = person;
  return (
    <div className={styles.head} title={name}>
      <span className={styles.name}>
        <Avatar name={name} url={null} colourIndex={0} size={24} />
        <span className={styles.label}>
          <span className={styles.text}>{name}</span>
          <span className={styles.share}>{strings.review.notRecorded}</span>
        </span>
      </span>
    </div>
  );
}

/** When they were there and not recorded. */
export function SkippedWave({ person }: { person: SkippedPerson }) {
  const { view } = useReviewDesk();
  const paint = useCallback<Painter>(
    (context, size) => {
      const lane = { spans: person.spans, speech: [] };
      paintLane(context, size, view.get(), {
        levels: null,
        fine: null,
        lane,
        colourIndex: 0,
        silent: true,
      });
    },
    [view, person],
  );
  const canvas = useCanvas(view, paint);
  return <canvas ref={canvas} className={styles.wave} />;
}
