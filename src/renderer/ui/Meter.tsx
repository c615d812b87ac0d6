import { useEffect, useRef } from 'react';
import { fitCanvas, onThemeChange, token } from './canvas';
import { cx } from './cx';
import { onFrame } from './frame-loop';
import styles from './Meter.module.css';
import {
  HIGH_DBFS,
  isResting,
  METER_MIN_DBFS,
  type MeterState,
  MID_DBFS,
  meterFraction,
  RESTING,
  stepMeter,
} from './meter-ballistics';

export interface MeterReading {
  rmsDbfs: number;
  peakDbfs: number;
}

export interface MeterProps {
  label: string;
  /** Feeds readings at about 20 Hz; returns how to stop. */
  subscribe: (listener: (reading: MeterReading) => void) => () => void;
  className?: string | undefined;
  /** The scale below the bar. */
  scale?: boolean;
}

/** A level meter, −60 to 0 dBFS, drawn on canvas at frame rate outside React; readable as text twice a second. */
export function Meter({ label, subscribe, className, scale = false }: MeterProps) {
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const hostRef = useRef<HTMLDivElement>(null);
  const meterRef = useRef<HTMLMeterElement>(null);

  useEffect(() => {
    const canvas = canvasRef.current;
    const host = hostRef.current;
    if (!canvas || !host) return;
    let state: MeterState = RESTING;
    let reading: MeterReading | null = null;
    let lastMs = performance.now();
    let saidMs = 0;
    let dirty = true;
    const offReadings = subscribe((next) => {
      // Between two frames the loudest counts.
      reading = reading
        ? {
            rmsDbfs: Math.max(reading.rmsDbfs, next.rmsDbfs),
            peakDbfs: Math.max(reading.peakDbfs, next.peakDbfs),
          }
        : next;
    });
    const offTheme = onThemeChange(() => {
      dirty = true;
    });
    // Asked for on every frame, its size would make the browser lay out the page for each of fifty meters.
    let resized = true;
    const sizes = new ResizeObserver(() => {
      resized = true;
      dirty = true;
    });
    sizes.observe(canvas);
    const offFrame = onFrame((nowMs) => {
      const wasResting = isResting(state);
      state = stepMeter(state, reading, nowMs, nowMs - lastMs);
      reading = null;
      lastMs = nowMs;
      if (wasResting && isResting(state) && !dirty) return;
      if (resized) fitCanvas(canvas);
      resized = false;
      dirty = false;
      drawMeter(canvas, state);
      if (nowMs - saidMs < 500) return;
      saidMs = nowMs;
      if (meterRef.current) meterRef.current.value = Math.round(state.levelDbfs);
    });
    const reset = () => {
      state = { ...state, clipped: false };
      dirty = true;
    };
    host.addEventListener('click', reset);
    return () => {
      offReadings();
      offTheme();
      offFrame();
      sizes.disconnect();
      host.removeEventListener('click', reset);
    };
  }, [subscribe]);

  return (
    <div ref={hostRef} className={cx(styles.meter, className)}>
      <meter
        ref={meterRef}
        className="visually-hidden"
        min={METER_MIN_DBFS}
        max={0}
        value={METER_MIN_DBFS}
        aria-label={label}
      />
      <canvas ref={canvasRef} className={styles.canvas} />
      {scale && (
        <div className={styles.scale} aria-hidden="true">
          {[-60, -40, -20, -9, 0].map((dbfs) => (
            <span key={dbfs} style={{ left: `${meterFraction(dbfs) * 100}%` }}>
              {String(dbfs).replace('-', '−')}
            </span>
          ))}
        </div>
      )}
    </div>
  );
}

function drawMeter(canvas: HTMLCanvasElement, state: MeterState): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { width, height } = canvas;
  const lamp = Math.min(height, 8 * (window.devicePixelRatio || 1));
  const length = width - lamp - 2;
  context.fillStyle = token('--meter-bed');
  context.fillRect(0, 0, length, height);
  context.fillStyle = state.clipped ? token('--trouble') : token('--meter-bed');
  context.fillRect(width - lamp, 0, lamp, height);
  const zones = [
    [METER_MIN_DBFS, MID_DBFS, '--meter-low'],
    [MID_DBFS, HIGH_DBFS, '--meter-mid'],
    [HIGH_DBFS, 0, '--meter-high'],
  ] as const;
  for (const [from, to, colour] of zones) {
    if (state.levelDbfs <= from) continue;
    const start = meterFraction(from) * length;
    const end = meterFraction(Math.min(to, state.levelDbfs)) * length;
    context.fillStyle = token(colour);
    context.fillRect(start, 0, end - start, height);
  }
  if (state.peakDbfs <= METER_MIN_DBFS) return;
  const zone = zones.find(([, to]) => state.peakDbfs <= to);
  context.fillStyle = token(zone?.[2] ?? '--meter-high');
  context.fillRect(Math.min(length - 2, meterFraction(state.peakDbfs) * length), 0, 2, height);
}
