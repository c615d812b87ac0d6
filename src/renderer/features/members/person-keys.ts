import type { Occupant } from '@shared/models/workspace';
import type { KeyboardEvent } from 'react';
import { latinKey } from '../../ui/latin-key';
import { type PersonMenuContext, personMenu } from './person-menu';

/** The entry of the person menu behind each key; the key sheet lists the same. */
const ENTRIES: Readonly<Record<string, string>> = {
  ' ': 'select',
  Enter: 'person',
  v: 'move',
  m: 'mute',
  d: 'deafen',
  s: 'speak',
  t: 'timeOut',
  r: 'roles',
  x: 'disconnect',
  Delete: 'disconnect',
};

/** Does what a key says to the focused person, or tells why it cannot; true when the key was one of these. */
export function personKey(event: KeyboardEvent, occupant: Occupant, context: PersonMenuContext): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
  const key = latinKey({ key: event.key, code: event.code });
  const id = ENTRIES[key.length === 1 ? key.toLowerCase() : key];
  if (id === undefined) return false;
  const entry = personMenu(occupant, context)
    .flat()
    .find((candidate) => candidate.id === id);
  if (!entry) return false;
  event.preventDefault();
  event.stopPropagation();
  if (!entry.disabled) entry.onSelect();
  else if (entry.hint !== undefined) {
    context.store.actions.view.toast({ tone: 'trouble', title: `${entry.label}: ${entry.hint}` });
  }
  return true;
}
