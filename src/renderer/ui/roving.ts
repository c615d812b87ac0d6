import type { KeyboardEvent } from 'react';

/**
 * Arrow keys, Home and End among the elements of a list that carry `data-roving`: one tab stop for the whole
 * list. Returns true when it moved the focus.
 */
export function moveRoving(event: KeyboardEvent<HTMLElement>): boolean {
  const steps: Readonly<Record<string, (at: number, count: number) => number>> = {
    ArrowDown: (at, count) => Math.min(count - 1, at + 1),
    ArrowUp: (at) => Math.max(0, at - 1),
    Home: () => 0,
    End: (_at, count) => count - 1,
  };
  const step = steps[event.key];
  if (!step || event.altKey || event.ctrlKey || event.metaKey) return false;
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-roving]')];
  const target = items[step(items.indexOf(document.activeElement as HTMLElement), items.length)];
  if (!target) return false;
  event.preventDefault();
  target.focus();
  return true;
}
