import { Slider as Radix } from 'radix-ui';
import { cx } from './cx';
import styles from './Slider.module.css';

export interface SliderProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  /** How the value is read aloud: "−6 dB", "1 minute 20". */
  valueText: string;
  disabled?: boolean;
  className?: string | undefined;
  onChange: (value: number) => void;
  /** When the drag ends or a key moved it. */
  onCommit?: (value: number) => void;
  /** A double click: back to where it rests. */
  onReset?: (() => void) | undefined;
}

export function Slider(props: SliderProps) {
  const {
    label,
    value,
    min,
    max,
    step,
    valueText,
    disabled = false,
    className,
    onChange,
    onCommit,
    onReset,
  } = props;
  return (
    <Radix.Root
      className={cx(styles.slider, className)}
      value={[value]}
      min={min}
      max={max}
      step={step}
      disabled={disabled}
      onValueChange={([next]) => next !== undefined && onChange(next)}
      onDoubleClick={onReset}
      onValueCommit={([next]) => next !== undefined && onCommit?.(next)}
    >
      <Radix.Track className={styles.track}>
        <Radix.Range className={styles.range} />
      </Radix.Track>
      <Radix.Thumb className={styles.thumb} aria-label={label} aria-valuetext={valueText} />
    </Radix.Root>
  );
}
