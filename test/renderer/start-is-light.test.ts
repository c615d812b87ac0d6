import { expect, it } from 'vitest';
import { loadedAtStart } from '../support/static-imports';

it('loads neither schemas nor the desks that are not on the first screen', () => {
  const loaded = [...loadedAtStart('src/renderer/main.tsx')];
  expect(loaded.some((file) => file.endsWith('RoomsDesk.tsx'))).toBe(true);
  for (const heavy of ['zod', 'cmdk', '@tanstack/react-virtual']) expect(loaded).not.toContain(heavy);
  for (const later of [
    'MessagesDesk',
    'LiveDesk',
    'LibraryDesk',
    'Review.tsx',
    'Palette',
    'audio/pcm-sink',
  ]) {
    expect(loaded.filter((file) => file.includes(later))).toEqual([]);
  }
});
