import { useEffect, useRef } from 'react';
import { onFrame } from '../../../ui/frame-loop';
import { xOf } from '../viewport';
import { useReviewDesk } from './desk';
import styles from './timeline.module.css';

/** Where the listener is: the only bright line, moved on every frame and outside React. */
export function PlayLine() {
  const { playhead, view } = useReviewDesk();
  const lineRef = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let widthPx = 0;
    const host = lineRef.current?.parentElement;
    const observer = new ResizeObserver(([entry]) => {
      widthPx = entry?.contentRect.width ?? 0;
    });
    if (host) observer.observe(host);
    let shown = '';
    const off = onFrame((nowMs) => {
      const line = lineRef.current;
      if (!line || widthPx === 0) return;
      const x = xOf(playhead.positionMs(nowMs), view.get(), widthPx);
      const next = x >= -1 && x <= widthPx + 1 ? `translateX(${x.toFixed(2)}px)` : 'translateX(-100px)';
      if (next !== shown) line.style.transform = next;
      shown = next;
    });
    return () => {
      observer.disconnect();
      off();
    };
  }, [playhead, view]);
  return <div ref={lineRef} className={styles.playhead} data-testid="playhead" />;
}
