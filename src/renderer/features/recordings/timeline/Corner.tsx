import { X } from 'lucide-react';
import { reviewStrings as words } from '../../../strings/review';
import { IconButton } from '../../../ui/Button';
import { formatPosition } from '../../../ui/format';
import { NO_RANGE } from '../range';
import { useKeys } from '../use-keys';
import { useCell } from './cell';
import { useReviewDesk } from './desk';
import styles from './timeline.module.css';

/** Beside the ruler: the chosen stretch in figures, where it is long and where it can be let go. */
export function Corner() {
  const { range, setRange } = useReviewDesk();
  const { fromMs, toMs } = useCell(range);
  const key = useKeys();
  if (fromMs === null && toMs === null) return <div className={styles.corner} />;
  return (
    <div className={styles.corner}>
      <span role="status">
        {fromMs !== null && toMs !== null
          ? words.range(formatPosition(fromMs), formatPosition(toMs), formatPosition(toMs - fromMs))
          : fromMs !== null
            ? words.rangeFrom(formatPosition(fromMs))
            : words.rangeTo(formatPosition(toMs ?? 0))}
      </span>
      <IconButton label={words.clearRange} shortcut={key('clearRange')} onClick={() => setRange(NO_RANGE)}>
        <X size={14} />
      </IconButton>
    </div>
  );
}
