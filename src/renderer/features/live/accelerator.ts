import { latinKey } from '../../ui/latin-key';

/** The keys of an event as Electron writes accelerators. */
export interface KeyPress {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** Where Electron has another name than the DOM. */
const NAMES: Readonly<Record<string, string>> = {
  ' ': 'Space',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  '+': 'Plus',
};
const MODIFIERS = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'Dead', 'Unidentified', 'Process']);

/** `Control+Shift+F3`, `1`, `A`; null while only modifiers are down, or for what is no key of its own. */
export function acceleratorOf(press: KeyPress): string | null {
  if (MODIFIERS.has(press.key)) return null;
  const key = keyName(press);
  if (key === null) return null;
  const parts = [
    press.ctrlKey ? 'Control' : null,
    press.metaKey ? 'Meta' : null,
    press.altKey ? 'Alt' : null,
    press.shiftKey ? 'Shift' : null,
    key,
  ];
  return parts.filter((part) => part !== null).join('+');
}

/** Digits and letters by their place on the keyboard, so that Shift+1 is that and not "!". */
function keyName(press: KeyPress): string | null {
  const { code } = press;
  const key = latinKey(press);
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (digit !== undefined) return digit;
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  const named = NAMES[key] ?? key;
  if (named.length === 1) return named;
  return /^[A-Z][A-Za-z0-9]+$/.test(named) ? named : null;
}
