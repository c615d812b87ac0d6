import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react';
import { cx } from '../../ui/cx';
import { spokenDuration } from '../../ui/format';
import { onFrame } from '../../ui/frame-loop';
import styles from './deck.module.css';

export interface SeekBarProps {
  label: string;
  durationMs: number | null;
  /** Asked on every frame. */
  positionMs: () => number;
  onSeek: (positionMs: number) => void;
  /** How a place is read aloud. */
  valueText: (spoken: string) => string;
  /** Told on every frame where the hand or the deck is, for the times beside it. */
  onShown: (positionMs: number) => void;
  disabled: boolean;
}

const STEP_MS = 5_000;
const PAGE_MS = 30_000;

/** The place in a file, moved by hand, arrows, Home and End; drawn at frame rate outside React. */
export function SeekBar(props: SeekBarProps) {
  const { label, durationMs, disabled } = props;
  const barRef = useRef<HTMLDivElement>(null);
  const fillRef = useRef<HTMLDivElement>(null);
  const handRef = useRef<number | null>(null);
  const propsRef = useRef(props);
  propsRef.current = props;

  useEffect(() => {
    let drawn = -1;
    let said = -1;
    return onFrame(() => {
      const { positionMs, durationMs: length, onShown, valueText } = propsRef.current;
      const at = handRef.current ?? positionMs();
      onShown(at);
      const share = length === null || length <= 0 ? 0 : Math.min(1, at / length);
      const rounded = Math.round(share * 4_000) / 4_000;
      if (rounded !== drawn && fillRef.current) {
        drawn = rounded;
        fillRef.current.style.transform = `scaleX(${rounded})`;
      }
      const second = Math.floor(at / 1_000);
      if (second === said || !barRef.current) return;
      said = second;
      barRef.current.setAttribute('aria-valuenow', String(second));
      barRef.current.setAttribute('aria-valuetext', valueText(spokenDuration(at)));
    });
  }, []);

  const usable = !disabled && durationMs !== null;
  const placeOf = (event: PointerEvent): number => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / Math.max(1, box.width)));
    return share * (durationMs ?? 0);
  };
  const onPointerDown = (event: PointerEvent) => {
    if (!usable || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    handRef.current = placeOf(event);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (handRef.current !== null) handRef.current = placeOf(event);
  };
  const onPointerUp = (event: PointerEvent) => {
    if (handRef.current === null) return;
    handRef.current = null;
    props.onSeek(placeOf(event));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!usable || event.ctrlKey || event.metaKey || event.altKey) return;
    const now = props.positionMs();
    const targets: Readonly<Record<string, number>> = {
      ArrowLeft: now - STEP_MS,
      ArrowRight: now + STEP_MS,
      PageDown: now - PAGE_MS,
      PageUp: now + PAGE_MS,
      Home: 0,
      End: (durationMs ?? 0) - STEP_MS,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    props.onSeek(Math.min(durationMs ?? 0, Math.max(0, target)));
  };

  return (
    <div
      ref={barRef}
      className={cx(styles.seek, !usable && styles.seekOff)}
      role="slider"
      tabIndex={usable ? 0 : -1}
      aria-label={label}
      aria-disabled={!usable}
      aria-valuemin={0}
      aria-valuemax={Math.floor((durationMs ?? 0) / 1_000)}
      aria-valuenow={0}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={() => {
        handRef.current = null;
      }}
      onKeyDown={onKeyDown}
    >
      <div ref={fillRef} className={styles.seekFill} />
    </div>
  );
}
