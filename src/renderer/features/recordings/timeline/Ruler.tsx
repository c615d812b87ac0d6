import { type PointerEvent, useCallback, useMemo, useRef } from 'react';
import { useApp } from '../../../state/react';
import { selectChat, selectMarkers } from '../../../state/review/selectors';
import { timeAt } from '../viewport';
import { useReviewDesk } from './desk';
import { gripOf } from './marker-drag';
import { type Hit, paintRuler } from './paint-ruler';
import { type Painter, useCanvas } from './painter';
import styles from './timeline.module.css';
import { useMarkerDrag } from './use-marker-drag';

export interface RulerProps {
  /** What the pointer is on; null when on nothing. */
  onPoint: (hit: Hit | null) => void;
}

/** The axis above the lanes. Dragging on it moves the playhead; a sign on it leads to its place, and a marker can be moved. */
export function Ruler({ onPoint }: RulerProps) {
  const { view, detail, durationMs, seek } = useReviewDesk();
  const markers = useApp(selectMarkers);
  const chat = useApp(selectChat);
  const hits = useRef<Hit[]>([]);
  const scrubbing = useRef(false);
  const pressed = useRef<Hit | null>(null);
  const drag = useMarkerDrag(markers, durationMs);
  const picture = useMemo(
    () => ({ journal: detail.journal, chat, markers: drag.markers, durationMs }),
    [detail.journal, chat, drag.markers, durationMs],
  );
  const paint = useCallback<Painter>(
    (context, size) => paintRuler(context, size, view.get(), picture, hits.current),
    [view, picture],
  );
  const canvas = useCanvas(view, paint);

  const hitAt = (event: PointerEvent<HTMLCanvasElement>): Hit | null => {
    const { offsetX: x, offsetY: y } = event.nativeEvent;
    return hits.current.findLast((h) => x >= h.left && x <= h.right && y >= h.top && y < h.bottom) ?? null;
  };
  const scrub = (event: PointerEvent<HTMLCanvasElement>) => {
    const { clientWidth } = event.currentTarget;
    const at = timeAt(event.nativeEvent.offsetX, view.get(), clientWidth);
    seek(Math.min(durationMs, Math.max(0, at)));
  };
  const onPointerDown = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.button !== 0) return;
    const hit = hitAt(event);
    event.currentTarget.setPointerCapture(event.pointerId);
    pressed.current = hit;
    if (hit) {
      drag.begin(event, hit);
      return;
    }
    scrubbing.current = true;
    scrub(event);
  };
  const onPointerMove = (event: PointerEvent<HTMLCanvasElement>) => {
    if (scrubbing.current) return scrub(event);
    const { startMs, endMs } = view.get();
    if (drag.isDragging()) return drag.move(event, (endMs - startMs) / event.currentTarget.clientWidth);
    const hit = hitAt(event);
    event.currentTarget.style.cursor = cursorOn(hit, event.nativeEvent.offsetX);
    onPoint(hit);
  };
  const onPointerUp = () => {
    const hit = pressed.current;
    pressed.current = null;
    scrubbing.current = false;
    // A press that moved nothing is a click: there.
    if (!drag.end() && hit) seek(hit.atMs);
  };
  const onPointerCancel = () => {
    pressed.current = null;
    scrubbing.current = false;
    drag.cancel();
  };
  return (
    <span className={styles.picture} aria-hidden="true">
      <canvas
        ref={canvas}
        className={styles.ruler}
        data-testid="ruler"
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={onPointerCancel}
        onPointerLeave={() => onPoint(null)}
      />
    </span>
  );
}

function cursorOn(hit: Hit | null, x: number): string {
  if (!hit) return 'ew-resize';
  return hit.markerId !== null && gripOf(x, hit) !== 'whole' ? 'col-resize' : 'pointer';
}
