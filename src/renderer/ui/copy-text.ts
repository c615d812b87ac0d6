/**
 * Puts text on the clipboard from within a click or a key. The asynchronous clipboard would ask for a permission,
 * and the window grants none; copying a selection needs none.
 * @returns whether it was copied
 */
export function copyText(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.setAttribute('aria-hidden', 'true');
  field.style.cssText = 'position:fixed;top:0;left:0;opacity:0;pointer-events:none';
  // Inside an open dialog or menu, so that its focus trap does not take the selection away.
  const host = document.activeElement?.closest('[role="dialog"], [role="menu"]') ?? document.body;
  const before = document.activeElement;
  host.append(field);
  field.select();
  try {
    return document.execCommand('copy');
  } finally {
    field.remove();
    if (before instanceof HTMLElement) before.focus();
  }
}
