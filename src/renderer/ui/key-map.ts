import { latinKey } from './latin-key';

/**
 * Keys that a person can change: what each action has from the start, what was chosen instead, which action a press
 * asks for, and who has a key already. Pure; one mechanism for every desk.
 */

export interface KeyAction {
  /** As `writtenKeys` writes them; empty for none. */
  keys: string;
  label: string;
}
export type KeyActions = Readonly<Record<string, KeyAction>>;

/** By desk and action (`review.marker`): the keys chosen instead of its own; null = none. */
export type ChosenKeys = Readonly<Record<string, string | null>>;

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'> & {
  code?: string | undefined;
};

const MODIFIERS: ReadonlySet<string> = new Set([
  ...['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'NumLock', 'Dead', 'Unidentified'],
  ...['Process', 'Fn', 'ScrollLock'],
]);

/**
 * The press as keys are written here (`Mod+K`, `Shift+M`, `Space`, `[`); null while only modifiers are down. Shift is
 * part of letters, digits and named keys; of other signs only the sign counts, because keyboards differ in how it is
 * typed.
 */
export function writtenKeys(press: Press): string | null {
  const key = latinKey(press);
  if (MODIFIERS.has(key) || key === '') return null;
  const name = key === ' ' ? 'Space' : key.length === 1 ? key.toUpperCase() : key;
  const isSign = key.length === 1 && key !== ' ' && !/[\p{L}\d]/u.test(key);
  const parts = [
    press.ctrlKey || press.metaKey ? 'Mod' : null,
    press.altKey ? 'Alt' : null,
    press.shiftKey && !isSign ? 'Shift' : null,
    name,
  ];
  return parts.filter((part) => part !== null).join('+');
}

/** The keys of an action of `desk` as they are now; null when it has none. */
export function keysOf(desk: string, name: string, action: KeyAction, chosen: ChosenKeys): string | null {
  const own = chosen[`${desk}.${name}`];
  return own === undefined ? action.keys || null : own;
}

/** Which action of `desk` a press asks for; null for none. */
export function actionOf<T extends KeyActions>(
  desk: string,
  actions: T,
  chosen: ChosenKeys,
  press: Press,
): keyof T | null {
  const written = writtenKeys(press);
  if (written === null) return null;
  const found = Object.entries(actions).find(
    ([name, action]) => keysOf(desk, name, action, chosen) === written,
  );
  return found ? (found[0] as keyof T) : null;
}

/** Who on this desk has `keys` already, besides `name`; null when they are free. */
export function takenBy(
  desk: string,
  actions: KeyActions,
  chosen: ChosenKeys,
  name: string,
  keys: string,
): string | null {
  const found = Object.entries(actions).find(
    ([other, action]) => other !== name && keysOf(desk, other, action, chosen) === keys,
  );
  return found ? found[0] : null;
}

/** The choices with `keys` for an action; its own ones are no choice and are not kept. */
export function withKeys(
  desk: string,
  actions: KeyActions,
  chosen: ChosenKeys,
  name: string,
  keys: string | null,
): Record<string, string | null> {
  const { [`${desk}.${name}`]: _before, ...others } = chosen;
  return (actions[name]?.keys || null) === keys ? others : { ...others, [`${desk}.${name}`]: keys };
}

/** The choices without those of `desk`: everything there is as it was from the start. */
export function withoutDesk(desk: string, chosen: ChosenKeys): Record<string, string | null> {
  return Object.fromEntries(Object.entries(chosen).filter(([id]) => !id.startsWith(`${desk}.`)));
}
