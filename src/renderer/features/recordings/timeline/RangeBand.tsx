import { useEffect, useRef } from 'react';
import { cx } from '../../../ui/cx';
import { xOf } from '../viewport';
import { useReviewDesk } from './desk';
import styles from './timeline.module.css';

/** The chosen stretch over all lanes; with one end set only a line there. Moved outside React, as it is dragged. */
export function RangeBand({ loops }: { loops: boolean }) {
  const { range, view } = useReviewDesk();
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const place = () => {
      const band = ref.current;
      const host = band?.parentElement;
      if (!band || !host) return;
      const { fromMs, toMs } = range.get();
      const from = fromMs ?? toMs;
      const to = toMs ?? fromMs;
      const now = view.get();
      const hidden = from === null || to === null || to < now.startMs || from > now.endMs;
      band.hidden = hidden;
      if (hidden) return;
      const wide = host.clientWidth;
      const left = Math.max(-2, xOf(from, now, wide));
      const right = Math.min(wide + 2, xOf(to, now, wide));
      band.style.transform = `translateX(${left}px)`;
      band.style.width = `${Math.max(0, right - left)}px`;
    };
    place();
    const observer = new ResizeObserver(place);
    if (ref.current?.parentElement) observer.observe(ref.current.parentElement);
    const offs = [range.onChange(place), view.onChange(place)];
    return () => {
      observer.disconnect();
      for (const off of offs) off();
    };
  }, [range, view]);
  return <div ref={ref} className={cx(styles.band, loops && styles.loops)} data-testid="range" hidden />;
}
