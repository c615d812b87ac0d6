import { cx } from '../../ui/cx';
import styles from './AirLamp.module.css';

/** Whether a room hears us: in trouble, in it, or on air in it. Said in words beside it. */
export function AirLamp({ ready, onAir }: { ready: boolean; onAir: boolean }) {
  return (
    <span className={cx(styles.lamp, ready && styles.lampIn, onAir && styles.lampOn)} aria-hidden="true" />
  );
}
