import { useId } from 'react';
import { composeStrings as words } from '../../../strings/compose';
import { Button } from '../../../ui/Button';
import { fromFieldValue, ownTimeZone, toFieldValue } from '../../schedule';
import styles from './form.module.css';
import { useForm } from './use-form';

/** A moment, chosen in the person's own zone and kept as ISO 8601; readers see it in theirs. */
export function TimeField({
  path,
  label,
  value,
}: {
  path: string;
  label: string;
  value: string | undefined;
}) {
  const form = useForm();
  const id = useId();
  const zone = ownTimeZone();
  const ms = value === undefined ? Number.NaN : Date.parse(value);
  const put = (unixMs: number | null) =>
    form.set(path, unixMs === null ? undefined : new Date(unixMs).toISOString());
  return (
    <div className={styles.field}>
      <div className={styles.labelLine}>
        <label htmlFor={id}>{label}</label>
      </div>
      <div className={styles.colour}>
        <input
          id={id}
          type="datetime-local"
          className={styles.input}
          data-path={path}
          value={Number.isNaN(ms) ? '' : toFieldValue(ms, zone)}
          onChange={(event) => put(fromFieldValue(event.target.value, zone))}
        />
        <Button onClick={() => put(Date.now())}>{words.now}</Button>
      </div>
    </div>
  );
}
