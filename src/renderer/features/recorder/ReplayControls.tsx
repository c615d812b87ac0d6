import type { ReplayState } from '@shared/models/recorder';
import { History, TriangleAlert } from 'lucide-react';
import { useApp } from '../../state/react';
import { selectRecorder } from '../../state/recorder/selectors';
import { recorderStrings } from '../../strings/recorder';
import { Button } from '../../ui/Button';
import { Select } from '../../ui/Field';
import { formatTimer } from '../../ui/format';
import styles from './recorder.module.css';
import { useSaveReplay } from './use-save-replay';
import { useChangeSettings } from './use-settings';
import { wordTrouble } from './words';

const words = recorderStrings.replay;
export const REPLAY_LENGTHS = [1, 2, 5, 10, 15, 30, 60] as const;

/** Whether the last minutes of the room are kept, how much of them there is, and saving them. */
export function ReplayControls() {
  const recorder = useApp(selectRecorder);
  const change = useChangeSettings();
  const save = useSaveReplay();
  if (!recorder) return null;
  const { replay, settings } = recorder;
  const { replayMinutes } = settings;
  const heldMs = replay.kind === 'on' ? replay.heldMs : 0;
  return (
    <fieldset className={styles.replay} aria-label={words.title}>
      <span className={styles.replayHead}>
        <History size={14} aria-hidden="true" />
        {words.title}
      </span>
      <Select
        className={styles.select}
        aria-label={words.length}
        value={replayMinutes ?? ''}
        onChange={(event) =>
          change({ replayMinutes: event.target.value === '' ? null : Number(event.target.value) })
        }
      >
        <option value="">{words.off}</option>
        {lengthsWith(replayMinutes).map((length) => (
          <option key={length} value={length}>
            {words.minutes(length)}
          </option>
        ))}
      </Select>
      <Held replay={replay} minutes={replayMinutes} />
      {replay.kind === 'on' && (
        <Button
          className={styles.small}
          busy={replay.saving}
          disabled={heldMs <= 0}
          aria-label={words.save(formatTimer(heldMs))}
          onClick={save}
        >
          {replay.saving ? words.saving : words.saveShort}
        </Button>
      )}
    </fieldset>
  );
}

function Held({ replay, minutes }: { replay: ReplayState; minutes: number | null }) {
  switch (replay.kind) {
    case 'off':
      return <span className={styles.soft}>{words.announced}</span>;
    case 'waiting':
      return <span className={styles.soft}>{words.waiting}</span>;
    case 'announcing':
      return <span className={styles.soft}>{words.announcing}</span>;
    case 'refused': {
      const { title, body } = wordTrouble(replay.trouble);
      return (
        <span className={styles.refused}>
          <TriangleAlert size={14} aria-hidden="true" />
          <span>
            <b>{title}.</b> {body}
          </span>
        </span>
      );
    }
    case 'on':
      return (
        <span className={styles.held} role="status">
          <progress
            className={styles.bar}
            max={(minutes ?? 1) * 60_000}
            value={replay.heldMs}
            aria-label={words.title}
          />
          {words.held(formatTimer(replay.heldMs), minutes ?? 0)}
        </span>
      );
  }
}

/** Those that are offered, and the one that was chosen elsewhere. */
export function lengthsWith(chosen: number | null): number[] {
  const lengths: number[] = [...REPLAY_LENGTHS];
  if (chosen !== null && !lengths.includes(chosen)) lengths.push(chosen);
  return lengths.sort((a, b) => a - b);
}
