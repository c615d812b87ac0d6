import { type RefObject, useEffect } from 'react';
import { NO_RANGE } from '../range';
import { timeAt } from '../viewport';
import { useReviewDesk } from './desk';

/** The pointer has to go this far before a click becomes a drag, px. */
const DRAG_PX = 4;

/** As editors do it: a click on a lane goes there, a drag chooses a stretch, Shift and click moves its nearer end. */
export function useSelecting(wavesRef: RefObject<HTMLElement | null>): void {
  const desk = useReviewDesk();
  useEffect(() => {
    const waves = wavesRef.current;
    if (!waves) return;
    let fromX: number | null = null;
    let drags = false;
    const timeOf = (clientX: number): number => {
      const { left, width } = waves.getBoundingClientRect();
      return Math.min(desk.durationMs, Math.max(0, timeAt(clientX - left, desk.view.get(), width)));
    };
    const onDown = (event: PointerEvent) => {
      if (event.button !== 0) return;
      waves.setPointerCapture(event.pointerId);
      fromX = event.clientX;
      drags = false;
      if (!event.shiftKey) return;
      const { fromMs, toMs } = desk.range.get();
      const at = timeOf(event.clientX);
      const other =
        fromMs !== null && toMs !== null
          ? Math.abs(at - fromMs) < Math.abs(at - toMs)
            ? toMs
            : fromMs
          : (fromMs ?? toMs ?? desk.position());
      desk.setRange({ fromMs: Math.min(at, other), toMs: Math.max(at, other) });
      fromX = null;
    };
    const onMove = (event: PointerEvent) => {
      if (fromX === null) return;
      if (!drags && Math.abs(event.clientX - fromX) < DRAG_PX) return;
      drags = true;
      const a = timeOf(fromX);
      const b = timeOf(event.clientX);
      desk.range.set({ fromMs: Math.min(a, b), toMs: Math.max(a, b) });
    };
    const onUp = (event: PointerEvent) => {
      if (fromX === null) return;
      const at = timeOf(fromX);
      fromX = null;
      if (drags) desk.setRange(desk.range.get());
      else desk.seek(at);
      drags = false;
      if (waves.hasPointerCapture(event.pointerId)) waves.releasePointerCapture(event.pointerId);
    };
    const onCancel = () => {
      if (drags) desk.setRange(NO_RANGE);
      fromX = null;
      drags = false;
    };
    waves.addEventListener('pointerdown', onDown);
    waves.addEventListener('pointermove', onMove);
    waves.addEventListener('pointerup', onUp);
    waves.addEventListener('pointercancel', onCancel);
    return () => {
      waves.removeEventListener('pointerdown', onDown);
      waves.removeEventListener('pointermove', onMove);
      waves.removeEventListener('pointerup', onUp);
      waves.removeEventListener('pointercancel', onCancel);
    };
  }, [wavesRef, desk]);
}
