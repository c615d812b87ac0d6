import type { AudioItem } from '@shared/models/live';
import { strings } from '../../strings';
import { cx } from '../../ui/cx';
import { formatTimer } from '../../ui/format';
import styles from './audio-row.module.css';

const words = strings.live.queue;

/** How a row of the queue and one of a playlist look. */
export const audioRow = styles.row;

/** What a row says of its file: its number, name, whether it is there, and its length. `at` counts from 0. */
export function AudioRowFacts(props: { item: AudioItem; at: number; lengthClassName?: string | undefined }) {
  const { name, missing, durationMs } = props.item;
  return (
    <>
      <span className={styles.at}>{props.at + 1}</span>
      <span className={styles.name} title={name}>
        {name}
      </span>
      {missing && <span className={styles.missing}>{words.missing}</span>}
      <span className={cx(styles.length, props.lengthClassName)}>
        {durationMs === null ? '–' : formatTimer(durationMs)}
      </span>
    </>
  );
}

/** The name of a row for who does not see it. */
export function audioRowName({ name, missing }: AudioItem, at: number, of: number): string {
  const place = words.row(name, at + 1, of);
  return missing ? `${place}, ${words.missing}` : place;
}
