import type { RecordingTrack } from '@shared/models/recordings';
import { memo, useEffect, useRef, useState } from 'react';
import { useActions } from '../../state/react';
import { strings } from '../../strings';
import { fitCanvas, onThemeChange, token } from '../../ui/canvas';
import { cx } from '../../ui/cx';
import { useAttempt } from '../trouble';
import styles from './Review.module.css';
import { TrackGain } from './TrackGain';
import type { Viewport } from './viewport';
import { bucketFor, columns, type Peaks } from './waveform';

export interface LaneHeadProps {
  track: RecordingTrack;
  solo: boolean;
  muted: boolean;
  silent: boolean;
  tabStop: boolean;
  onFocus: () => void;
}

/** The name of a track, its solo and mute; focusable as a row so that S and M know which track is meant. */
export const LaneHead = memo(function LaneHead(props: LaneHeadProps) {
  const { track, solo, muted, silent } = props;
  const { recordings } = useActions();
  const attempt = useAttempt();
  const name = track.displayName;
  return (
    <li className={cx(styles.laneHead, silent && styles.silent)}>
      <button
        type="button"
        data-roving
        data-pass-keys
        tabIndex={props.tabStop ? 0 : -1}
        className={styles.laneName}
        aria-label={strings.review.lane(name, track.activity)}
        onFocus={props.onFocus}
      >
        <span className={styles.swatch} style={{ background: `var(--speaker-${track.colourIndex})` }} />
        <span className={styles.laneLabel}>
          <span className={styles.laneText}>{name}</span>
          <span className={styles.share}>{strings.review.share(track.activity, track.isSelf)}</span>
        </span>
      </button>
      <span className={styles.laneTools}>
        <button
          type="button"
          tabIndex={-1}
          className={cx(styles.toggle, solo && styles.soloOn)}
          aria-pressed={solo}
          aria-label={strings.review.solo(name)}
          onClick={() => attempt(() => recordings.setSolo(track.trackId, !solo))}
        >
          {strings.review.soloShort}
        </button>
        <button
          type="button"
          tabIndex={-1}
          className={cx(styles.toggle, muted && styles.muteOn)}
          aria-pressed={muted}
          aria-label={strings.review.mute(name)}
          onClick={() => attempt(() => recordings.setMute(track.trackId, !muted))}
        >
          {strings.review.muteShort}
        </button>
        <TrackGain trackId={track.trackId} name={name} />
      </span>
    </li>
  );
});

export interface WaveProps {
  recordingId: string;
  track: RecordingTrack;
  durationMs: number;
  view: Viewport;
  silent: boolean;
}

/** The waveform of one track in its speaker's colour, from the peaks made while recording. */
export const Wave = memo(function Wave({ recordingId, track, durationMs, view, silent }: WaveProps) {
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const [peaks, setPeaks] = useState<Peaks | null>(null);
  const { recordings } = useActions();
  const attempt = useAttempt();

  useEffect(() => {
    let over = false;
    attempt(async () => {
      const found = await recordings.peaks(recordingId, track.trackId, bucketFor(durationMs));
      if (!over) setPeaks(found);
    });
    return () => {
      over = true;
    };
  }, [recordingId, track.trackId, durationMs, recordings, attempt]);

  useEffect(() => {
    const canvas = canvasRef.current;
    if (!canvas) return;
    const draw = () => {
      fitCanvas(canvas);
      drawWave(canvas, peaks, view, track.colourIndex, silent);
    };
    draw();
    const observer = new ResizeObserver(draw);
    observer.observe(canvas);
    const offTheme = onThemeChange(draw);
    return () => {
      observer.disconnect();
      offTheme();
    };
  }, [peaks, view, track.colourIndex, silent]);

  return <canvas ref={canvasRef} className={styles.wave} data-loaded={peaks !== null} />;
});

const LIFT = 0.7;

function drawWave(
  canvas: HTMLCanvasElement,
  peaks: Peaks | null,
  view: Viewport,
  colourIndex: number,
  silent: boolean,
): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { width, height } = canvas;
  context.clearRect(0, 0, width, height);
  const middle = height / 2;
  context.fillStyle = token('--line');
  context.fillRect(0, Math.floor(middle), width, 1);
  if (!peaks) return;
  context.fillStyle = token(`--speaker-${colourIndex}`);
  context.globalAlpha = silent ? 0.25 : 0.85;
  const pairs = columns(peaks, view, width);
  const reach = middle - 3;
  for (let x = 0; x < width; x += 1) {
    const low = pairs[x * 2] ?? 0;
    const high = pairs[x * 2 + 1] ?? 0;
    if (high - low < 0.004) continue;
    // Quiet speech is still to be seen: a power below 1 lifts it without letting loud parts leave the lane.
    const top = middle - high ** LIFT * reach;
    const bottom = middle + (-low) ** LIFT * reach;
    context.fillRect(x, top, 1, Math.max(1, bottom - top));
  }
  context.globalAlpha = 1;
}
