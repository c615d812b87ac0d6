import { type KeyboardEvent, type PointerEvent, useCallback, useEffect, useRef } from 'react';
import { useApp } from '../../../state/react';
import { selectLanes, selectMarkers } from '../../../state/review/selectors';
import { reviewStrings } from '../../../strings/review';
import { token } from '../../../ui/canvas';
import { formatTimer } from '../../../ui/format';
import { onFrame } from '../../../ui/frame-loop';
import { centre, pan, spanOf, type Viewport } from '../viewport';
import { useReviewDesk } from './desk';
import { type Painter, useCanvas } from './painter';
import styles from './timeline.module.css';

const words = reviewStrings.timeline;
/** A window thinner than this could not be taken hold of, px. */
const THINNEST_PX = 10;
/** This near to its edge the window is made longer or shorter, px. */
const EDGE_PX = 6;
type Grip = { kind: 'move' | 'start' | 'end'; fromX: number; view: Viewport };

/** The whole recording, who speaks when, and the part of it that is in view: drag it, or its edges. */
export function MiniMap() {
  const { detail, durationMs, view, lookAt, playhead } = useReviewDesk();
  const lanes = useApp(selectLanes);
  const markers = useApp(selectMarkers);
  const paneRef = useRef<HTMLDivElement>(null);
  const lineRef = useRef<HTMLDivElement>(null);
  const grip = useRef<Grip | null>(null);

  const paint = useCallback<Painter>(
    (context, { width, height, ratio }) => {
      context.clearRect(0, 0, width, height);
      const scale = width / durationMs;
      const rows = Math.max(1, detail.tracks.length);
      const rowPx = (height - 6 * ratio) / rows;
      for (const [index, track] of detail.tracks.entries()) {
        const lane = lanes.find((one) => one.trackId === track.trackId);
        if (!lane) continue;
        const top = Math.floor(3 * ratio + index * rowPx);
        const tall = Math.max(1, Math.ceil(rowPx) - (rowPx > 3 * ratio ? ratio : 0));
        context.fillStyle = token(`--speaker-${track.colourIndex}`);
        let drawnTo = -1;
        for (const [from, to] of lane.speech) {
          const left = Math.max(drawnTo, Math.floor(from * scale));
          const right = Math.ceil(to * scale);
          if (right <= left) continue;
          context.fillRect(left, top, right - left, tall);
          drawnTo = right;
        }
      }
      for (const { atMs, endMs, colourIndex } of markers) {
        context.fillStyle = token(`--speaker-${colourIndex}`);
        const wide = endMs === null ? ratio : Math.max(ratio, (endMs - atMs) * scale);
        context.fillRect(atMs * scale, 0, wide, endMs === null ? height : 3 * ratio);
      }
    },
    [detail.tracks, durationMs, lanes, markers],
  );
  const canvas = useCanvas(null, paint);

  // The window and the line move outside React.
  useEffect(() => {
    const place = () => {
      const pane = paneRef.current;
      const wide = canvas.current?.clientWidth ?? 0;
      if (!pane || wide === 0) return;
      const { left, width } = boxOf(view.get(), durationMs, wide);
      pane.style.transform = `translateX(${left}px)`;
      pane.style.width = `${width}px`;
      pane.setAttribute('aria-valuenow', String(Math.round(view.get().startMs / 1_000)));
      pane.setAttribute(
        'aria-valuetext',
        words.inView(formatTimer(view.get().startMs), formatTimer(view.get().endMs)),
      );
    };
    const observer = new ResizeObserver(place);
    if (canvas.current) observer.observe(canvas.current);
    place();
    const off = view.onChange(place);
    return () => {
      observer.disconnect();
      off();
    };
  }, [view, durationMs, canvas]);
  useEffect(
    () =>
      onFrame((nowMs) => {
        const wide = canvas.current?.clientWidth ?? 0;
        const x = (playhead.positionMs(nowMs) / durationMs) * wide;
        if (lineRef.current) lineRef.current.style.transform = `translateX(${x.toFixed(1)}px)`;
      }),
    [playhead, durationMs, canvas],
  );

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    const box = event.currentTarget.getBoundingClientRect();
    const x = event.clientX - box.left;
    const { left, width } = boxOf(view.get(), durationMs, box.width);
    event.currentTarget.setPointerCapture(event.pointerId);
    if (x < left - EDGE_PX || x > left + width + EDGE_PX) {
      lookAt((v) => centre(v, (x / box.width) * durationMs, durationMs));
    }
    const near = (edge: number) => width > 3 * EDGE_PX && Math.abs(x - edge) <= EDGE_PX;
    const kind = near(left) ? 'start' : near(left + width) ? 'end' : 'move';
    grip.current = { kind, fromX: x, view: view.get() };
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = event.clientX - box.left;
    const held = grip.current;
    if (!held) {
      const { left, width } = boxOf(view.get(), durationMs, box.width);
      const edge =
        width > 3 * EDGE_PX && (Math.abs(x - left) <= EDGE_PX || Math.abs(x - left - width) <= EDGE_PX);
      event.currentTarget.style.cursor = edge ? 'ew-resize' : 'grab';
      return;
    }
    const byMs = ((x - held.fromX) / box.width) * durationMs;
    lookAt(() => moved(held, byMs, durationMs));
  };
  const onPointerUp = () => {
    grip.current = null;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (by === 0) return;
    event.preventDefault();
    event.stopPropagation();
    lookAt((v) => pan(v, by * spanOf(v) * 0.25, durationMs));
  };
  return (
    <div
      className={styles.map}
      data-testid="minimap"
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
    >
      <span className={styles.picture} aria-hidden="true">
        <canvas ref={canvas} className={styles.mapCanvas} />
      </span>
      <div
        ref={paneRef}
        className={styles.mapWindow}
        role="slider"
        tabIndex={0}
        aria-label={words.map}
        aria-valuemin={0}
        aria-valuemax={Math.round(durationMs / 1_000)}
        aria-valuenow={0}
        onKeyDown={onKeyDown}
      />
      <div ref={lineRef} className={styles.mapLine} />
    </div>
  );
}

function boxOf(view: Viewport, durationMs: number, wide: number): { left: number; width: number } {
  const width = Math.min(wide, Math.max(THINNEST_PX, (spanOf(view) / durationMs) * wide));
  const middle = ((view.startMs + view.endMs) / 2 / durationMs) * wide;
  return { left: Math.min(wide - width, Math.max(0, middle - width / 2)), width };
}

/** What is in view once the window, or one of its edges, was moved by `byMs`. */
function moved({ kind, view }: Grip, byMs: number, durationMs: number): Viewport {
  const least = 1_000;
  switch (kind) {
    case 'move':
      return pan(view, byMs, durationMs);
    case 'start':
      return { ...view, startMs: Math.max(0, Math.min(view.endMs - least, view.startMs + byMs)) };
    case 'end':
      return { ...view, endMs: Math.min(durationMs, Math.max(view.startMs + least, view.endMs + byMs)) };
  }
}
