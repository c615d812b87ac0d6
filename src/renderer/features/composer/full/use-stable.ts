import { useRef } from 'react';
import { share } from '../../../state/share';

/** The value, with its former identity as long as it is equal to what it was: plain data only. */
export function useStable<T>(value: T): T {
  const last = useRef(value);
  last.current = share(last.current, value);
  return last.current;
}
