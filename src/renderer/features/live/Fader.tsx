import { useEffect, useRef, useState } from 'react';
import { cx } from '../../ui/cx';
import { Slider } from '../../ui/Slider';
import styles from './parts.module.css';
import { usePaced } from './use-paced';

export interface FaderProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  format: (value: number) => string;
  disabled?: boolean;
  /** Where a double click goes. */
  rest?: number;
  /** Without the figure beside it. */
  bare?: boolean;
  className?: string | undefined;
  onChange: (value: number) => void;
}

/** How long after a drag main's answer may still be on its way. */
const SETTLE_MS = 400;

/**
 * A slider of the console: follows the hand at once, tells main at a steady pace, and shows main's value again when the
 * hand is off it.
 */
export function Fader(props: FaderProps) {
  const { label, value, min, max, step, format, disabled = false, rest, bare, className, onChange } = props;
  const [held, setHeld] = useState<number | null>(null);
  const settling = useRef<ReturnType<typeof setTimeout> | null>(null);
  const send = usePaced(onChange);
  const settle = () => {
    if (settling.current !== null) clearTimeout(settling.current);
    settling.current = setTimeout(() => setHeld(null), SETTLE_MS);
  };
  useEffect(
    () => () => {
      if (settling.current !== null) clearTimeout(settling.current);
    },
    [],
  );
  const move = (next: number) => {
    if (settling.current !== null) clearTimeout(settling.current);
    setHeld(next);
    send(next);
  };
  const reset = () => {
    move(rest ?? value);
    settle();
  };
  const shown = held ?? value;
  return (
    <div className={cx(styles.fader, bare && styles.bare, className)}>
      <Slider
        label={label}
        value={shown}
        min={min}
        max={max}
        step={step}
        disabled={disabled}
        valueText={format(shown)}
        onChange={move}
        onCommit={settle}
        onReset={rest === undefined || disabled ? undefined : reset}
      />
      {!bare && <output>{format(shown)}</output>}
    </div>
  );
}
