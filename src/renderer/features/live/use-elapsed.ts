import { type RefObject, useEffect, useRef } from 'react';
import { formatTimer } from '../../ui/format';

/** Writes the time since `startMs` (Unix) into an element, outside React; clears it while null. */
export function useElapsed<E extends HTMLElement>(startMs: number | null): RefObject<E | null> {
  const ref = useRef<E>(null);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    if (startMs === null) {
      element.textContent = '';
      return;
    }
    const show = () => {
      const text = formatTimer(Date.now() - startMs);
      if (element.textContent !== text) element.textContent = text;
    };
    show();
    const timer = setInterval(show, 250);
    return () => clearInterval(timer);
  }, [startMs]);
  return ref;
}
