/** What makes a key one that nobody types. Shift alone does not: Shift+M is a letter. */
const MODIFIER = /^(Control|Ctrl|Alt|Option|Meta|Super|Command|Cmd|CommandOrControl|CmdOrCtrl)$/;
/** Keys that write nothing and move nothing. */
const FREE = /^(F\d{1,2}|Media[A-Za-z]+|Volume[A-Za-z]+|PrintScreen|Scrolllock|ScrollLock|Pause)$/;

/**
 * Whether a key, written as Electron's accelerators are, may be taken from the whole system: while Roomtone runs, no
 * other app hears it any more. A plain letter would be missing everywhere.
 */
export function fitsSystem(accelerator: string): boolean {
  const parts = accelerator.split('+');
  return FREE.test(parts.at(-1) ?? '') || parts.slice(0, -1).some((part) => MODIFIER.test(part));
}
