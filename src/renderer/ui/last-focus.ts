/**
 * Where the keyboard was before a dialog or menu took it. Dialogs here are opened by state and have no trigger that
 * could be given the focus back; a menu that opened one is gone when the dialog closes.
 */
let last: HTMLElement | null = null;

const FLOATING = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]';

document.addEventListener('focusin', ({ target }) => {
  if (target instanceof HTMLElement && !target.closest(FLOATING)) last = target;
});

/** The element outside of all that floats that had the focus last, while it is in the page. */
export function lastFocus(): HTMLElement | null {
  return last?.isConnected === true ? last : null;
}
