/**
 * The key of an event when it is a command and not text: no modifier but Shift (and Alt where asked for), not in a field, and not one that
 * the focused control uses itself (Space on a button, arrows on a slider) unless it
 * lets keys pass (`data-pass-keys`). Null otherwise.
 */
export function plainKey(event: KeyboardEvent, alt?: 'withAlt'): string | null {
  if (event.ctrlKey || event.metaKey || event.defaultPrevented) return null;
  if (event.altKey && alt === undefined) return null;
  const { target, key } = event;
  if (!(target instanceof HTMLElement)) return key;
  if (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName)) return null;
  if (target.tagName === 'INPUT') return null;
  const role = target.getAttribute('role');
  if (role === 'slider' && /^(Arrow|Home|End|Page)/.test(key)) return null;
  if (
    !('passKeys' in target.dataset) &&
    /^(BUTTON|SUMMARY)$/.test(target.tagName) &&
    (key === ' ' || key === 'Enter')
  )
    return null;
  return key.length === 1 ? key.toLowerCase() : key;
}
