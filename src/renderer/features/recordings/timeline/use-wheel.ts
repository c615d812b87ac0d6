import { type RefObject, useEffect } from 'react';
import { pan, spanOf, timeAt, zoom } from '../viewport';
import { useReviewDesk } from './desk';

/** A mouse wheel's notch is about 100, a trackpad's pinch comes in steps of a few. */
const PER_NOTCH = 1.0016;
const PER_PINCH = 1.012;

/**
 * Ctrl and wheel, or a pinch, zooms where the pointer is; sideways, or with Shift, it scrolls through time. The wheel
 * alone scrolls through the lanes when there are more than fit, else it zooms as well.
 */
export function useWheel(
  axisRef: RefObject<HTMLElement | null>,
  scrollRef: RefObject<HTMLElement | null>,
): void {
  const { durationMs, lookAt } = useReviewDesk();
  useEffect(() => {
    const host = axisRef.current;
    if (!host) return;
    const onWheel = (event: WheelEvent) => {
      const scroller = scrollRef.current;
      const wavesLeft = scroller?.querySelector('[data-testid="time-line"]')?.getBoundingClientRect();
      if (!scroller || !wavesLeft) return;
      const { left, width } = wavesLeft;
      const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
      if (!event.ctrlKey && (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))) {
        event.preventDefault();
        lookAt((v) => pan(v, (sideways / width) * spanOf(v), durationMs));
        return;
      }
      const overflows = scroller.scrollHeight > scroller.clientHeight + 1;
      const inLanes = event.target instanceof Node && scroller.contains(event.target);
      if (!event.ctrlKey && overflows && inLanes) return;
      event.preventDefault();
      const per = event.ctrlKey && Math.abs(event.deltaY) < 50 ? PER_PINCH : PER_NOTCH;
      const x = Math.min(width, Math.max(0, event.clientX - left));
      lookAt((v) => zoom(v, per ** event.deltaY, timeAt(x, v, width), durationMs));
    };
    // React listens for wheels passively; zooming must keep the page still.
    host.addEventListener('wheel', onWheel, { passive: false });
    return () => host.removeEventListener('wheel', onWheel);
  }, [axisRef, scrollRef, durationMs, lookAt]);
}
