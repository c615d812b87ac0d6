import type { PlaybackChoices } from '@shared/models/review';
import { Repeat, Scale, TextSelect, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useActions, useApp } from '../../state/react';
import { selectChoices, selectSession } from '../../state/review/selectors';
import { reviewStrings as words } from '../../strings/review';
import { Button, IconButton } from '../../ui/Button';
import { Select } from '../../ui/Field';
import { formatPosition, formatTimer } from '../../ui/format';
import { useAttempt } from '../trouble';
import { type RangeChoice, SPEEDS, wholeRange } from './range';
import styles from './tools.module.css';

export interface ReviewToolsProps {
  durationMs: number;
  range: RangeChoice;
  onClearRange: () => void;
  onToggleLoop: () => void;
  children?: ReactNode;
}

/** How the recording is listened to: speed, speech only, loop, levels. */
export function ReviewTools({ durationMs, range, onClearRange, onToggleLoop, children }: ReviewToolsProps) {
  const choices = useApp(selectChoices);
  const session = useApp(selectSession);
  const { review } = useActions();
  const attempt = useAttempt();
  const set = (patch: Partial<PlaybackChoices>) => attempt(() => review.setChoices(patch));
  const matching = session?.annotations.levelMatching ?? false;
  return (
    <div className={styles.tools} role="toolbar" aria-label={words.listening}>
      <Select
        className={styles.speed}
        aria-label={words.speed}
        value={String(choices.speed)}
        onChange={(event) => set({ speed: Number(event.target.value) })}
      >
        {speedsWith(choices.speed).map((speed) => (
          <option key={speed} value={String(speed)}>
            {words.times(speed)}
          </option>
        ))}
      </Select>
      <Button
        icon={<TextSelect size={15} />}
        className={styles.toggle}
        aria-pressed={choices.speechOnly}
        onClick={() => set({ speechOnly: !choices.speechOnly })}
      >
        {words.speechOnly}
      </Button>
      {session && (
        <span className={styles.note} data-on={choices.speechOnly}>
          {(choices.speechOnly ? words.became : words.wouldBecome)(
            formatTimer(durationMs),
            formatTimer(session.speechMs),
          )}
        </span>
      )}
      <Button
        icon={<Scale size={15} />}
        className={styles.toggle}
        aria-pressed={matching}
        disabled={!session}
        title={words.levelMatchingHint}
        onClick={() => attempt(() => review.setLevelMatching(!matching))}
      >
        {words.levelMatching}
      </Button>
      <Button
        icon={<Repeat size={15} />}
        className={styles.toggle}
        aria-pressed={choices.loop !== null}
        disabled={wholeRange(range) === null && choices.loop === null}
        title={wholeRange(range) === null ? words.loopHint : undefined}
        onClick={onToggleLoop}
      >
        {words.loop}
      </Button>
      <RangeNote range={range} onClear={onClearRange} />
      {children}
    </div>
  );
}

/** The steps, and between them what was chosen elsewhere. */
function speedsWith(speed: number): number[] {
  return [...new Set<number>([...SPEEDS, speed])].sort((a, b) => a - b);
}

function RangeNote({ range, onClear }: { range: RangeChoice; onClear: () => void }) {
  const { fromMs, toMs } = range;
  if (fromMs === null && toMs === null) return null;
  return (
    <span className={styles.range} role="status">
      {rangeText(range)}
      <IconButton label={words.clearRange} shortcut="X" onClick={onClear}>
        <X size={14} />
      </IconButton>
    </span>
  );
}

function rangeText({ fromMs, toMs }: RangeChoice): string {
  if (fromMs !== null && toMs !== null) {
    return words.range(formatPosition(fromMs), formatPosition(toMs), formatPosition(toMs - fromMs));
  }
  return fromMs !== null ? words.rangeFrom(formatPosition(fromMs)) : words.rangeTo(formatPosition(toMs ?? 0));
}
