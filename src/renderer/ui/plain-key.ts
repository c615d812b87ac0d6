import { latinKey } from './latin-key';

/** Inputs that take no text, with the keys each uses itself. */
const OWN_KEYS: Readonly<Record<string, RegExp>> = {
  checkbox: /^ $/,
  radio: /^( |Arrow\w+)$/,
  range: /^(Arrow\w+|Home|End|Page\w+)$/,
  button: /^( |Enter)$/,
  submit: /^( |Enter)$/,
  reset: /^( |Enter)$/,
  color: /^( |Enter)$/,
  file: /^( |Enter)$/,
};

/**
 * The key of an event when it is a command and not text: no modifier but Shift (and Alt where asked for), not in a field or an open menu, which
 * finds its lines by what is typed, and not one that the focused control uses itself (Space on a button or a box to
 * tick, arrows on a slider) unless it lets keys pass (`data-pass-keys`). By `latinKey`, in lower case. Null otherwise.
 */
export function plainKey(event: KeyboardEvent, alt?: 'withAlt'): string | null {
  if (event.ctrlKey || event.metaKey || event.defaultPrevented) return null;
  if (event.altKey && alt === undefined) return null;
  const latin = latinKey(event);
  const key = latin.length === 1 ? latin.toLowerCase() : latin;
  const { target } = event;
  if (!(target instanceof HTMLElement)) return key;
  if (takesText(target) || target.closest('[role="menu"], [role="listbox"]')) return null;
  return ownKeys(target)?.test(key) ? null : key;
}

/** Something is typed into it, or chosen from it by typing. */
function takesText(target: HTMLElement): boolean {
  if (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName)) return true;
  return target instanceof HTMLInputElement && OWN_KEYS[target.type] === undefined;
}

function ownKeys(target: HTMLElement): RegExp | undefined {
  if (target instanceof HTMLInputElement) return OWN_KEYS[target.type];
  if (target.getAttribute('role') === 'slider') return OWN_KEYS['range'];
  const isButton = /^(BUTTON|SUMMARY)$/.test(target.tagName) && !('passKeys' in target.dataset);
  return isButton ? OWN_KEYS['button'] : undefined;
}
