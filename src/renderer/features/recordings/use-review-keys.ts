import { useEffect, useRef } from 'react';
import { useAppStore } from '../../state/react';
import { selectKeys } from '../../state/settings/selectors';
import { actionOf } from '../../ui/key-map';
import { latinKey } from '../../ui/latin-key';
import { plainKey } from '../../ui/plain-key';
import { REVIEW_KEYS, type ReviewAction } from './review-keys';

/** What each action does at the moment; absent = nothing to do. */
export type ReviewActions = Readonly<Partial<Record<ReviewAction, (() => void) | undefined>>>;

/** Keyboards without a numeric block have the plus only with Shift, and the equals sign without. */
const SAME: Readonly<Record<string, string>> = { '=': '+', _: '-' };

/** The review's keys, while it is in front and no dialog is over it. */
export function useReviewKeys(actions: ReviewActions): void {
  const store = useAppStore();
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (store.getState().view.overlay !== null) return;
      const { target } = event;
      if (target instanceof Element && target.closest('[role="dialog"], [role="menu"]')) return;
      if (plainKey(event, 'withAlt') === null) return;
      const { ctrlKey, metaKey, shiftKey, altKey } = event;
      const key = latinKey(event);
      const press = { key: SAME[key] ?? key, ctrlKey, metaKey, shiftKey, altKey };
      const name = actionOf('review', REVIEW_KEYS, selectKeys(store.getState()), press);
      const action = name === null ? undefined : latest.current[name];
      if (!action) return;
      event.preventDefault();
      action();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [store]);
}
