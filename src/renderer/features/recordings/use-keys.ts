import { useApp } from '../../state/react';
import { selectKeys } from '../../state/settings/selectors';
import { keysOf } from '../../ui/key-map';
import { REVIEW_KEYS, type ReviewAction } from './review-keys';

/** The keys of an action as they are now, for a tooltip. */
export function useKeys(): (action: ReviewAction) => string | undefined {
  const chosen = useApp(selectKeys);
  return (action) => keysOf('review', action, REVIEW_KEYS[action], chosen) ?? undefined;
}
