import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import styles from './Resizer.module.css';

export interface ResizerProps {
  label: string;
  width: number;
  min: number;
  max: number;
  /** Which side of the handle is measured: the panel before it, or the one after. */
  measures?: 'before' | 'after';
  onChange: (width: number) => void;
}

/** The handle between a side panel and the rest: drag, or arrows when focused. */
export function Resizer({ label, width, min, max, measures = 'before', onChange }: ResizerProps) {
  const start = useRef<{ x: number; width: number } | null>(null);
  const sign = measures === 'before' ? 1 : -1;
  const clamp = (value: number) => Math.round(Math.min(max, Math.max(min, value)));
  const onPointerDown = (event: PointerEvent<HTMLHRElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, width };
  };
  const onPointerMove = (event: PointerEvent) => {
    if (start.current) onChange(clamp(start.current.width + sign * (event.clientX - start.current.x)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    onChange(clamp(width + sign * (event.key === 'ArrowRight' ? 16 : -16)));
  };
  return (
    <hr
      className={styles.resizer}
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        start.current = null;
      }}
      onKeyDown={onKeyDown}
    />
  );
}
