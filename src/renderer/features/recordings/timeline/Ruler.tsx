import { type PointerEvent, useCallback, useMemo, useRef } from 'react';
import { useApp } from '../../../state/react';
import { selectChat, selectMarkers } from '../../../state/review/selectors';
import { timeAt } from '../viewport';
import { useReviewDesk } from './desk';
import { type Hit, paintRuler } from './paint-ruler';
import { type Painter, useCanvas } from './painter';
import styles from './timeline.module.css';

export interface RulerProps {
  /** What the pointer is on; null when on nothing. */
  onPoint: (hit: Hit | null) => void;
}

/** The axis above the lanes. Dragging on it moves the playhead; a sign on it leads to its place. */
export function Ruler({ onPoint }: RulerProps) {
  const { view, detail, durationMs, seek } = useReviewDesk();
  const markers = useApp(selectMarkers);
  const chat = useApp(selectChat);
  const hits = useRef<Hit[]>([]);
  const dragging = useRef(false);
  const picture = useMemo(
    () => ({ journal: detail.journal, chat, markers, durationMs }),
    [detail.journal, chat, markers, durationMs],
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
    if (hit) return seek(hit.atMs);
    event.currentTarget.setPointerCapture(event.pointerId);
    dragging.current = true;
    scrub(event);
  };
  const onPointerMove = (event: PointerEvent<HTMLCanvasElement>) => {
    if (dragging.current) return scrub(event);
    const hit = hitAt(event);
    event.currentTarget.style.cursor = hit ? 'pointer' : 'ew-resize';
    onPoint(hit);
  };
  const onPointerUp = () => {
    dragging.current = false;
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
        onPointerCancel={onPointerUp}
        onPointerLeave={() => onPoint(null)}
      />
    </span>
  );
}
