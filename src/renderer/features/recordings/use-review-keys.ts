import { useEffect, useRef } from 'react';
import { useAppStore } from '../../state/react';
import { plainKey } from '../../ui/plain-key';

/** What each key does at the moment; absent = nothing to do. `Shift+` only where the letter alone does something else. */
export type ReviewKeys = Readonly<Record<string, (() => void) | undefined>>;

/** The keys people know from editors, while the review is in front and no dialog is over it. */
export function useReviewKeys(keys: ReviewKeys): void {
  const store = useAppStore();
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (store.getState().view.overlay !== null) return;
      const { target } = event;
      if (target instanceof Element && target.closest('[role="dialog"], [role="menu"]')) return;
      const key = plainKey(event);
      if (key === null) return;
      const action =
        latest.current[event.shiftKey && key.length === 1 ? `Shift+${key}` : key] ??
        (SHIFTED.has(key) ? latest.current[key] : undefined);
      if (!action) return;
      event.preventDefault();
      action();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [store]);
}

/** Characters that many keyboards have only with Shift. */
const SHIFTED: ReadonlySet<string> = new Set(['+', '=', '-']);
