import { useCallback, useEffect, useRef, useState } from 'react';

/** Long enough that rows scrolling by under a resting pointer do not each show their tools. */
const REST_MS = 70;

/** Whether the pointer rests on something, not only passes it. */
export function useNear(): { isNear: boolean; enter(): void; leave(): void } {
  const [isNear, setIsNear] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const enter = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setIsNear(true), REST_MS);
  }, []);
  const leave = useCallback(() => {
    clearTimeout(timer.current);
    setIsNear(false);
  }, []);
  return { isNear, enter, leave };
}
