import { expect, it } from 'vitest';
import { loadedAtStart } from '../../support/static-imports';

it('opens the window before anything of the services is loaded', () => {
  const loaded = [...loadedAtStart('src/main/index.ts')];
  expect(loaded.some((file) => file.endsWith('electron/main-window.ts'))).toBe(true);
  expect(loaded.filter((file) => /main\/(app|ipc|services|discord|recording)/.test(file))).toEqual([]);
});

it('starts the services without the libraries that speak HTTP and WebSocket, which cost more than the rest together', () => {
  const loaded = [...loadedAtStart('src/main/app.ts')];
  expect(loaded.some((file) => file.endsWith('discord/rest/http.ts'))).toBe(true);
  for (const heavy of ['undici', 'ws']) expect(loaded).not.toContain(heavy);
});
