import type { JournalEntryView, RecordingDetail } from '@shared/models/recordings';
import { type PointerEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { useApp } from '../../state/react';
import { selectMarkers } from '../../state/review/selectors';
import { cx } from '../../ui/cx';
import { formatPosition, formatTimer } from '../../ui/format';
import { onFrame } from '../../ui/frame-loop';
import { Wave } from './Lane';
import { LaneStates } from './LaneStates';
import type { Playhead } from './playhead';
import styles from './Review.module.css';
import type { RangeChoice } from './range';
import { pan, rulerTicks, spanOf, timeAt, type Viewport, xOf, zoom } from './viewport';

export interface TimeLineProps {
  detail: RecordingDetail;
  view: Viewport;
  /** What I and O chose. */
  range: RangeChoice;
  loops: boolean;
  silentIds: ReadonlySet<string>;
  playhead: Playhead;
  /** Turns the page when the playing line leaves it. */
  followRef: RefObject<(positionMs: number) => void>;
  onView: (change: (view: Viewport) => Viewport) => void;
  onSeek: (positionMs: number) => void;
}

/** Ruler, markers and lanes over one time axis. Click or drag seeks, the wheel zooms, Shift and wheel scrolls. */
export function TimeLine(props: TimeLineProps) {
  const { detail, view, range, loops, silentIds, playhead, followRef, onView, onSeek } = props;
  const hostRef = useRef<HTMLDivElement>(null);
  const lineRef = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const dragging = useRef(false);
  const durationMs = detail.summary.durationMs;
  const viewRef = useRef(view);
  viewRef.current = view;

  useEffect(() => {
    const host = hostRef.current;
    if (!host) return;
    const observer = new ResizeObserver(() => setWidth(host.clientWidth));
    observer.observe(host);
    setWidth(host.clientWidth);
    return () => observer.disconnect();
  }, []);

  // The line moves on every frame and is the only thing that does.
  useEffect(
    () =>
      onFrame((nowMs) => {
        const line = lineRef.current;
        const host = hostRef.current;
        if (!line || !host) return;
        const positionMs = playhead.positionMs(nowMs);
        if (!dragging.current) followRef.current(positionMs);
        const x = xOf(positionMs, viewRef.current, host.clientWidth);
        line.style.transform = `translateX(${x.toFixed(2)}px)`;
        line.style.visibility = x >= -1 && x <= host.clientWidth + 1 ? 'visible' : 'hidden';
      }),
    [playhead, followRef],
  );

  // React listens for wheels passively; zooming must keep the page still.
  useEffect(() => {
    const host = hostRef.current;
    if (!host) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const sideways = event.shiftKey ? event.deltaY : event.deltaX;
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        onView((v) => pan(v, (sideways / host.clientWidth) * spanOf(v), durationMs));
        return;
      }
      const x = event.clientX - host.getBoundingClientRect().left;
      onView((v) => zoom(v, 1.0015 ** event.deltaY, timeAt(x, v, host.clientWidth), durationMs));
    };
    host.addEventListener('wheel', onWheel, { passive: false });
    return () => host.removeEventListener('wheel', onWheel);
  }, [durationMs, onView]);

  const seekFrom = (event: PointerEvent) => {
    const host = hostRef.current;
    if (!host) return;
    const x = event.clientX - host.getBoundingClientRect().left;
    onSeek(Math.min(durationMs, Math.max(0, timeAt(x, view, host.clientWidth))));
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    dragging.current = true;
    seekFrom(event);
  };
  const onPointerUp = () => {
    dragging.current = false;
  };
  const ticks = useMemo(() => rulerTicks(view, width), [view, width]);
  const fine = spanOf(view) < 10_000;

  return (
    <div
      ref={hostRef}
      className={styles.timeline}
      data-testid="time-line"
      onPointerDown={onPointerDown}
      onPointerMove={(event) => dragging.current && seekFrom(event)}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
    >
      <div className={styles.ruler}>
        {ticks.map((ms) => (
          <span key={ms} className={styles.tick} style={{ left: xOf(ms, view, width) }}>
            {fine ? formatPosition(ms) : formatTimer(ms)}
          </span>
        ))}
      </div>
      <JournalMarks journal={detail.journal} view={view} width={width} />
      <Marks view={view} width={width} />
      {detail.tracks.map((track) => (
        <div key={track.trackId} className={styles.laneWave}>
          <Wave
            recordingId={detail.summary.recordingId}
            track={track}
            durationMs={durationMs}
            view={view}
            silent={silentIds.has(track.trackId)}
          />
          <LaneStates trackId={track.trackId} view={view} width={width} />
        </div>
      ))}
      <RangeBand range={range} loops={loops} view={view} width={width} />
      <div ref={lineRef} className={styles.playhead} />
    </div>
  );
}

/** Markers as flags over the lanes, clips as bars; told by shape and not by colour alone. */
function Marks({ view, width }: { view: Viewport; width: number }) {
  const markers = useApp(selectMarkers);
  return (
    <div className={styles.ownMarks}>
      {markers
        .filter((marker) => (marker.endMs ?? marker.atMs) >= view.startMs && marker.atMs <= view.endMs)
        .map(({ markerId, atMs, endMs, label, colourIndex }) => {
          const left = xOf(atMs, view, width);
          const long = endMs === null ? undefined : Math.max(3, xOf(endMs, view, width) - left);
          return (
            <span
              key={markerId}
              className={endMs === null ? styles.flag : styles.clip}
              style={{ left, width: long, color: `var(--speaker-${colourIndex})` }}
              title={`${formatTimer(atMs)} ${label}`}
            >
              <span>{label}</span>
            </span>
          );
        })}
    </div>
  );
}

interface BandProps {
  range: RangeChoice;
  loops: boolean;
  view: Viewport;
  width: number;
}

/** The chosen stretch over all lanes; with one end set only a line there. */
function RangeBand({ range, loops, view, width }: BandProps) {
  const fromMs = range.fromMs ?? range.toMs;
  const toMs = range.toMs ?? range.fromMs;
  if (fromMs === null || toMs === null || toMs < view.startMs || fromMs > view.endMs) return null;
  const left = Math.max(-2, xOf(fromMs, view, width));
  const right = Math.min(width + 2, xOf(toMs, view, width));
  return (
    <div
      className={cx(styles.band, loops && styles.bandLoops)}
      data-testid="range"
      style={{ left, width: Math.max(0, right - left) }}
    />
  );
}

const SHOWN: ReadonlySet<JournalEntryView['kind']> = new Set(['marker', 'trouble', 'joined', 'left']);

function JournalMarks({
  journal,
  view,
  width,
}: {
  journal: readonly JournalEntryView[];
  view: Viewport;
  width: number;
}) {
  return (
    <div className={styles.markers}>
      {journal
        .filter((entry) => SHOWN.has(entry.kind) && entry.atMs >= view.startMs && entry.atMs <= view.endMs)
        .map((entry) => (
          <span
            key={`${entry.atMs}-${entry.kind}-${entry.text}`}
            className={cx(
              styles.mark,
              entry.kind === 'trouble' && styles.markTrouble,
              entry.kind === 'marker' && styles.markOwn,
            )}
            style={{ left: xOf(entry.atMs, view, width) }}
            title={`${formatTimer(entry.atMs)} ${entry.text}`}
          />
        ))}
    </div>
  );
}
